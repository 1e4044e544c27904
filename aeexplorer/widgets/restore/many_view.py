"""ManyView: how far many images are restored, and the table that comes of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from aeexplorer.session.restore_many import RestoreMany
from aeexplorer.session.ways import BY_ID
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.label import Label, Role
from aeexplorer.widgets.metric import BEST
from aeexplorer.widgets.score_rows import Score, ScoreRows, after_value

if TYPE_CHECKING:
    from training.restore.measure import Key, Scores
    from training.restore.table import Table

COLUMNS = 6
MEASURES: tuple[tuple[Key, Key, int, str], ...] = (
    ("hole_psnr", "psnr", 1, "PSNR"),
    ("hole_mse", "mse", 4, "MSE"),
    ("hole_ssim", "ssim", 3, "SSIM"),
)
"""Inside the hole, on the whole, decimals and name; the first where there are holes."""


class ManyView(QWidget):
    """A row for each way: pooled over all holes, and mean ± standard deviation over the images."""

    def __init__(self, many: RestoreMany, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._many = many
        self.sentence = Label(role="second")
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setAccessibleName(self.tr("Images restored"))
        self.stop = Button(self.tr("Stop"))
        self.stop.clicked.connect(many.stop)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(0)
        self._cells: list[Label | ScoreRows] = []
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.sentence)
        head.addWidget(self.progress, 1)
        head.addWidget(self.stop)
        head.addStretch(0)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addLayout(self._grid)
        self._column.addStretch(1)
        appearance().changed.connect(self._dress)
        self._dress()

    def show_table(self) -> None:
        """Show what is known."""
        many, table = self._many, self._many.table
        self.progress.setValue(round(1000 * many.share))
        self.progress.setVisible(many.is_running)
        self.stop.setVisible(many.is_running)
        self.sentence.setText(many.problem or self._said(table))
        for cell in self._cells:
            self._grid.removeWidget(cell)
            cell.deleteLater()
        self._cells = []
        if table is not None:
            self._fill(table)

    def rows(self) -> list[list[str]]:
        """The texts of the table, headings first."""
        texts = [_text(cell) for cell in self._cells]
        return [texts[start : start + COLUMNS] for start in range(0, len(texts), COLUMNS)]

    def notes(self) -> list[list[str]]:
        """What the cells of the table say when they are pointed at."""
        texts = [cell.toolTip() for cell in self._cells]
        return [texts[start : start + COLUMNS] for start in range(0, len(texts), COLUMNS)]

    def _said(self, table: Table | None) -> str:
        where = (
            self.tr("the painted hole in each")
            if self._many.painted
            else self.tr("with a random rectangle in each, as nothing is painted")
        )
        if table is None:
            return self.tr("Restoring, {where}.").format(where=where)
        return (
            self.tr("{n} images, {where}. {note}").format(n=figure(table.images), where=where, note=table.note).strip()
        )

    def _fill(self, table: Table) -> None:
        in_hole = not math.isnan(table.rows[0].scores.mean("hole_mse"))
        titles = [
            self.tr("Way"),
            self.tr("PSNR ↑ pooled, dB"),
            self.tr("PSNR ↑, dB"),
            self.tr("MSE ↓"),
            self.tr("SSIM ↑"),
            self.tr("ms an image"),
        ]
        for column, title in enumerate(titles):
            self._put_words(0, column, title, "caption")
        pooled = table.pooled_winners() if in_hole else frozenset()
        for number, row in enumerate(table.rows, start=1):
            way = BY_ID.get(row.name)
            name = QCoreApplication.translate("Ways", way.title) if way else self.tr("Corrupted")
            self._put_words(number, 0, name, "text")
            self._put_value(number, 1, figure(row.scores.pooled_psnr(), 1), best=row.name in pooled)
            for column, (inside, whole, decimals, measure) in enumerate(MEASURES, start=2):
                key = inside if in_hole else whole
                best = row.name in table.winners(key)
                note = self._of_whole(measure, _spread(row.scores, whole, decimals)) if in_hole else ""
                self._put_value(number, column, _spread(row.scores, key, decimals), note, best=best)
            self._put_value(number, 5, figure(1000 * row.seconds / max(table.images, 1), 1) if way else "")
        self._grid.setColumnStretch(COLUMNS, 1)

    def _of_whole(self, measure: str, value: str) -> str:
        unit = self.tr(" dB") if measure == "PSNR" else ""
        return self.tr("{name} of the whole image: {value}").format(name=measure, value=value + unit)

    def _put_words(self, row: int, column: int, text: str, role: Role) -> None:
        label = Label(text, role)
        if column:
            # It ends where the values below it do.
            label.setContentsMargins(0, 0, after_value(), 0)
        self._put(row, column, label)

    def _put_value(self, row: int, column: int, text: str, note: str = "", *, best: bool = False) -> None:
        cell = ScoreRows()
        cell.set_rows((Score("", text, best, note),))
        self._put(row, column, cell)

    def _put(self, row: int, column: int, cell: Label | ScoreRows) -> None:
        if isinstance(cell, Label):
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            cell.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(cell, row, column)
        self._cells.append(cell)

    @Slot()
    def _dress(self) -> None:
        self._column.setContentsMargins(px(16), 0, px(16), px(8))
        self._column.setSpacing(px(8))
        self._grid.setHorizontalSpacing(px(24))


def _spread(scores: Scores, key: Key, decimals: int) -> str:
    return f"{figure(scores.mean(key), decimals)} ± {figure(scores.spread(key), decimals)}"


def _text(cell: Label | ScoreRows) -> str:
    if isinstance(cell, Label):
        return cell.text()
    (row,) = cell.rows
    return f"{row.value} {BEST}" if row.best else row.value
