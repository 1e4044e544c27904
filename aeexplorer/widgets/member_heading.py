"""A model's mark and name over its column of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.cells import BEST
from aeexplorer.widgets.member_mark import SIZE, paint_mark

if TYPE_CHECKING:
    from aeexplorer.session.members import Member

MARK, BESIDE = SIZE - 2, 5
"""Px of the mark, and between it and the name."""
LEAST = 28
"""Px of room below which nothing of a name can be read after its letter."""


@dataclass(frozen=True, slots=True)
class MemberHeading:
    """Right-aligned over the figures, room for their ◆ left free unless the name needs it; ``tip`` is said on hover."""

    place: int
    text: str
    tip: str = ""

    @classmethod
    def of(cls, place: int, member: Member) -> MemberHeading:
        """The letter first: where a name is cut, it still says which model is meant."""
        return cls(place, f"{member.letter} {member.kind}", member.name)

    def shown(self, width: float) -> str:
        """The name as it is written where there are ``width`` px for it and its mark: the letter alone, if need be."""
        room = width - px(MARK) - px(BESIDE)
        if room < px(LEAST):
            return self.text.split()[0]
        return QFontMetricsF(font(12, 600)).elidedText(self.text, Qt.TextElideMode.ElideRight, room)

    def paint(self, painter: QPainter, room: QRectF) -> None:
        """Draw at the bottom right of ``room``."""
        chosen = font(12, 600)
        words = QFontMetricsF(chosen)
        text = self.shown(room.width())
        own = px(MARK) + px(BESIDE) + words.horizontalAdvance(text)
        diamond = QFontMetricsF(font(13)).horizontalAdvance(f" {BEST}") + px(6)
        right = room.right() - min(diamond, max(room.width() - own, 0.0))
        mark = QPointF(right - own + px(MARK) / 2, room.bottom() - words.height() / 2)
        paint_mark(painter, mark, self.place, px(MARK))
        painter.setFont(chosen)
        painter.setPen(QColor(appearance().theme.text1))
        name = QRectF(room.left(), room.top(), right - room.left(), room.height())
        painter.drawText(name, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, text)
