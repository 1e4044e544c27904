"""The table of a sweep as a Qt model: what varies, pictures, a curve, figures with the best marked, and the time."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, Qt, Slot
from PySide6.QtGui import QImage

from aeexplorer.session.members import MOST
from aeexplorer.session.sweep_reading import Curve, SweepView
from aeexplorer.widgets.cells import Cell, Figure, Pictures, Spark, Words
from aeexplorer.widgets.columns import Column
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.headings import ASIDE
from aeexplorer.widgets.pictures import to_qimage
from aeexplorer.widgets.row_ticks import RowTicks, Tick
from aeexplorer.widgets.rows_table import CELL, ORDER, Index
from aeexplorer.widgets.run_words import duration
from aeexplorer.widgets.sweep_columns import FIGURE, KEY, REPORT, TICK, columns_of
from aeexplorer.widgets.sweep_words import finite, tip, unit, with_unit
from training.sweep import Row, Table
from training.sweep.events import OVER
from training.sweep.table import FIGURES

_tr = QCoreApplication.translate

NO_INDEX = QModelIndex()


class SweepModel(QAbstractTableModel):
    """One row a case; ``set_view`` takes a newer reading of the same sweep without losing what is selected or ticked.

    Cases that have begun can be ticked, as many as can be compared.
    """

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._view: SweepView | None = None
        self._running = False
        self._columns: tuple[Column, ...] = ()
        self._images: dict[str, tuple[QImage, ...]] = {}
        self.ticks = RowTicks(MOST, self)
        """By the folders of the cases."""
        self.ticks.changed.connect(self._redraw)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the sweep shown."""
        return self._columns

    @property
    def table(self) -> Table | None:
        """The table shown."""
        return self._view.table if self._view else None

    def set_view(self, view: SweepView | None, *, running: bool) -> None:
        """Show a reading; while the sweep is ``running`` a case that has begun and is not over is being trained."""
        columns = columns_of(view) if view is not None else ()
        alike = self._view is not None and view is not None and _cases(self._view) == _cases(view)
        if alike and columns == self._columns:
            self._view, self._running = view, running
            self._redraw()
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)
            return
        self.beginResetModel()
        self._view, self._running, self._columns = view, running, columns
        self._images = {}
        self.endResetModel()
        self.ticks.keep(str(row.folder) for row in (view.table.rows if view is not None else ()) if _begun(row))

    @property
    def ticked(self) -> tuple[Row, ...]:
        """The cases that are ticked, in the order of the sweep."""
        rows = self._view.table.rows if self._view else ()
        return tuple(row for row in rows if str(row.folder) in self.ticks)

    @Slot()
    def _redraw(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def row(self, number: int) -> Row:
        """The case in a row of this model."""
        assert self._view is not None
        return self._view.table.rows[number]

    def originals(self) -> tuple[QImage, ...]:
        """The images that all cases reconstruct."""
        table = self.table
        if table is None or table.originals is None:
            return ()
        if "" not in self._images:
            source = table.rows[0].case.recipe.data.source
            self._images[""] = tuple(to_qimage(image, source) for image in table.originals)
        return self._images[""]

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() or self._view is None else len(self._view.table.rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        column = self._columns[section]
        if role == CELL and column.key == "pictures" and self.originals():
            return Pictures(self.originals(), column.title)
        if role == ASIDE and column.key == "pictures" and self.originals():
            return _tr("SweepTable", "Originals, held out")
        if role == Qt.ItemDataRole.ToolTipRole and column.key == "curve":
            return _tr("SweepTable", "Training loss of every step, cut off at ten times the smallest")
        if role == Qt.ItemDataRole.ToolTipRole and column.key.startswith(REPORT):
            one = self.table.reports[int(column.key.removeprefix(REPORT))] if self.table else None
            title = FIGURES[one.figure][0] if one else ""
            words = _tr("SweepTable", "{source}: {figure}, measured on {on} images")
            if self.table is not None and self.table.synthetic:
                words += _tr("SweepTable", "; the images here are synthetic")
            return words.format(source=one.source, figure=title, on=one.on) if one else None
        return column.title if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._view is None:
            return None
        if role == CELL:
            return self._cell(index.row(), self._columns[index.column()].key)
        if role == ORDER:
            return self._order(index.row(), self._columns[index.column()].key)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._cell(index.row(), self._columns[index.column()].key).text
        if role == Qt.ItemDataRole.CheckStateRole and self.flags(index) & Qt.ItemFlag.ItemIsUserCheckable:
            ticked = str(self.row(index.row()).folder) in self.ticks
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self.row(index.row()))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        tickable = index.isValid() and self._columns[index.column()].key == TICK and _begun(self.row(index.row()))
        return flags | Qt.ItemFlag.ItemIsUserCheckable if tickable else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or value == self.data(index, role):
            return False
        return self.ticks.toggle(str(self.row(index.row()).folder))

    def _cell(self, number: int, key: str) -> Cell:
        assert self._view is not None
        table, row = self._view.table, self.row(number)
        name = key.partition(":")[2]
        if key == TICK:
            ticked = str(row.folder) in self.ticks
            return Tick(ticked, ticked or (_begun(row) and not self.ticks.full))
        if key.startswith(KEY):
            return Words(table.cell(row, name), 600 if name == table.columns[0] else 400)
        if key.startswith(FIGURE):
            value = row.held_out.get(name)
            decimals = FIGURES[name][2]
            if not FIGURES[name][1]:
                return Words(with_unit(value, decimals, ""), tone="text2", right=True)
            return Figure(with_unit(value, decimals, unit(name)), table.best(name) is row and row.state in OVER)
        if key.startswith(REPORT):
            given = table.reports[int(name)]
            value = row.reported.get((given.figure, given.on))
            return Words(with_unit(value, FIGURES[given.figure][2], unit(given.figure)), tone="text2", right=True)
        if key == "pictures":
            return Pictures(self._pictures(row), _tr("SweepTable", "Reconstructions"))
        if key == "curve":
            return self._spark(self._view.curves[number])
        return self._state(row)

    def _order(self, number: int, key: str) -> Any:
        assert self._view is not None
        table, row = self._view.table, self.row(number)
        name = key.partition(":")[2]
        if key.startswith(KEY):
            value = row.case.values[name]
            return float(value) if isinstance(value, int | float) else table.cell(row, name)
        if key.startswith(FIGURE):
            return finite(row.held_out.get(name))
        if key.startswith(REPORT):
            given = table.reports[int(name)]
            return finite(row.reported.get((given.figure, given.on)))
        return row.seconds or None

    def _state(self, row: Row) -> Words:
        if row.state == "finished":
            return Words(duration(row.seconds), tone="text2", right=True)
        if row.state == "stopped" and self._running:
            return Words(_tr("SweepTable", "epoch {n}").format(n=figure(row.epoch, 1)), 600, "accent", right=True)
        words = {
            "waiting": _tr("SweepTable", "waits") if self._running else _tr("SweepTable", "not run"),
            "stopped": _tr("SweepTable", "stopped"),
            "diverged": _tr("SweepTable", "diverged"),
            "failed": _tr("SweepTable", "failed"),
        }[row.state]
        bad = row.state in ("diverged", "failed")
        return Words(words, 600 if bad else 400, "error" if bad else "text3", right=True)

    def _pictures(self, row: Row) -> tuple[QImage, ...]:
        """Converted once a case: a case that is over does not change."""
        if row.pictures is None:
            return ()
        key = row.case.slug
        if key not in self._images:
            source = row.case.recipe.data.source
            self._images[key] = tuple(to_qimage(image, source) for image in row.pictures.reconstructed)
        return self._images[key]

    def _spark(self, curve: Curve) -> Spark:
        assert self._view is not None
        view = self._view
        if not len(curve.losses):
            return Spark(curve.epochs, curve.losses)
        low, high = view.low, view.high
        if not view.table.same_loss:
            low, high = float(curve.losses.min()), float(curve.losses.max())
        x = np.clip(curve.epochs / max(view.epochs, 1e-9), 0, 1)
        y = np.clip((curve.losses - low) / max(high - low, 1e-12), 0, 1)
        return Spark(x, y, figure(float(curve.losses[-1])))


def _cases(view: SweepView) -> tuple[object, ...]:
    return view.table.folder, *(row.case.slug for row in view.table.rows)


def _begun(row: Row) -> bool:
    """Whether there is a run to open."""
    return row.state not in ("waiting", "failed")
