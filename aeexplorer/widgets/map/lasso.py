"""The lasso: an outline drawn by hand around codes, and which codes lie inside it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.map.layer import MapLayer

STEP = 3
"""Pixels from one corner of the outline to the next: a hand is no steadier."""
CLEAR = 0.12
"""How much the inside is tinted."""


def inside(outline: ArrayLike, points: ArrayLike) -> NDArray[np.bool_]:
    """Which points (n, 2) lie within a closed outline (m, 2): those that it winds around, however it crosses itself.

    Winding number by crossings (Sunday 2001): an edge that passes a point upwards on its right counts one, downwards
    minus one. Points that are not finite lie outside.
    """
    corners, places = np.asarray(outline, np.float64).reshape(-1, 2), np.asarray(points, np.float64).reshape(-1, 2)
    if len(corners) < 3:
        return np.zeros(len(places), np.bool_)
    turns = np.zeros(len(places), np.int64)
    x, y = places.T
    with np.errstate(invalid="ignore"):
        for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, 0), strict=True):
            left = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
            turns += (y0 <= y) & (y1 > y) & (left > 0)
            turns -= (y0 > y) & (y1 <= y) & (left < 0)
    return np.asarray(turns != 0, np.bool_)


class LassoLayer(MapLayer):
    """The outline while it is drawn."""

    def __init__(self, view: Any, z: float = 45) -> None:
        super().__init__(view, z)
        self._corners: list[NDArray[np.float64]] = []
        self.setVisible(False)

    @property
    def outline(self) -> NDArray[np.float64]:
        """Its corners (m, 2) on the latent plane."""
        return np.array(self._corners, np.float64).reshape(-1, 2)

    def add(self, point: NDArray[np.float64]) -> None:
        """Lead it on to a point (2,), unless that is where it is."""
        if self._corners:
            here, before = self.to_screen([point, self._corners[-1]])
            if np.hypot(*(here - before)) < px(STEP):
                return
        self._corners.append(np.asarray(point, np.float64))
        self.setVisible(True)
        self.update()

    def clear(self) -> None:
        """Draw nothing."""
        if self._corners:
            self._corners = []
            self.setVisible(False)

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the outline in the accent colour, closed, its inside tinted."""
        if len(self._corners) < 2:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = appearance().theme
        tint = QColor(theme.accent)
        tint.setAlphaF(CLEAR)
        shape = QPolygonF([QPointF(x, y) for x, y in self.to_screen(self.outline)])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawPolygon(shape, Qt.FillRule.WindingFill)
        painter.setPen(QPen(QColor(theme.accent), px(1.5)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(shape)
        closing = QPen(QColor(theme.accent), px(1.5))
        closing.setDashPattern([3, 3])
        painter.setPen(closing)
        painter.drawLine(shape.last(), shape.first())
