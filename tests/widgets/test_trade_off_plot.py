"""Points of cost and error: where they stand, what is said of them, and how one is chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from aeexplorer.theme import LIGHT, Appearance
from aeexplorer.widgets.trade_off_plot import Dot, TradeOffPlot

DOTS = [
    Dot(2, 0.06, ("two", "MSE 0.06")),
    Dot(16, 0.04, ("sixteen",), filled=False),
    Dot(128, 0.05, ("many",), member=0),
]


@pytest.fixture
def plot(qtbot: QtBot, look: Appearance) -> TradeOffPlot:
    plot = TradeOffPlot()
    qtbot.addWidget(plot)
    plot.resize(400, 240)
    plot.set_dots(DOTS, [(2, 0.06), (16, 0.04)], ("numbers", "MSE"), log=True)
    plot.show()
    return plot


def place(plot: TradeOffPlot, k: int) -> QPoint:
    return plot.place_of(DOTS[k].x, DOTS[k].y).toPoint()


def test_sizes_stand_on_a_logarithmic_axis_and_small_errors_below(plot: TradeOffPlot) -> None:
    two, sixteen, many = (plot.place_of(dot.x, dot.y) for dot in DOTS)
    assert sixteen.x() - two.x() == pytest.approx(many.x() - sixteen.x())
    assert sixteen.y() > many.y() > two.y()
    assert (sixteen.y() - many.y()) == pytest.approx(many.y() - two.y())
    rect = plot.plot_rect()
    assert all(rect.contains(point) for point in (two, sixteen, many))


def test_points_are_drawn_filled_hollow_and_as_members(plot: TradeOffPlot) -> None:
    picture = plot.grab().toImage()
    colours = [picture.pixelColor(place(plot, k)).name().upper() for k in range(3)]
    assert colours == [LIGHT.text2, LIGHT.panel, LIGHT.text1]


def test_the_mouse_points_at_a_run_and_a_click_chooses_it(qtbot: QtBot, plot: TradeOffPlot) -> None:
    qtbot.mouseMove(plot, place(plot, 1) + QPoint(5, -5))
    assert plot.current == 1 and plot.accessibleDescription() == "sixteen"
    with qtbot.waitSignal(plot.chosen) as chosen:
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=place(plot, 0))
    assert chosen.args == [0] and plot.accessibleDescription() == "two, MSE 0.06"
    with qtbot.assertNotEmitted(plot.chosen):
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    assert plot.current == 0, "a click on nothing chooses nothing"


def test_the_keyboard_goes_from_the_cheapest_to_the_dearest(qtbot: QtBot, plot: TradeOffPlot) -> None:
    plot.setFocus()
    seen = []
    for _ in range(4):
        qtbot.keyClick(plot, Qt.Key.Key_Right)
        seen.append(plot.current)
    assert seen == [0, 1, 2, 2]
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    with qtbot.waitSignal(plot.chosen) as chosen:
        qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert chosen.args == [1]


def test_newer_figures_of_the_same_runs_leave_the_one_pointed_at(qtbot: QtBot, plot: TradeOffPlot) -> None:
    qtbot.mouseMove(plot, place(plot, 1))
    moved = [Dot(dot.x, dot.y / 2, dot.lines) for dot in DOTS]
    plot.set_dots(moved, [], ("numbers", "MSE"), log=True)
    assert plot.current == 1
    plot.set_dots(moved[:1], [], ("numbers", "MSE"), log=True)
    assert plot.current is None
    plot.grab()


def test_one_point_and_none_are_drawn(plot: TradeOffPlot) -> None:
    for dots in ([DOTS[0]], [], [Dot(0.5, 0.0, ("nothing wrong",))]):
        for log in (True, False):
            plot.set_dots(dots, [], ("numbers", "MSE"), log=log)
            plot.grab()
    assert plot.plot_rect().contains(plot.place_of(0.5, 0.0))
