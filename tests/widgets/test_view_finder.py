"""Which window of the plane a map shows, and which of its codes lie where."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from aeexplorer.widgets.map.code_places import CodePlaces
from aeexplorer.widgets.map.framing import Frame
from aeexplorer.widgets.map.map_plot import MapPlot
from aeexplorer.widgets.map.view_animator import ViewAnimator
from aeexplorer.widgets.map.view_finder import ViewFinder

CODES = np.random.default_rng(0).normal(size=(500, 2)).astype(np.float32)
SQUARE = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])


@pytest.fixture
def plot(qtbot: QtBot) -> MapPlot:
    plot = MapPlot()
    plot.pin_at = lambda _place: None
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    plot.show()
    qtbot.waitExposed(plot)
    return plot


@pytest.fixture
def finder(plot: MapPlot) -> ViewFinder:
    animator = ViewAnimator(plot)
    animator.instant = True
    finder = ViewFinder(plot, animator)
    finder.set_codes(CODES)
    finder.start_over()
    return finder


def size(frame: Frame) -> tuple[float, float]:
    return frame.right - frame.left, frame.top - frame.bottom


def test_codes_that_leave_the_view_are_followed_when_it_catches_up(finder: ViewFinder, plot: MapPlot) -> None:
    before = plot.frame()
    finder.set_codes(CODES * 5)
    assert plot.frame() == before
    finder.catch_up()
    assert size(plot.frame()) == pytest.approx([5 * side for side in size(before)], rel=0.02)


def test_a_point_is_brought_into_view_without_zooming_and_the_view_stays_there(
    finder: ViewFinder, plot: MapPlot
) -> None:
    before = plot.frame()
    finder.show_point([before.left + 0.1, before.top - 0.1])
    assert plot.frame() == before and finder.follows
    finder.show_point([before.right + 3, 0.0])
    moved = plot.frame()
    assert size(moved) == pytest.approx(size(before))
    assert (moved.left + moved.right) / 2 == pytest.approx(before.right + 3)
    finder.set_codes(CODES * 5)
    finder.catch_up()
    assert plot.frame() == moved and not finder.follows
    finder.fit()
    assert finder.follows and size(plot.frame())[0] > 4 * size(before)[0]


def test_a_hand_keeps_the_view_until_other_codes_are_shown(finder: ViewFinder, plot: MapPlot) -> None:
    plot.box.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)
    plot.box.sigRangeChangedManually.emit([True, True])
    finder.set_codes(CODES * 5)
    finder.catch_up()
    assert size(plot.frame())[1] == pytest.approx(1)
    finder.start_over()
    assert finder.follows and size(plot.frame())[1] > 5


def test_without_codes_the_view_stays(finder: ViewFinder, plot: MapPlot) -> None:
    before = plot.frame()
    finder.set_codes(np.full((3, 2), np.nan, np.float32))
    for show in (finder.start_over, finder.catch_up, finder.fit):
        show()
        assert plot.frame() == before


def test_only_shown_codes_are_found() -> None:
    places = CodePlaces()
    assert places.nearest([0, 0]) is None
    codes = np.array([[0, 0], [0.5, 0], [3, 0], [np.nan, 0], [0.9, 0.9]], np.float32)
    places.set_places(codes, np.array([0, 1, 0, 0, 1]))
    assert places.rows.tolist() == [0, 1, 2, 4]
    assert places.nearest([0.1, 0]) == 0 and places.within(SQUARE).tolist() == [0, 1, 4]
    places.set_hidden(frozenset({0}))
    assert places.nearest([0.1, 0]) == 1 and places.within(SQUARE).tolist() == [1, 4]
    np.testing.assert_array_equal(places.shown, codes[[1, 4]])
    places.set_hidden(frozenset({0, 1}))
    assert places.nearest([0.1, 0]) is None and not len(places.within(SQUARE))


def test_codes_without_classes_are_never_hidden() -> None:
    places = CodePlaces()
    places.set_hidden(frozenset({0}))
    places.set_places(CODES, None)
    assert len(places.rows) == len(CODES)
    places.set_places(CODES[:10], np.zeros(10, np.int64))
    assert not len(places.rows)
