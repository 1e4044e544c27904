"""A model's mark and name over its column of a table."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.cells import BEST
from aeexplorer.widgets.member_mark import SIZE, paint_mark


@dataclass(frozen=True, slots=True)
class MemberHeading:
    """Right-aligned over the figures, room for their ◆ left free."""

    place: int
    text: str

    def paint(self, painter: QPainter, room: QRectF) -> None:
        """Draw at the bottom right of ``room``."""
        chosen = font(12, 600)
        words = QFontMetricsF(chosen)
        diamond = QFontMetricsF(font(13)).horizontalAdvance(f" {BEST}") + px(6)
        room = room.adjusted(px(SIZE + 6), 0, -diamond, 0)
        text = words.elidedText(self.text, Qt.TextElideMode.ElideRight, room.width())
        left = room.right() - words.horizontalAdvance(text)
        paint_mark(
            painter, QPointF(left - px(6) - px(SIZE) / 2, room.bottom() - words.height() / 2), self.place, px(SIZE - 2)
        )
        painter.setFont(chosen)
        painter.setPen(QColor(appearance().theme.text1))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, text)
