"""A table whose cells draw themselves: flat rows, headings that sort, one row chosen; a click opens or ticks it."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from aeexplorer.theme import appearance, mixed, px
from aeexplorer.widgets.cells import CELL as CELL
from aeexplorer.widgets.cells import Cell
from aeexplorer.widgets.columns import EDGE as EDGE
from aeexplorer.widgets.columns import MARGIN as MARGIN
from aeexplorer.widgets.columns import Column, fitted
from aeexplorer.widgets.headings import Headings

ORDER = CELL + 1
"""What a column is sorted by: numbers or strings; None always comes last."""

Index = QModelIndex | QPersistentModelIndex


class RowsTable(QTableView):
    """Shows a model with ``CELL`` and ``ORDER``; the columns share the width as they say.

    Of cells that the model lets a user check, a click or Space asks it for the other state.
    """

    opened = Signal(int)
    """The row of the model that was clicked elsewhere, or on which Enter was pressed."""

    def __init__(self, name: str, row_height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row_height = row_height
        self._columns: tuple[Column, ...] = ()
        self._hovered = -1
        self.sorter = _Sorter(self)
        self.sorter.setSortRole(ORDER)
        self.setModel(self.sorter)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.headings = Headings(self)
        self.setHorizontalHeader(self.headings)
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().setSortIndicatorClearable(True)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.clicked.connect(self._follow_click)
        self.entered.connect(self._hover)
        appearance().changed.connect(self.dress)
        self.dress()

    def set_columns(self, columns: tuple[Column, ...]) -> None:
        """Say what the columns of the model are, from left to right."""
        self._columns = self.headings.columns = columns
        self._fit()

    @property
    def columns(self) -> tuple[Column, ...]:
        """What the columns are."""
        return self._columns

    @property
    def hovered(self) -> int:
        """The row under the mouse, as it is sorted; −1 if none is."""
        return self._hovered

    def sort_by_key(self) -> None:
        """Sort by the column of the current cell: upwards, then downwards, then as before."""
        at = self.currentIndex()
        header = self.horizontalHeader()
        if not at.isValid() or not self._columns[at.column()].sortable:
            return
        order, section = header.sortIndicatorOrder(), header.sortIndicatorSection()
        if section != at.column():
            header.setSortIndicator(at.column(), Qt.SortOrder.AscendingOrder)
        elif order is Qt.SortOrder.AscendingOrder:
            header.setSortIndicator(at.column(), Qt.SortOrder.DescendingOrder)
        else:
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.sorter.mapToSource(self.currentIndex()).row())
        elif event.key() == Qt.Key.Key_Space and (tick := self._tick_of(self.currentIndex())) is not None:
            self._toggle(tick)
        elif event.key() == Qt.Key.Key_S and not event.modifiers():
            self.sort_by_key()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]  # Qt's stub says QEvent
        self._set_hovered(-1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not self.indexAt(event.position().toPoint()).isValid():
            self._set_hovered(-1)

    def _fit(self) -> None:
        widths = fitted(self._columns, self.viewport().width())
        for k, (column, width) in enumerate(zip(self._columns, widths, strict=True)):
            self.setColumnHidden(k, bool(column.yields) and not width)
            self.setColumnWidth(k, width)

    @Slot(QModelIndex)
    def _follow_click(self, index: QModelIndex) -> None:
        if _has_tick(index):
            self._toggle(index)
        else:
            self.opened.emit(self.sorter.mapToSource(index).row())

    def _tick_of(self, index: QModelIndex) -> QModelIndex | None:
        """The cell with the tick in the row of ``index``, if it is seen."""
        columns = (column for column in range(self.sorter.columnCount()) if not self.isColumnHidden(column))
        return next(filter(_has_tick, map(index.siblingAtColumn, columns)), None)

    def _toggle(self, tick: QModelIndex) -> None:
        ticked = Qt.CheckState(tick.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked
        other = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        self.sorter.setData(tick, other, Qt.ItemDataRole.CheckStateRole)

    @Slot(QModelIndex)
    def _hover(self, index: QModelIndex) -> None:
        self._set_hovered(index.row())

    def _set_hovered(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    @Slot()
    def dress(self) -> None:
        """Take sizes and colours of the appearance."""
        self.verticalHeader().setDefaultSectionSize(px(self._row_height))
        self.verticalHeader().setMinimumSectionSize(px(self._row_height))
        self._fit()
        self.viewport().update()
        self.horizontalHeader().updateGeometry()


class _Delegate(QStyledItemDelegate):
    def __init__(self, table: RowsTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = appearance().theme
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen:
            painter.fillRect(rect, QColor(mixed(theme.panel, theme.tint, 0.6)))
        elif index.row() == self._table.hovered:
            painter.fillRect(rect, QColor(mixed(theme.panel, theme.hover, 0.5)))
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if chosen and index.column() == self._table.headings.first_seen:
            painter.fillRect(QRectF(rect.left(), rect.top(), px(2), rect.height()), QColor(theme.accent))
        cell: Cell | None = index.data(CELL)
        if cell is not None:
            left = EDGE if index.column() == self._table.headings.first_seen else MARGIN
            right = EDGE if index.column() == len(self._table.columns) - 1 else MARGIN
            painter.setClipRect(rect)
            cell.paint(painter, rect.adjusted(px(left), 0, -px(right), -1))
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(px(40), px(40))

    def editorEvent(
        self, _event: QEvent, _model: QAbstractItemModel, _option: QStyleOptionViewItem, _index: Index
    ) -> bool:
        # The table itself ticks, wherever in the cell one clicks.
        return False


def _has_tick(index: Index) -> bool:
    return index.data(Qt.ItemDataRole.CheckStateRole) is not None


class _Sorter(QSortFilterProxyModel):
    """Sorts by ``ORDER``; rows without a value stay at the end, whichever way it goes."""

    def lessThan(self, left: Index, right: Index) -> bool:
        one, two = left.data(ORDER), right.data(ORDER)
        if one is None or two is None:
            upwards = self.sortOrder() is Qt.SortOrder.AscendingOrder
            return (two is None and one is not None) if upwards else (one is None and two is not None)
        return bool(one < two)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        table = self.parent()
        assert isinstance(table, RowsTable)
        sortable = 0 <= column < len(table.columns) and table.columns[column].sortable
        super().sort(column if sortable else -1, order)
