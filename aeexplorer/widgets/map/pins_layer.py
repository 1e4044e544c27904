"""PinsLayer: the numbered pins, and the path through them with its steps."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.map.layer import MapLayer


class PinsLayer(MapLayer):
    """Draws pins and path; ``pin_at`` says which pin a pixel takes hold of."""

    def __init__(self, view: Any, z: float = 30) -> None:
        super().__init__(view, z)
        self._numbers: tuple[int, ...] = ()
        self._points = np.empty((0, 2))
        self._path = np.empty((0, 2))
        self._position: NDArray[np.float64] | None = None
        self.setVisible(False)

    def set_pins(self, numbers: tuple[int, ...], points: NDArray[Any], path: NDArray[Any]) -> None:
        """Show pins (k, 2) with their numbers, and the path's points (m, 2) in order."""
        self._numbers = numbers
        self._points = np.asarray(points, np.float64).reshape(-1, 2)
        self._path = np.asarray(path, np.float64).reshape(-1, 2)
        self.setVisible(bool(numbers))
        self.update()

    def set_position(self, point: NDArray[Any] | None) -> None:
        """Mark one point (2,) of the path, or none."""
        self._position = None if point is None else np.asarray(point, np.float64)
        self.update()

    @property
    def has_path(self) -> bool:
        """Whether a path is drawn."""
        return len(self._path) > 1

    def pin_at(self, place: QPointF) -> int | None:
        """Number of the pin under a pixel of the plot; the uppermost of several."""
        if not self._numbers:
            return None
        away = np.hypot(*(self.to_screen(self._points) - [place.x(), place.y()]).T)
        under = np.flatnonzero(away <= px(14))
        return self._numbers[int(under[-1])] if len(under) else None

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw path, steps, pins."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = appearance().theme
        ink, ground = QColor(theme.text1), QColor(theme.panel)
        pins = [QPointF(x, y) for x, y in self.to_screen(self._points)]
        if self.has_path:
            way = [QPointF(x, y) for x, y in self.to_screen(self._path)]
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((ground, px(5)), (ink, px(2))):
                painter.setPen(
                    QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
                )
                painter.drawPolyline(QPolygonF(way))
            painter.setBrush(ground)
            painter.setPen(QPen(ink, px(1.5)))
            for step in way:
                painter.drawEllipse(step, px(3.5), px(3.5))
            if self._position is not None:
                ((x, y),) = self.to_screen(self._position)
                painter.setPen(QPen(ground, px(2)))
                painter.setBrush(QColor(theme.accent))
                painter.drawEllipse(QPointF(x, y), px(6), px(6))
        painter.setFont(font(13, 700))
        for number, place in zip(self._numbers, pins, strict=True):
            painter.setPen(QPen(ground, px(2)))
            painter.setBrush(ink)
            painter.drawEllipse(place, px(12), px(12))
            painter.setPen(ground)
            box = QRectF(place.x() - px(12), place.y() - px(12), 2 * px(12), 2 * px(12))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
