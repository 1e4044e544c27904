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
    """Two accent lines and a ring where they meet; the ring has a filled heart while a click holds it.

    The lines lie over the points and below all names and numbers: a line through a "1" would make it a "!".
    """

    def __init__(self, view: Any, z: float = 28, lines_z: float = 22) -> None:
        super().__init__(view, z)
        self._point: tuple[float, float] | None = None
        self._held = False
        self._lines = CrosshairLines(self, lines_z)
        for part in (self, self._lines):
            part.setVisible(False)

    @property
    def point(self) -> tuple[float, float] | None:
        """Where it stands on the latent plane; None while it is away."""
        return self._point

    def set_point(self, point: Sequence[float] | NDArray[Any] | None, *, held: bool = False) -> None:
        """Stand at ``point`` (2,), or go away."""
        new = None if point is None else (float(point[0]), float(point[1]))
        if (new, held) != (self._point, self._held):
            self._point, self._held = new, held
            for part in (self, self._lines):
                part.setVisible(new is not None)
            self.update()

    def update(self, *rect: Any) -> None:
        """Repaint ring and lines."""
        super().update(*rect)
        self._lines.update()

    def place(self) -> QPointF | None:
        """Where it stands in the plot's pixels."""
        if self._point is None:
            return None
        ((x, y),) = self.to_screen([self._point])
        return QPointF(x, y)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the ring."""
        place = self.place()
        if place is None:
            return
        theme = appearance().theme
        x, y = _whole(place)
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


class CrosshairLines(MapLayer):
    """The two lines of a crosshair, with a gap for its ring."""

    def __init__(self, crosshair: Crosshair, z: float) -> None:
        super().__init__(crosshair.view, z)
        self._crosshair = crosshair

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw them."""
        place, size = self._crosshair.place(), self.view.rect()
        if place is None:
            return
        painter.setPen(QPen(QColor(appearance().theme.accent), 1))
        x, y = _whole(place)
        gap = px(8)
        for a, b in (
            (QPointF(0, y), QPointF(x - gap, y)),
            (QPointF(x + gap, y), QPointF(size.width(), y)),
            (QPointF(x, 0), QPointF(x, y - gap)),
            (QPointF(x, y + gap), QPointF(x, size.height())),
        ):
            painter.drawLine(a, b)


def _whole(place: QPointF) -> tuple[float, float]:
    """The middle of a whole pixel, so that lines stay one pixel wide."""
    return int(place.x()) + 0.5, int(place.y()) + 0.5


class SelectedRing(MapLayer):
    """A ring around the selected image's point."""

    def __init__(self, view: Any, z: float = 40) -> None:
        super().__init__(view, z)
        self._point: tuple[float, float] | None = None
        self._covered = False
        self.setVisible(False)

    def set_point(self, point: Sequence[float] | NDArray[Any] | None) -> None:
        """Stand around ``point`` (2,), or go away."""
        new = None if point is None else (float(point[0]), float(point[1]))
        if new != self._point:
            self._point = new
            self._show()
            self.update()

    def set_covered(self, covered: bool) -> None:
        """Whether a mark stands at the same point, which needs no ring."""
        self._covered = covered
        self._show()

    def _show(self) -> None:
        self.setVisible(self._point is not None and not self._covered)

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
