"""The axes of a plot, painted: values with their grid lines on the left; numbers and a title below."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from aeexplorer.theme import appearance, font, px

GAP = 6
"""Px from a value to its grid line."""


def paint_values(painter: QPainter, rect: QRectF, ticks: Iterable[tuple[float, str]]) -> None:
    """Draw a line across ``rect`` at every height of ``ticks``, and its text left of it."""
    theme = appearance().theme
    painter.setFont(font(12))
    for y, text in ticks:
        painter.setPen(QPen(QColor(theme.grid), 1))
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
        painter.setPen(QColor(theme.text2))
        room = QRectF(0, y - px(8), rect.left() - px(GAP), px(16))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)


def paint_base(
    painter: QPainter, rect: QRectF, ticks: Iterable[tuple[float, str]], *, width: float, title: str = ""
) -> None:
    """Draw the line below ``rect``, a text under every place of ``ticks`` and the title; none leaves 0 to ``width``."""
    theme = appearance().theme
    painter.setPen(QPen(QColor(theme.control), 1))
    painter.drawLine(rect.bottomLeft(), rect.bottomRight())
    painter.setFont(font(12))
    painter.setPen(QColor(theme.text2))
    metrics = QFontMetricsF(font(12))
    words = metrics.elidedText(title, Qt.TextElideMode.ElideRight, width)
    below = [(x, px(4), text) for x, text in ticks]
    for x, down, text in (*below, (rect.center().x(), px(20), words)):
        wide = metrics.horizontalAdvance(text) + 1
        left = min(max(x - wide / 2, 0.0), width - wide)
        room = QRectF(left, rect.bottom() + down, wide, px(18))
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)
