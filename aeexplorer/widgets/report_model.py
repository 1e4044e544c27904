"""The reports' figures as a Qt model: what the report gives, what came out here, and a bar from one to the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from aeexplorer.session.report_reading import ReportFigure, ReportSystem
from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.cells import Cell, GainBar, Lettered, Words
from aeexplorer.widgets.columns import ALL, Column
from aeexplorer.widgets.figures import MINUS, NOTHING, figure
from aeexplorer.widgets.rows_table import CELL, Index

_tr = QCoreApplication.translate
NO_INDEX = QModelIndex()
SPAN = 0.5
"""Share of the report's figure at which a bar ends."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: a figure of a system, or a system whose report gives none."""

    system: ReportSystem
    figure: ReportFigure | None


@dataclass(frozen=True, slots=True)
class _BarHeading:
    """What the bars mean, over them."""

    text: str = ""

    def paint(self, painter: QPainter, room: QRectF) -> None:
        painter.setFont(font(12))
        painter.setPen(QColor(appearance().theme.text2))
        half = room.width() / 2
        worse, better = QRectF(room), QRectF(room)
        worse.setWidth(half - px(6))
        better.setLeft(room.left() + half + px(8))
        left, right = (
            side | Qt.AlignmentFlag.AlignBottom for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
        )
        painter.drawText(worse, right, "← " + _tr("ReportTable", "worse"))
        painter.drawText(better, left, _tr("ReportTable", "better") + " →")
        if room.width() >= px(190):
            painter.drawText(worse, left, f"{MINUS}{SPAN:.0%}".replace("%", " %"))
            painter.drawText(better, right, f"+{SPAN:.0%}".replace("%", " %"))


class ReportModel(QAbstractTableModel):
    """One row a figure, in the order of the systems."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()
        self.columns = (
            Column("system", _tr("ReportTable", "System"), 226, 330, sortable=False),
            Column("figure", _tr("ReportTable", "Figure"), 204, 232, sortable=False),
            Column("report", _tr("ReportTable", "Report"), 80, right=True, sortable=False),
            Column("ours", _tr("ReportTable", "Ours"), 80, right=True, sortable=False),
            Column("bar", "", 170, ALL, sortable=False),
            Column("result", _tr("ReportTable", "Result"), 118, sortable=False),
            Column("button", "", 100, sortable=False),
        )

    def set_systems(self, systems: tuple[ReportSystem, ...]) -> bool:
        """Show what was read; whether there are other rows now."""
        lines = tuple(Line(system, one) for system in systems for one in system.figures or (None,))
        same = len(lines) == len(self.lines)
        if same:
            self.lines = lines
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(self.columns) - 1))
        else:
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()
        return not same

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == CELL and self.columns[section].key == "bar":
            return _BarHeading()
        return self.columns[section].title if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, key = self.lines[index.row()], self.columns[index.column()].key
        if role == CELL:
            return None if key == "button" else _cell(line, key)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return "" if key == "button" else _cell(line, key).text
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(line)
        return None


def result(line: Line) -> tuple[str, bool]:
    """What came out in words, and whether it is better than the report's figure."""
    found = line.figure
    if found is None:
        return (_tr("ReportTable", "Done") if line.system.done else _tr("ReportTable", "Not run yet")), False
    if found.ours is None:
        return (_tr("ReportTable", "Not measured") if line.system.done else _tr("ReportTable", "Not run yet")), False
    gain = found.gain
    if gain is None:
        return _tr("ReportTable", "Not comparable"), False
    if found.unit == "dB":
        size = f"{figure(abs(found.ours - found.report), 2)} dB"
    else:
        size = f"{figure(100 * abs(gain), 0)} %"
    if not any(digit in size for digit in "123456789"):
        return _tr("ReportTable", "The same"), False
    words = _tr("ReportTable", "{size} better") if gain > 0 else _tr("ReportTable", "{size} worse")
    return words.format(size=size), gain > 0


def _cell(line: Line, key: str) -> Cell:
    found = line.figure
    title, _, _ = line.system.title.rstrip(")").partition(" (")
    if key == "system":
        return Lettered(line.system.letter, Words(title, second=found.title if found else ""))
    if key == "figure":
        return Words(found.figure if found else _tr("ReportTable", "the report gives none"), tone="text2")
    if key == "report":
        return Words(_value(found, found.report if found else None), tone="text2", right=True)
    if key == "ours":
        ours = found.ours if found else None
        return Words(_value(found, ours), 400 if ours is None else 600, right=True)
    if key == "bar":
        gain = found.gain if found else None
        return GainBar(None if gain is None else gain / SPAN)
    words, better = result(line)
    measured = found is not None and found.gain is not None
    return Words(words, 600 if measured else 400, "accent" if better else "text1" if measured else "text2")


def _value(found: ReportFigure | None, value: float | None) -> str:
    if found is None or value is None:
        return NOTHING
    return f"{figure(value, found.digits)} {found.unit}".rstrip()


def _tip(line: Line) -> str:
    found = line.figure
    if found is None:
        return line.system.title
    words = [line.system.title, _tr("ReportTable", "The report measured {on} images.").format(on=found.on)]
    if found.ours is not None and found.measured_on != found.on:
        words.append(_tr("ReportTable", "Ours was measured on {on} images.").format(on=found.measured_on))
    if not found.comparable:
        words.append(
            _tr(
                "ReportTable",
                "Other images stood in for the report's, or fewer of them: the figures cannot be compared.",
            )
        )
    return "\n".join(words)
