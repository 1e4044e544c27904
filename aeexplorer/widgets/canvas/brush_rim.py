"""The rim of the brush over the canvas: under the pointer, or where the keys would paint."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from aeexplorer.session.brush import Brush
from aeexplorer.widgets.canvas.canvas_keys import CanvasKeys
from aeexplorer.widgets.canvas.canvas_place import CanvasPlace

FREEHAND = ("brush", "eraser", "draw")
"""Tools that paint as wide as the brush; the others begin at one pixel."""
LINES = (("#15181C", 4.0), ("#FFFFFF", 2.0))
"""Light between two dark lines, to be seen on everything."""


class BrushRim:
    """Repaints of its canvas only where it stands and where it stood."""

    def __init__(self, canvas: QWidget, place: CanvasPlace, brush: Brush, keys: CanvasKeys) -> None:
        self._canvas, self._place, self._brush, self._keys = canvas, place, brush, keys
        self._pointer: QPointF | None = None
        self._painted: QRectF | None = None

    def follow(self, pointer: QPointF | None) -> None:
        """Stand around a place of the canvas; None for the keys' cursor, which shows while the canvas has the focus."""
        self._pointer = pointer
        self.update()

    def update(self) -> None:
        """Paint it anew: the keys' cursor or the focus has moved."""
        for box in (self._painted, self.box()):
            if box is not None:
                self._canvas.update(box.adjusted(-4, -4, 4, 4).toAlignedRect())

    def box(self) -> QRectF | None:
        """Where it stands, in the canvas's pixels."""
        if self._pointer is not None:
            middle = self._pointer
        elif self._canvas.hasFocus():
            middle = self._place.to_widget(self._keys.cursor)
        else:
            return None
        side = (self._brush.size if self._brush.tool in FREEHAND else 1) * self._place.scale
        return QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)

    def paint(self, painter: QPainter) -> None:
        """Draw it, as round or square as the brush."""
        box = self._painted = self.box()
        if box is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        draw = painter.drawEllipse if self._brush.tip == "round" else painter.drawRect
        for colour, width in LINES:
            painter.setPen(QPen(QColor(colour), width))
            draw(box)
