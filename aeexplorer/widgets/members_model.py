"""Figures of compared models as a Qt model: a row a measure, a column a model, the best of each row marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from aeexplorer.widgets.cells import Cell, Figure, Words
from aeexplorer.widgets.columns import Column
from aeexplorer.widgets.member_heading import MemberHeading
from aeexplorer.widgets.rows_table import CELL, Index

NO_INDEX = QModelIndex()


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure: as it is read, and what is said of it on hover."""

    text: str
    best: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A measure, and its entries in the order of the models."""

    key: str
    name: str
    entries: tuple[Entry, ...]
    tip: str = ""


def best_of(values: Sequence[float | None], better: str) -> int | None:
    """Place of the best of several values, ``better`` being "up" or "down"; None where it is shared or there is one."""
    finite = [(value, k) for k, value in enumerate(values) if value is not None and math.isfinite(value)]
    if len(finite) < 2 or better not in ("up", "down"):
        return None
    finite.sort(reverse=better == "up")
    return finite[0][1] if finite[0][0] != finite[1][0] else None


class MembersModel(QAbstractTableModel):
    """Rows and headings are replaced as a whole; the same shape keeps the selection."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self.columns: tuple[Column, ...] = ()
        self._headings: tuple[MemberHeading, ...] = ()

    def set_rows(self, title: str, members: Sequence[MemberHeading], rows: Sequence[Row]) -> bool:
        """Show ``rows`` for ``members``, ``title`` over the names of the measures; whether the columns are others."""
        headings = tuple(members)
        columns = (
            Column("name", title, 0, sortable=False),
            *(Column(str(one.place), one.text, 0, right=True, sortable=False) for one in headings),
        )
        same = (columns, headings, len(rows)) == (self.columns, self._headings, len(self.rows))
        if same:
            self.rows = tuple(rows)
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(columns) - 1))
            return False
        self.beginResetModel()
        self.rows, self.columns, self._headings = tuple(rows), columns, headings
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        if role in (CELL, Qt.ItemDataRole.ToolTipRole):
            heading = self._headings[section - 1] if section else None
            return heading if heading is None or role == CELL else heading.tip
        return self.columns[section].title if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        entry = row.entries[index.column() - 1] if index.column() else None
        if role == CELL:
            return _cell(row, entry)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _cell(row, entry).text
        if role == Qt.ItemDataRole.ToolTipRole:
            return (entry.tip if entry else "") or row.tip
        return None


def _cell(row: Row, entry: Entry | None) -> Cell:
    return Words(row.name) if entry is None else Figure(entry.text, entry.best)
