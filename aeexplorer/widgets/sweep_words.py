"""What the table of a sweep says in words: figures with their units, and all there is to say of a case."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.sweep_columns import SHOWN
from training.events import Metrics
from training.sweep import Row
from training.sweep.table import FIGURES

_tr = QCoreApplication.translate


def tip(row: Row) -> str:
    """All there is to say of a case, in lines."""
    lines = [row.case.name, row.what, row.note]
    if row.parameters:
        lines.append(_tr("SweepTable", "{n} parameters").format(n=figure(row.parameters, 0)))
    for words, found in (
        (_tr("SweepTable", "On held-out images: {figures}"), row.held_out),
        (_tr("SweepTable", "On training images: {figures}"), row.training),
    ):
        if "psnr" in found:
            lines.append(words.format(figures=", ".join(_named(name, found) for name in SHOWN if name in found)))
    return "\n".join(filter(None, lines))


def unit(name: str) -> str:
    """What a figure is measured in; "" for a bare number."""
    return FIGURES[name][0].partition(", ")[2]


def with_unit(value: float | None, decimals: int, unit: str) -> str:
    """A figure as it is read; a dash where there is none."""
    # A KL of −0.0001 is no less than nothing.
    number = figure(value if value is None or abs(value) >= 0.5 * 10**-decimals else 0.0, decimals)
    return f"{number} {unit}" if unit and finite(value) is not None else number


def _named(name: str, figures: Metrics) -> str:
    return f"{FIGURES[name][0].partition(',')[0]} {with_unit(figures[name], FIGURES[name][2], unit(name))}"


def finite(value: float | None) -> float | None:
    """``value``; None also for what is not finite."""
    return value if value is not None and math.isfinite(value) else None
