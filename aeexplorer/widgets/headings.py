"""The headings of a table whose cells draw themselves: titles, the arrow of the order, and what a model says more."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.cells import CELL
from aeexplorer.widgets.columns import EDGE, MARGIN, Column

ASIDE = CELL + 2
"""Words of a column's heading that stand at its left, above the titles of the columns there."""


class Headings(QHeaderView):
    """Column titles at the bottom of the row, with the arrow of the order; a model may say more by ``CELL``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.columns: tuple[Column, ...] = ()
        """What they stand over."""
        self.height_wanted = 40
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(8)
        self.setHighlightSections(False)

    @property
    def first_seen(self) -> int:
        """The first column that there is room for."""
        return next((k for k in range(len(self.columns)) if not self.isSectionHidden(k)), 0)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), px(self.height_wanted))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        for section in range(len(self.columns)):
            words = self.model().headerData(section, Qt.Orientation.Horizontal, ASIDE)
            if words:
                self._paint_aside(words, section)

    def _paint_aside(self, words: str, section: int) -> None:
        """Above the titles to the left of ``section``, but not above a tick; nothing where there is no room."""
        untitled = self.columns[0].title == "" and not self.isSectionHidden(0)
        left = self.sectionViewportPosition(1) + px(MARGIN) if untitled else px(EDGE)
        room = QRectF(left, px(8), self.sectionViewportPosition(section) - left, px(18))
        painter = QPainter(self.viewport())
        painter.setFont(font(12))
        painter.setPen(QColor(appearance().theme.text2))
        if QFontMetricsF(painter.font()).horizontalAdvance(words) <= room.width():
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = appearance().theme
        painter.save()
        painter.fillRect(rect, QColor(theme.panel))
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if section >= len(self.columns):
            painter.restore()
            return
        column = self.columns[section]
        room = QRectF(rect).adjusted(px(MARGIN), px(8), -px(MARGIN), -px(8))
        if section == self.first_seen:
            room.setLeft(rect.left() + px(EDGE))
        if section == len(self.columns) - 1:
            room.setRight(rect.right() - px(EDGE))
        cell = self.model().headerData(section, Qt.Orientation.Horizontal, CELL)
        if cell is not None:
            cell.paint(painter, room)
        else:
            self._paint_words(painter, room, section, column)
        painter.restore()

    def _paint_words(self, painter: QPainter, room: QRectF, section: int, column: Column) -> None:
        theme = appearance().theme
        sorted_by = self.sortIndicatorSection() == section and column.sortable
        text = column.title
        if sorted_by:
            upwards = self.sortIndicatorOrder() is Qt.SortOrder.AscendingOrder
            text = f"{text} {'▴' if upwards else '▾'}"
        painter.setFont(font(12, 600 if sorted_by else 400))
        painter.setPen(QColor(theme.text1 if sorted_by else theme.text2))
        if column.right:
            room.setRight(room.right() - px(column.indent))
        side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        shown = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side | Qt.AlignmentFlag.AlignBottom, shown)
