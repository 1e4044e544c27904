"""A visit to Experiments: a sweep is made up, and one of its runs is opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from aeexplorer.panels.experiments import ExperimentsPanel
from aeexplorer.panels.sweep_table import SweepTablePanel
from aeexplorer.session.run import RunState
from aeexplorer.tour.visitor import Visitor, Wait


def experiments(visitor: Visitor) -> Iterator[Wait]:
    """A sweep that a visitor makes up, while it runs and when it is over; one of its runs is opened."""
    visitor.press("Experiments")
    experiments = visitor.window.session.experiments
    yield Wait("the reports' figures are read", lambda: bool(experiments.reports and experiments.sweeps))
    visitor.press("New sweep…")
    dialog = cast(ExperimentsPanel, visitor.window.panel("experiments")).dialog
    visitor.expect(dialog is not None, "the dialog for a new sweep")
    assert dialog is not None
    for n, (key, values) in enumerate((("schedule.epochs", "1, 3"), ("bottleneck.kind", "plain, gaussian"))):
        dialog.keys[n].set_value(key)
        dialog.keys[n].changed.emit(key)
        dialog.values[n].clear()
        QTest.keyClicks(dialog.values[n], values)
    visitor.expect(dialog.use.isEnabled(), "a sweep of four runs")
    QTest.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    yield Wait("the sweep runs", lambda: experiments.active)
    yield Wait("the sweep is over", lambda: not experiments.active)
    yield Wait("its table is read", lambda: experiments.facts is not None and experiments.facts.done == 4)
    yield from visitor.picture("experiments")

    visitor.window.commands.toggle_dark()
    yield from visitor.picture("experiments-dark")
    visitor.window.commands.toggle_dark()

    table = cast(SweepTablePanel, visitor.window.panel("sweep_table")).table
    first = table.visualRect(table.sorter.index(0, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, first)
    yield Wait("the run is open", lambda: visitor.run.state is RunState.FINISHED and len(visitor.run.codes) > 0)
    yield from visitor.picture("opened-run")
