"""What plots share: scales that place numbers, axes whose words are never cut off, and the box beside a point."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter

from aeexplorer.theme import LIGHT, Appearance
from aeexplorer.widgets.axis_ticks import labelled_ticks
from aeexplorer.widgets.callout import paint_callout
from aeexplorer.widgets.curve_range import CurveRange
from aeexplorer.widgets.curve_scale import FAR, CurveScale
from aeexplorer.widgets.plot_axes import paint_base, paint_values
from aeexplorer.widgets.trade_off_scale import TradeOffScale

RECT = QRectF(40, 10, 200, 100)


@pytest.fixture
def picture(look: Appearance) -> QImage:
    picture = QImage(300, 160, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    return picture


def inked(picture: QImage, rect: QRectF | None = None) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of what is not white within ``rect``."""
    part = picture.copy(rect.toRect()) if rect is not None else picture
    pixels = np.frombuffer(part.constBits(), np.uint8).reshape(part.height(), part.width(), 4)[..., :3]
    rows, columns = np.nonzero((pixels != 255).any(2))
    return (columns.min(), rows.min(), columns.max(), rows.max()) if len(rows) else None


def scale(values: tuple[float, float], *, log: bool = False) -> CurveScale:
    known = CurveRange()
    x, y = np.array([0.0, 1.0]), np.array(values)
    known.follow((x, y), (np.empty(0), np.empty(0)), log=log)
    return CurveScale(RECT, 2.0, 6.0, known)


def test_a_place_on_the_axis_is_found_again_and_none_lies_beyond_its_ends() -> None:
    one = scale((0, 10))
    assert (one.x_of(2), one.x_of(6), one.x_of(5)) == (40, 240, 190)
    assert one.at(one.x_of(3.25)) == pytest.approx(3.25)
    assert (one.at(-100), one.at(9999)) == (2, 6)


def test_equal_ratios_are_equally_far_apart_on_a_logarithmic_axis_and_equal_differences_on_a_linear_one() -> None:
    logarithmic, linear = scale((1, 100), log=True), scale((1, 100))
    steps = np.diff([logarithmic.y_of(value) for value in (1, 10, 100)])
    assert steps[0] == pytest.approx(steps[1]) and steps[0] < 0
    steps = np.diff([linear.y_of(value) for value in (1, 50.5, 100)])
    assert steps[0] == pytest.approx(steps[1])


def test_a_line_goes_through_its_points_without_what_is_not_finite_and_never_far_away() -> None:
    one = scale((0, 10))
    line = one.line(np.array([2.0, 3, 4, 6]), np.array([0.0, np.nan, 1e12, 10]))
    points = [line.at(k) for k in range(line.size())]
    assert [point.x() for point in points] == [40, 140, 240]
    assert points[0].y() == pytest.approx(one.y_of(0)) and points[2].y() == pytest.approx(one.y_of(10))
    assert points[1].y() == RECT.top() - FAR * RECT.height()
    assert one.line(np.empty(0), np.empty(0)).isEmpty()


def test_numbers_and_a_title_below_stay_inside_the_widget(picture: QImage) -> None:
    painter = QPainter(picture)
    rect = QRectF(10, 10, 280, 100)
    title = "a title that is much too long to be written in full below a plot of so few pixels"
    paint_base(painter, rect, [(12.0, "100000"), (150.0, "50"), (289.0, "100000")], width=300, title=title)
    painter.end()
    for top, height in ((116, 11), (131, 15)):
        found = inked(picture, QRectF(0, top, 300, height))
        assert found is not None and found[0] > 0 and found[2] < 299
    # The one in the middle stands below its place.
    found = inked(picture, QRectF(100, 116, 100, 11))
    assert found is not None and (found[0] + found[2]) / 2 == pytest.approx(50, abs=2)


def test_every_value_stands_left_of_its_grid_line(picture: QImage) -> None:
    painter = QPainter(picture)
    paint_values(painter, RECT, [(30.5, "1.5"), (80.5, "1")])
    painter.end()
    assert [picture.pixelColor(150, y).name().upper() == LIGHT.grid for y in (30, 55, 80)] == [True, False, True]
    for y in (30, 80):
        found = inked(picture, QRectF(0, y - 8, 40, 16))
        assert found is not None and found[2] < 40 - 4 and (found[1] + found[3]) / 2 == pytest.approx(8, abs=2)


def test_sizes_that_there_are_are_named_unless_they_crowd() -> None:
    apart = TradeOffScale([2, 16, 128, 16], [1, 2, 3, 2], log=True)
    assert [text for _, text in apart.cost_ticks(5, 0.1)] == ["2", "16", "128"]
    crowded = [cost for cost, _ in apart.cost_ticks(5, 0.6)]
    assert crowded != [2, 16, 128] and 1 < len(crowded) <= 5
    assert TradeOffScale([2, 16, 128], [1, 2, 3]).cost_ticks(5, 0.1)[0] == (0, "0")


def test_axes_begin_at_nothing_rather_than_below() -> None:
    one = TradeOffScale([1, 100], [0.001, 1])
    assert one.across(0) == pytest.approx(0) and one.up(0) == pytest.approx(0)
    assert 0 < one.across(1) < one.across(100) < 1 and 0 < one.up(0.001) < one.up(1) < 1


def test_ticks_of_a_logarithmic_axis_have_the_decimals_that_each_needs() -> None:
    assert [text for _, text in labelled_ticks(0.009, 1.1, 3, log=True)] == ["0.01", "0.1", "1"]
    assert [text for _, text in labelled_ticks(0, 1, 3)] == ["0.0", "0.5", "1.0"]


@pytest.mark.parametrize(("y", "above"), [(120, True), (10, False)])
def test_the_box_stands_above_its_point_or_below_where_there_is_no_room(picture: QImage, y: float, above: bool) -> None:
    painter = QPainter(picture)
    paint_callout(painter, QPointF(2, y), ("sixteen numbers", "MSE 0.04"), QSizeF(300, 160))
    painter.end()
    found = inked(picture)
    assert found is not None
    left, top, right, bottom = found
    assert left >= 3 and right < 300
    assert bottom < y - 10 if above else top > y + 10
