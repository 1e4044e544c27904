"""Dots of the arrows: discs at codes, rings at noisy ones; drawn once for each colour and stamped from then on."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QTransform

from aeexplorer.theme import appearance, px

RADIUS = 5.5
"""Of the disc at a code, in px; the ring at a noisy one is a little smaller."""
PHASES = 4
"""A stamp stands at the nearest of so many places between two pixels, so that it does not jump where it moves."""


class DotStamps:
    """Antialiased circles cost most of what a map with arrows costs; copies of their pictures next to nothing."""

    def __init__(self) -> None:
        self._drawn: dict[object, QPixmap] = {}
        self._dress: object = None

    def stamp(self, painter: QPainter, dots: Sequence[tuple[QPointF, str | None]], scale: float = 1.0) -> None:
        """Paint places with their colours as ``paint_dot`` does, to a quarter of a pixel."""
        transform = QTransform(painter.worldTransform())
        if transform.isScaling() or transform.isRotating():
            for at, colour in dots:
                paint_dot(painter, at, colour, scale)
            return
        ratio = painter.device().devicePixelRatio()
        dress = appearance().theme, appearance().scale, ratio, scale
        if dress != self._dress:
            self._dress = dress
            self._drawn.clear()
        side = 2 * math.ceil((scale * px(RADIUS) + px(4)) * ratio)
        left, top = transform.dx(), transform.dy()
        for at, colour in dots:
            x = round(PHASES * ((at.x() + left) * ratio - side / 2))
            y = round(PHASES * ((at.y() + top) * ratio - side / 2))
            key = colour, x % PHASES, y % PHASES
            drawn = self._drawn.get(key)
            if drawn is None:
                phase = x % PHASES / PHASES, y % PHASES / PHASES
                drawn = self._drawn[key] = _drawn(colour, scale, side, phase, ratio)
            painter.drawPixmap(QPointF(x // PHASES / ratio - left, y // PHASES / ratio - top), drawn)


def paint_dot(painter: QPainter, at: QPointF, colour: str | None, scale: float = 1.0) -> None:
    """A disc of a colour in a ring of ink; hollow and smaller without one."""
    theme = appearance().theme
    radius = scale * px(RADIUS if colour else RADIUS - 1)
    painter.setPen(QPen(QColor(theme.panel), px(4)))
    painter.setBrush(QColor(colour or theme.panel))
    painter.drawEllipse(at, radius, radius)
    painter.setPen(QPen(QColor(theme.text1), px(1.5)))
    painter.drawEllipse(at, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _drawn(colour: str | None, scale: float, side: int, phase: tuple[float, float], ratio: float) -> QPixmap:
    picture = QPixmap(side + 1, side + 1)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_dot(painter, QPointF((side / 2 + phase[0]) / ratio, (side / 2 + phase[1]) / ratio), colour, scale)
    painter.end()
    return picture
