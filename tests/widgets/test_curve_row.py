"""Plots side by side: as many as are wanted, of one scale and one cursor."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from aeexplorer.session.measures import measure
from aeexplorer.theme import Appearance
from aeexplorer.widgets.curve_row import MOST, NARROWEST, CurveRow, plots_that_fit
from training.recipe import DEFAULT_RECIPE, Recipe


@pytest.fixture
def row(look: Appearance, qtbot: QtBot) -> CurveRow:
    row = CurveRow()
    qtbot.addWidget(row)
    row.resize(800, 200)
    row.show()
    return row


def test_plots_come_and_go_and_share_the_width(row: CurveRow, qtbot: QtBot) -> None:
    row.set_count(4)
    row.set_count(2)
    assert row.count == 2
    first, second, *others = row.plots
    assert len(others) == 2 and not any(plot.isVisible() for plot in others)
    qtbot.waitUntil(lambda: first.width() > 300 and abs(first.width() - second.width()) <= 1)
    row.set_count(3)
    assert row.count == 3 and row.plots[:2] == [first, second]


def test_a_plot_that_comes_later_has_the_scale_of_the_others(row: CurveRow) -> None:
    loss = measure("loss", Recipe.load(DEFAULT_RECIPE))
    row.set_count(1)
    row.set_log(True)
    row.set_count(2)
    for plot in row.plots:
        plot.set_measure(loss)
    assert [plot.log for plot in row.plots] == [True, True]
    row.set_log(False)
    assert [plot.log for plot in row.plots] == [False, False]


def test_what_every_plot_says_the_row_says(row: CurveRow) -> None:
    row.set_count(2)
    heard: list[object] = []
    row.pointed.connect(heard.append)
    row.chosen.connect(heard.append)
    row.plots[1].pointed.emit(2.5)
    row.plots[0].chosen.emit(3)
    row.plots[0].pointed.emit(None)
    assert heard == [2.5, 3, None]


def test_at_least_one_plot_fits_and_five_at_most(look: Appearance) -> None:
    assert [plots_that_fit(width) for width in (10, NARROWEST, 2 * NARROWEST + 1, 10_000)] == [1, 1, 2, MOST]
