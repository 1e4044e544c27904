"""ColourLegend: in a corner of the map, what the points' colours stand for where they are not the classes'."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.map.colouring import Colouring
from aeexplorer.widgets.map.layer import MapLayer

BAR = 180


class ColourLegend(MapLayer):
    """Swatches with words, or a scale with its ends."""

    def __init__(self, view: Any, z: float = 44, *, top: bool = False) -> None:
        """At the bottom left, or at the top right."""
        super().__init__(view, z)
        self._top = top
        self._shown: Colouring | None = None
        self.setVisible(False)

    def set_colouring(self, shown: Colouring) -> None:
        """Explain these colours, if there is something to explain."""
        self._shown = shown
        self.setVisible(bool(shown.swatches or shown.scale))
        self.update()

    @property
    def words(self) -> tuple[str, ...]:
        """All that is written."""
        if self._shown is None:
            return ()
        return (*(word for _, word in self._shown.swatches), *self._shown.scale)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw it in its corner, on a ground of its own."""
        if self._shown is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(font(12))
        gap, line = px(8), px(20)
        if self._shown.scale:
            name, low, high = self._shown.scale
            width = max(px(BAR), metrics.horizontalAdvance(name), metrics.horizontalAdvance(low + high) + 2 * gap)
            height = 2 * line + px(12)
        else:
            width = sum(metrics.horizontalAdvance(word) + line + gap for _, word in self._shown.swatches) - gap
            height = line
        size = self.view.rect()
        box = QRectF(px(8), size.height() - height - px(16), width + 2 * gap, height + px(8))
        if self._top:
            box.moveTopRight(QPointF(size.width() - px(8), px(8)))
        theme = appearance().theme
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(box, px(4), px(4))
        painter.setFont(font(12))
        inner = box.adjusted(gap, px(4), -gap, -px(4))
        if self._shown.scale:
            self._paint_scale(painter, inner, line)
        else:
            self._paint_swatches(painter, inner, metrics, line, gap)

    def _paint_scale(self, painter: QPainter, box: QRectF, line: int) -> None:
        assert self._shown is not None and len(self._shown.scale) == 3
        theme = appearance().theme
        name, low, high = self._shown.scale
        bar = QRectF(box.left(), box.top() + line, box.width(), px(10))
        colours = QLinearGradient(bar.topLeft(), bar.topRight())
        last = max(len(self._shown.palette) - 1, 1)
        for k, rgb in enumerate(self._shown.palette.tolist()):
            colours.setColorAt(k / last, QColor(*rgb))
        painter.setPen(QPen(QColor(theme.control), 1))
        painter.setBrush(colours)
        painter.drawRect(bar)
        painter.setPen(QColor(theme.text2))
        left, right, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(box.left(), box.top(), box.width(), line), left | middle, name)
        ends = QRectF(box.left(), bar.bottom() + px(2), box.width(), line)
        painter.drawText(ends, left | middle, low)
        painter.drawText(ends, right | middle, high)

    def _paint_swatches(self, painter: QPainter, box: QRectF, metrics: QFontMetricsF, line: int, gap: int) -> None:
        assert self._shown is not None
        x = box.left()
        for colour, word in self._shown.swatches:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QPointF(x + px(6), box.center().y()), px(5), px(5))
            painter.setPen(QColor(appearance().theme.text2))
            wide = metrics.horizontalAdvance(word)
            painter.drawText(QRectF(x + line, box.top(), wide + 1, box.height()), Qt.AlignmentFlag.AlignVCenter, word)
            x += line + wide + gap
