"""The crosshair that says which code is looked at, and the ring around the selected image's point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.map.layer import MapLayer


class Crosshair(MapLayer):
    """Two accent lines and a ring where they meet; the ring has a filled heart while a click holds it."""

    def __init__(self, view: Any, z: float = 50) -> None:
        super().__init__(view, z)
        self._point: tuple[float, float] | None = None
        self._held = False

    @property
    def point(self) -> tuple[float, float] | None:
        """Where it stands on the latent plane; None while it is away."""
        return self._point

    def set_point(self, point: Sequence[float] | NDArray[Any] | None, *, held: bool = False) -> None:
        """Stand at ``point`` (2,), or go away."""
        new = None if point is None else (float(point[0]), float(point[1]))
        if (new, held) != (self._point, self._held):
            self._point, self._held = new, held
            self.update()

    def place(self) -> QPointF | None:
        """Where it stands in the plot's pixels."""
        if self._point is None:
            return None
        ((x, y),) = self.to_screen([self._point])
        return QPointF(x, y)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw it."""
        place, size = self.place(), self.view.rect()
        if place is None:
            return
        theme = appearance().theme
        painter.setPen(QPen(QColor(theme.accent), 1))
        # Whole pixels, so that the lines stay one pixel wide.
        x, y = int(place.x()) + 0.5, int(place.y()) + 0.5
        gap = px(8)
        for a, b in (
            (QPointF(0, y), QPointF(x - gap, y)),
            (QPointF(x + gap, y), QPointF(size.width(), y)),
            (QPointF(x, 0), QPointF(x, y - gap)),
            (QPointF(x, y + gap), QPointF(x, size.height())),
        ):
            painter.drawLine(a, b)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.panel), px(5)))
        painter.drawEllipse(QPointF(x, y), px(7), px(7))
        painter.setPen(QPen(QColor(theme.accent), px(2)))
        painter.drawEllipse(QPointF(x, y), px(7), px(7))
        if self._held:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawEllipse(QPointF(x, y), px(2.5), px(2.5))


class SelectedRing(MapLayer):
    """A ring around the selected image's point."""

    def __init__(self, view: Any, z: float = 40) -> None:
        super().__init__(view, z)
        self._point: tuple[float, float] | None = None

    def set_point(self, point: Sequence[float] | NDArray[Any] | None) -> None:
        """Stand around ``point`` (2,), or go away."""
        new = None if point is None else (float(point[0]), float(point[1]))
        if new != self._point:
            self._point = new
            self.update()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw it: ink on a light band, so that it shows on every colour."""
        if self._point is None:
            return
        theme = appearance().theme
        ((x, y),) = self.to_screen([self._point])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        box = QRectF(x - px(6), y - px(6), 2 * px(6), 2 * px(6))
        for colour, width in ((theme.panel, px(6)), (theme.text1, px(2))):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawEllipse(box)
