"""A line of a compared model, and its name at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from aeexplorer.theme import appearance, font, member_colour, px
from aeexplorer.widgets.curve_thinning import Floats

NAME_STEP = 15
"""Px from one name to the next at least."""


@dataclass(frozen=True, slots=True, eq=False)
class MemberLine:
    """A line: the model's place among those compared, its name, and float64 ``x`` (n,), sorted, and ``y`` (n,)."""

    place: int
    name: str
    x: Floats
    y: Floats

    def at(self, x: float) -> float | None:
        """The value at ``x``, between two points on the straight line; None beyond the ends."""
        finite = np.isfinite(self.y)
        known, values = self.x[finite], self.y[finite]
        if not len(known) or not known[0] - 1e-9 <= x <= known[-1] + 1e-9:
            return None
        return float(np.interp(x, known, values))


def apart(ends: Sequence[float], step: float, bottom: float) -> list[float]:
    """Places for names at sorted ``ends``: ``step`` from each other at least, and none below ``bottom``."""
    places: list[float] = []
    for end in ends:
        places.append(max(end, places[-1] + step) if places else end)
    floor = bottom
    for k in reversed(range(len(places))):
        places[k] = min(places[k], floor)
        floor = places[k] - step
    return places


def paint_names(painter: QPainter, rect: QRectF, width: float, ends: Sequence[tuple[float, MemberLine]]) -> None:
    """Write the names of lines that end at these heights between ``rect`` and ``width``, apart from each other."""
    ends = sorted(ends, key=lambda pair: pair[0])
    chosen = font(12, 600)
    painter.setFont(chosen)
    places = apart([end for end, _ in ends], float(px(NAME_STEP)), rect.bottom())
    for place, (_, line) in zip(places, ends, strict=True):
        room = QRectF(rect.right() + px(6), place - px(8), width - rect.right() - px(8), px(16))
        name = QFontMetricsF(chosen).elidedText(line.name, Qt.TextElideMode.ElideRight, room.width() + 1)
        painter.setPen(QColor(member_colour(appearance().theme, line.place)))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
