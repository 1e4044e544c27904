"""The plot of compared models and the table beside it: where lines stand, what is read off, how width is shared."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aeexplorer.theme import appearance, font, member_colour
from aeexplorer.widgets.cells import Figure
from aeexplorer.widgets.columns import Column
from aeexplorer.widgets.difference_bars import DifferenceBars
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.member_heading import MemberHeading
from aeexplorer.widgets.member_line import MemberLine, apart
from aeexplorer.widgets.member_plot import MemberPlot
from aeexplorer.widgets.members_model import best_of
from aeexplorer.widgets.members_table import FIGURE, detail, shared
from aeexplorer.widgets.metric_figures import in_short
from aeexplorer.widgets.winner_tiles import WinnerTiles


@pytest.fixture(autouse=True)
def _light(qtbot: QtBot) -> None:
    appearance().mode, appearance().scale = "light", 1.0
    appearance().apply()


def line(place: int, *values: float) -> MemberLine:
    return MemberLine(place, "AE", np.linspace(0, 2, len(values)), np.array(values))


@pytest.fixture
def plot(qtbot: QtBot) -> MemberPlot:
    plot = MemberPlot("Quality")
    qtbot.addWidget(plot)
    plot.resize(400, 220)
    plot.set_lines([line(0, 4, 2, 0), line(1, 1, 3, 5)], (0, 2), "strength")
    plot.show()
    qtbot.waitExposed(plot)
    return plot


def test_between_two_points_the_straight_line_is_read_and_beyond_them_nothing() -> None:
    found = line(0, 4, 2, np.nan)
    assert found.at(0.5) == pytest.approx(3)
    assert found.at(1) == 2 and found.at(1.5) is None and line(0, np.nan).at(0) is None


def test_lines_are_where_their_values_are_and_in_their_models_colours(plot: MemberPlot) -> None:
    picture = plot.grab().toImage()
    for one, x in ((plot.lines[0], 0.0), (plot.lines[1], 1.8)):
        y = one.at(x)
        assert y is not None
        at = plot.place_of(x, y).toPoint()
        wanted = QColor(member_colour(appearance().theme, one.place))
        near = [picture.pixelColor(at.x() + dx, at.y() + dy) for dx in range(-3, 4) for dy in range(-3, 4)]
        assert wanted in near
    assert plot.value_at(plot.place_of(1.3, 0).x()) == pytest.approx(1.3, abs=1e-6)
    assert (plot.value_at(-50), plot.value_at(5000)) == (0, 2)


def test_names_stand_apart_and_above_the_axis() -> None:
    assert apart([10, 50], 15, 100) == [10, 50]
    assert apart([10, 12, 50], 15, 100) == [10, 25, 50]
    assert apart([50, 98, 99, 100], 15, 100) == [50, 70, 85, 100]


def test_the_value_axis_stays_until_something_else_is_measured(plot: MemberPlot) -> None:
    before = plot.place_of(1, 2).y()
    plot.set_lines([line(0, 4.2, 2, 0.1)], (0, 2), "strength")
    assert plot.place_of(1, 2).y() == before
    plot.set_lines([line(0, 40, 20, 1)], (0, 2), "strength", key="other")
    assert plot.place_of(1, 2).y() > before


def test_a_drag_chooses_all_the_way_and_arrow_keys_step(qtbot: QtBot, plot: MemberPlot) -> None:
    said: list[float] = []
    plot.chosen.connect(said.append)
    start, end = plot.place_of(0.5, 2).toPoint(), plot.place_of(1.5, 2).toPoint()
    qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(plot, end)
    qtbot.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=end)
    assert said[0] == pytest.approx(0.5, abs=0.01)
    plot.set_cursor(1.0)
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    assert said[-1] == pytest.approx(0.95)
    plot.set_cursor(2.0)
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert said[-1] == 2.0


def test_its_arrow_keys_are_not_the_windows(plot: MemberPlot) -> None:
    key = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier)
    key.ignore()
    QApplication.sendEvent(plot, key)
    assert key.isAccepted()


@pytest.mark.parametrize(
    ("values", "better", "best"),
    [
        ([1.0, 2.0], "up", 1),
        ([1.0, 2.0], "down", 0),
        ([2.0, 2.0], "up", None),
        ([2.0, None, float("nan")], "up", None),
        ([1.0, 2.0], "", None),
    ],
)
def test_the_best_is_marked_only_where_there_is_one(values: list[float | None], better: str, best: int | None) -> None:
    assert best_of(values, better) == best


@pytest.mark.parametrize("members", [1, 2, 3, 4])
@pytest.mark.parametrize("width", [291, 300, 366, 500, 900])
def test_figures_share_the_width_and_are_never_narrower_than_they_are_read(width: int, members: int) -> None:
    columns = (Column("name", "", 0), *(Column(str(k), "", 0) for k in range(members)))
    name, *figures = (column.width for column in shared(columns, width))
    assert min(figures) >= FIGURE[detail(width, members)]
    assert len(set(figures[:-1])) <= 1
    # Four models have room in the narrowest dock of a window 1280 px wide: nothing is rolled sideways.
    assert name + sum(figures) == width


@pytest.mark.parametrize("room", [34, 52, 120])
@pytest.mark.parametrize("number", ["93.8", "0.21", "141"])
@pytest.mark.parametrize("best", [False, True])
def test_no_digit_is_cut_off_where_a_figure_has_little_room(qtbot: QtBot, room: int, number: str, best: bool) -> None:
    def ink(width: int) -> list[int]:
        picture = QImage(400, 40, QImage.Format.Format_RGB32)
        picture.fill(QColor("white"))
        painter = QPainter(picture)
        Figure(number, best, "text1").paint(painter, QRectF(300 - width, 0, width, 40))
        painter.end()
        wanted = QColor(appearance().theme.accent if best else appearance().theme.text1)
        return [x for x in range(400) if any(_near(picture.pixelColor(x, y), wanted) for y in range(40))]

    found, free = ink(room), ink(200)
    assert found[0] >= 300 - room - 8
    if best:
        # Its mark is still there, right of the digits.
        digits = QFontMetricsF(font(13, 700)).horizontalAdvance(number)
        assert found[-1] >= 300 - 12 and found[-1] - found[0] >= digits
    else:
        assert found[-1] - found[0] == pytest.approx(free[-1] - free[0], abs=1)


def _near(colour: QColor, other: QColor) -> bool:
    return max(abs(a - b) for a, b in zip(colour.getRgb()[:3], other.getRgb()[:3], strict=True)) < 60


def test_three_digits_are_enough_for_a_short_figure() -> None:
    assert [in_short(x) for x in (6.453, 9.999, 14.14, 99.99, 107.7, 1234.0, -0.5)] == [
        *("6.45", "10.0", "14.1", "100", "108", figure(1234, 0), "−0.50")
    ]


def test_marks_of_all_images_fit_and_are_counted(qtbot: QtBot) -> None:
    tiles = WinnerTiles("Winners", str)
    qtbot.addWidget(tiles)
    tiles.resize(150, 100)
    tiles.set_winners([0] * 100 + [1] * 20 + [None] * 8, [0, 1])
    assert tiles.counts == ((0, 100), (1, 20), (None, 8))
    assert tiles.place_of(127).bottom() <= 100 and tiles.place_of(127).right() <= 150
    assert "shared 8" in tiles.accessibleDescription()


@pytest.mark.parametrize("wins", [(0, 0, 0, 128), (40, 30, 38, 20)])
def test_the_wins_of_four_models_are_told_whole_in_the_narrowest_dock(qtbot: QtBot, wins: tuple[int, ...]) -> None:
    tiles = WinnerTiles("Winners", str)
    qtbot.addWidget(tiles)
    tiles.resize(135, 90)
    tiles.set_winners([place for place, n in enumerate(wins) for _ in range(n)], range(4))
    picture, ground = tiles.grab().toImage(), QColor(appearance().theme.window)
    last = [picture.pixelColor(134, y) for y in range(24)]
    assert all(colour == last[0] for colour in last), "a figure reaches the edge, and is cut off there"
    assert any(picture.pixelColor(x, y) != ground for x in range(90, 130) for y in range(6, 18))


def test_bars_are_in_the_colour_of_the_better_model(qtbot: QtBot) -> None:
    bars = DifferenceBars("Differences")
    qtbot.addWidget(bars)
    bars.resize(300, 160)
    bars.set_bars(np.array([5, 1, 5]), np.array([-3.0, -1, 1, 3]), (1, 0), "A − B", 0.0)
    picture, rect, theme = bars.grab().toImage(), bars.plot_rect(), appearance().theme
    low = round(rect.bottom()) - 4
    found = [picture.pixelColor(round(rect.left() + share * rect.width()), low) for share in (0.15, 0.45, 0.85)]
    assert found == [QColor(member_colour(theme, 1)), QColor(theme.control), QColor(member_colour(theme, 0))]


def test_a_name_without_room_is_its_letter(qtbot: QtBot) -> None:
    heading = MemberHeading(1, "B VAE")
    assert heading.shown(100) == "B VAE"
    assert heading.shown(34) == "B"
