"""A few lines about a point of a picture, in a box beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from aeexplorer.theme import appearance, font, px

LINE = 17
"""Px from one line to the next."""
AWAY = 14
"""Px from the point to the box."""


def paint_callout(painter: QPainter, point: QPointF, lines: Sequence[str], room: QSizeF) -> None:
    """Paint ``lines``, the first strong, above ``point``, or below it where ``room`` leaves no place above."""
    theme = appearance().theme
    fonts = [font(13, 600), *(font(12) for _ in lines[1:])]
    widths = [QFontMetricsF(one).horizontalAdvance(text) for one, text in zip(fonts, lines, strict=True)]
    box = _box(point, QSizeF(max(widths) + px(18), px(LINE) * len(lines) + px(12)), room)
    painter.setPen(QPen(QColor(theme.control), 1))
    painter.setBrush(QColor(theme.panel))
    painter.drawRoundedRect(box, px(4), px(4))
    for k, (one, text) in enumerate(zip(fonts, lines, strict=True)):
        painter.setFont(one)
        painter.setPen(QColor(theme.text1 if k == 0 else theme.text2))
        painter.drawText(QPointF(box.left() + px(9), box.top() + px(18) + k * px(LINE)), text)


def _box(point: QPointF, size: QSizeF, room: QSizeF) -> QRectF:
    left = min(max(point.x() - size.width() / 2, px(4)), room.width() - size.width() - px(4))
    top = point.y() - px(AWAY) - size.height()
    if top < px(2):
        top = min(point.y() + px(AWAY), room.height() - size.height() - px(2))
    return QRectF(round(left) + 0.5, round(top) + 0.5, round(size.width()), round(size.height()))
