"""The columns of a sweep's table, from left to right, and which of them are left out where there is no room for all."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFontMetricsF

from aeexplorer.session.sweep_reading import SweepView
from aeexplorer.theme import appearance, font
from aeexplorer.widgets.columns import ALL, Column
from aeexplorer.widgets.figures import figure
from training.sweep import Table
from training.sweep.settings import Reported
from training.sweep.table import FIGURES

_tr = QCoreApplication.translate

ARROWS = {"lower": "↓", "higher": "↑", "": ""}
WIDEST_KEY = 200
KEY, FIGURE, REPORT = "key:", "figure:", "report:"
TICK = "tick"
SHOWN = ("mse", "psnr", "ssim", "kl")
"""Figures with a column; losses stand in the curve, for they can often not be compared."""
YIELDS = {"mse": 4, "ssim": 3, "kl": 2}
"""Figures whose columns are left out where there is no room, the highest first: PSNR says what MSE does."""


def columns_of(view: SweepView) -> tuple[Column, ...]:
    """A tick, what varies, pictures, the curve, figures of ours and of the reports, and the time."""
    table = view.table
    found = [Column(TICK, "", 42, sortable=False, yields=1)]
    found += [Column(KEY + name, table.heading(name), _width(table, name)) for name in table.columns]
    pictures = max((len(row.pictures.reconstructed) for row in table.rows if row.pictures is not None), default=0)
    heading = _tr("SweepTable", "Held-out images") if pictures else _tr("SweepTable", "Pictures")
    found.append(Column("pictures", heading, 72, 16 + 56 * max(pictures, 2), sortable=False))
    if table.same_loss and view.high > view.low:
        heading = _tr("SweepTable", "Loss, {low} to {high}")
        heading = heading.format(low=figure(float(f"{view.low:.2g}")), high=figure(float(f"{view.high:.2g}")))
    else:
        heading = _tr("SweepTable", "Loss, own scales")
    found.append(Column("curve", heading, 118, ALL, sortable=False))
    for name in SHOWN:
        if name in table.figures:
            title, better, _ = FIGURES[name]
            title = f"{title.partition(',')[0]} {ARROWS[better]}" if better else title
            # Room for ◆ is kept where one value can be the best.
            width, indent = (106, 24) if better else (72, 0)
            found.append(Column(FIGURE + name, title, width, right=True, indent=indent, yields=YIELDS.get(name, 0)))
    found += [
        Column(f"{REPORT}{k}", _report_title(one, table), 92, right=True, yields=1)
        for k, one in enumerate(table.reports)
        if one.figure in FIGURES
    ]
    return (*found, Column("state", _tr("SweepTable", "Time"), 100, right=True))


def _width(table: Table, name: str) -> int:
    """Room for the longest value of a key that varies, px of the design."""
    words = QFontMetricsF(font(13, 600))
    longest = max(words.horizontalAdvance(text) for text in (table.heading(name), *_texts(table, name)))
    return min(round(longest / appearance().scale) + 24, WIDEST_KEY)


def _texts(table: Table, name: str) -> list[str]:
    return [table.cell(row, name) for row in table.rows]


def _report_title(one: Reported, table: Table) -> str:
    """The report's name; with several figures also which."""
    return one.source if len(table.reports) == 1 else FIGURES[one.figure][0].partition(",")[0]
