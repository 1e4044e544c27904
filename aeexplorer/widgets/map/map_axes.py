"""The plot's frame: quiet tick labels outside, the names of the axes inside."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.figures import MINUS
from aeexplorer.widgets.map.layer import MapLayer

GAP = 4
"""Pixels from the plot to the ground of its axes; their labels begin further away."""


class MapAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """Tick labels alone, with a true minus sign."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation, pen=pg.mkPen(None), maxTickLength=0)
        self.enableAutoSIPrefix(False)
        self.dress()

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The labels of the ticks at ``values``."""
        return [text.replace("-", MINUS) for text in super().tickStrings(values, scale, spacing)]

    def tickSpacing(self, minimum: float, maximum: float, size: float) -> list[tuple[float, float]]:
        """One level of ticks, about 60 px apart, at 1, 2 or 5 times a power of ten."""
        rough = (maximum - minimum) * px(60) / max(size, 1)
        power = 10.0 ** math.floor(math.log10(max(rough, 1e-300)))
        return [(next(power * k for k in (1, 2, 5, 10) if power * k >= rough * 0.999), 0.0)]

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        """What is to be drawn: no ticks, which pyqtgraph leaves as dots when they have no length."""
        specs = super().generateDrawSpecs(painter)
        return specs if specs is None else (specs[0], [], specs[2])

    def boundingRect(self) -> QRectF:
        """Its place, but for the gap beside the plot: else it would be painted whenever the plot is."""
        right, top = (GAP, 0) if self.orientation == "left" else (0, GAP)
        return QRectF(super().boundingRect()).adjusted(0, top, -right, 0)

    def dress(self) -> None:
        """Take over the theme."""
        theme = appearance().theme
        self.setTextPen(QColor(theme.text2))
        self.setStyle(
            tickFont=font(12), tickTextOffset=px(8), tickLength=0, autoExpandTextSpace=False, hideOverlappingLabels=True
        )
        if self.orientation in ("left", "right"):
            self.setWidth(px(40))
        else:
            self.setHeight(px(28))


class AxisNames(MapLayer):
    """The axes' names with arrows, in the corners to which they point."""

    def __init__(self, view: Any, z: float = 45) -> None:
        super().__init__(view, z)
        self._across = self._up = ""
        self.setVisible(False)

    def set_names(self, across: str, up: str) -> None:
        """Such as ``z₁`` and ``z₂``."""
        if (across, up) != (self._across, self._up):
            self._across, self._up = across, up
            self.setVisible(bool(across or up))
            self.update()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw them on small grounds, so that they stay readable over points and images."""
        theme = appearance().theme
        chosen = font(12, 600)
        metrics = QFontMetricsF(chosen)
        size = self.view.rect()
        painter.setFont(chosen)
        ground = QColor(theme.panel)
        ground.setAlpha(217)
        for text, right, top in ((f"{self._up} ↑", None, px(5)), (f"{self._across} →", size.width() - px(5), None)):
            if not text.strip(" ↑→"):
                continue
            width, height = metrics.horizontalAdvance(text) + px(8), px(20)
            left = px(5) if right is None else right - width
            box = QRectF(left, top if top is not None else size.height() - px(5) - height, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRect(box)
            painter.setPen(QColor(theme.text1))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
