"""The map's view: it keeps still while codes stay in it, follows when they leave, and layers keep to their codes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPolygonF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aeexplorer.widgets.map.beside import Beside
from aeexplorer.widgets.map.class_labels import apart, densest_spots, within
from aeexplorer.widgets.map.crosshair import CrosshairLines
from aeexplorer.widgets.map.decoded_grid import Lattice, mosaic
from aeexplorer.widgets.map.framing import Frame, frame_of, should_follow
from aeexplorer.widgets.map.lasso import inside
from aeexplorer.widgets.map.map_view import MapView
from aeexplorer.widgets.map.marks_layer import MarksLayer
from aeexplorer.widgets.map.pixel_grid import PixelGrid
from aeexplorer.widgets.map.raster_item import RasterItem
from aeexplorer.widgets.map.view_animator import ViewAnimator

RANDOM = np.random.default_rng(3)
CODES = RANDOM.normal(size=(600, 2)).astype(np.float32)
LABELS = RANDOM.integers(0, 3, 600)
NAMES = ("a", "b", "c")


@pytest.fixture
def view(qtbot: QtBot) -> MapView:
    shown = MapView()
    qtbot.addWidget(shown)
    shown.resize(700, 480)
    with qtbot.waitExposed(shown):
        shown.show()
    shown.set_codes(CODES, LABELS, NAMES)
    return shown


def test_all_codes_but_outliers_are_in_the_first_view(view: MapView) -> None:
    frame = view.frame()
    inside = ([frame.left, frame.bottom] < CODES) & ([frame.right, frame.top] > CODES)
    assert inside.all(1).mean() > 0.97
    size = view.box.rect()
    assert (frame.right - frame.left) / (frame.top - frame.bottom) == pytest.approx(size.width() / size.height())


def test_the_view_keeps_still_while_codes_stay_within_a_tenth(view: MapView) -> None:
    before = view.frame()
    view.set_codes(CODES * np.float32(1.05), LABELS, NAMES)
    view.animator.finish()
    assert view.frame() == before


def test_the_view_follows_codes_that_leave_it(view: MapView, qtbot: QtBot) -> None:
    view.set_codes(CODES * 4, LABELS, NAMES)
    qtbot.waitUntil(lambda: not view.animator.moving)
    assert view.frame().top == pytest.approx(frame_of(CODES * 4).top, rel=0.01)
    assert np.array_equal(view.animator.codes, CODES * 4)


def test_a_view_that_the_user_moved_is_left_alone_until_fit(view: MapView) -> None:
    view.box.scaleBy((0.5, 0.5))
    view.box.sigRangeChangedManually.emit([True, True])
    before = view.frame()
    view.set_codes(CODES * 4, LABELS, NAMES)
    view.animator.finish()
    assert view.frame() == before
    view.finder.fit()
    view.animator.finish()
    assert view.frame().right > 2 * before.right


def test_codes_pass_through_places_between(qtbot: QtBot) -> None:
    animator = ViewAnimator()
    seen: list[float] = []
    animator.codes_moved.connect(lambda codes: seen.append(float(codes[0, 0])))
    animator.set_codes(np.zeros((1, 2), np.float32))
    animator.set_codes(np.ones((1, 2), np.float32))
    qtbot.waitUntil(lambda: not animator.moving)
    assert seen[0] == 0 and seen[-1] == 1 and seen == sorted(seen)
    assert any(0 < place < 1 for place in seen)


def test_the_map_is_not_painted_while_nothing_new_is_to_be_seen(
    view: MapView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.points.render_now()
    begun: list[object] = []
    repainted: list[object] = []
    monkeypatch.setattr(Beside, "start", lambda _beside, compute: begun.append(compute))
    for layer in (RasterItem, MarksLayer):
        monkeypatch.setattr(layer, "update", lambda item, *_: repainted.append(item) if item.isVisible() else None)
    view.points.move_points(CODES * np.float32(0.9))
    qtbot.waitUntil(lambda: bool(begun))
    view.set_marks()
    assert not repainted, "the picture of before, or of no marks"


def painted_for_new_codes(view: MapView, qtbot: QtBot) -> set[str]:
    """Kinds of items that Python is asked to paint when the codes have moved."""
    painted: list[str] = []

    def note(call: FrameType, event: str, _argument: object) -> None:
        if event == "call" and call.f_code.co_name == "paint":
            painted.append(type(call.f_locals["self"]).__name__)

    view.points.render_now()
    QApplication.processEvents()
    sys.setprofile(note)
    try:
        view.set_codes(view.codes * np.float32(0.99), LABELS, NAMES)
        qtbot.waitUntil(lambda: "RasterItem" in painted)
    finally:
        sys.setprofile(None)
    return set(painted)


def test_new_codes_repaint_only_what_is_to_be_seen(view: MapView, qtbot: QtBot) -> None:
    view.animator.instant = True
    view.names.set_names("z₁", "z₂")
    always = {"RasterItem", "ClassLabels", "AxisNames"}
    assert painted_for_new_codes(view, qtbot) == always

    changes: tuple[tuple[Callable[[], None], Callable[[], None], set[str]], ...] = (
        (
            lambda: view.crosshair.set_point((0, 0)),
            lambda: view.crosshair.set_point(None),
            {"Crosshair", "CrosshairLines"},
        ),
        (lambda: view.set_selected(5), lambda: view.set_selected(None), {"SelectedRing"}),
        (lambda: view.set_marks([[0, 0]]), view.set_marks, {"MarksLayer"}),
        (
            lambda: view.set_pins((1,), np.zeros((1, 2)), np.zeros((0, 2))),
            lambda: view.set_pins((), np.zeros((0, 2)), np.zeros((0, 2))),
            {"PinsLayer"},
        ),
    )
    for show, hide, seen in changes:
        show()
        assert painted_for_new_codes(view, qtbot) == always | seen
        hide()
        assert painted_for_new_codes(view, qtbot) == always

    # The ring gives way to a mark of the same code, and comes back.
    view.set_selected(5)
    view.set_marks([[0, 0]], [[1, 1]])
    assert not view.ring.isVisible()
    assert painted_for_new_codes(view, qtbot) == always | {"MarksLayer"}
    view.set_marks()
    assert view.ring.isVisible()
    assert painted_for_new_codes(view, qtbot) == always | {"SelectedRing"}
    view.set_selected(None)

    view.set_layers(points=False, decoded=False)
    assert not view.labels.isVisible()
    view.set_layers(points=True, decoded=False)
    assert view.labels.isVisible()
    view.set_hidden(frozenset({0, 1, 2}))
    assert painted_for_new_codes(view, qtbot) == always - {"ClassLabels"}
    view.set_hidden(frozenset())
    assert painted_for_new_codes(view, qtbot) == always


def test_reduced_motion_goes_there_at_once() -> None:
    animator = ViewAnimator()
    animator.instant = True
    animator.set_codes(np.zeros((1, 2), np.float32))
    animator.set_codes(np.ones((1, 2), np.float32))
    assert not animator.moving and animator.codes is not None and animator.codes[0, 0] == 1


def test_when_to_follow() -> None:
    shown = Frame(0, 10, 0, 10)
    assert not should_follow(shown, Frame(-0.9, 9, 0, 10))
    assert should_follow(shown, Frame(-1.1, 9, 0, 10))
    assert should_follow(shown, Frame(4, 8, 4, 8))
    assert frame_of(np.full((3, 2), np.nan, np.float32)) is None


def test_points_of_a_hidden_class_are_neither_drawn_nor_picked(view: MapView) -> None:
    only = np.flatnonzero(LABELS == 1)[0]
    assert view.row_at(CODES[only]) is not None
    view.set_hidden(frozenset({0, 1, 2}))
    view.points.render_now()
    assert view.row_at(CODES[only]) is None
    assert view.places.nearest(CODES[only]) is None
    view.set_hidden(frozenset({0, 2}))
    assert set(LABELS[view.points.rows]) == {1}
    assert view.places.nearest(CODES[only]) == only
    assert set(view.labels.spots) == {1}


def test_codes_that_are_not_finite_are_counted_and_left_out(view: MapView) -> None:
    broken = CODES.copy()
    broken[:7] = np.nan
    broken[7, 1] = np.inf
    view.set_codes(broken, LABELS, NAMES)
    view.animator.finish()
    assert view.points.left_out == 8
    assert np.isfinite(view.frame()).all()
    view.set_codes(CODES, LABELS, NAMES)
    view.animator.finish()
    assert view.points.left_out == 0


def test_a_click_on_a_point_says_which(view: MapView, qtbot: QtBot) -> None:
    frame = view.frame()
    middle = np.array([(frame.left + frame.right) / 2, (frame.bottom + frame.top) / 2])
    row = view.places.nearest(middle)
    assert row is not None
    place = view.mapFromScene(view.box.mapToScene(QPointF(*view.points.to_screen(CODES[row])[0])))
    with qtbot.waitSignal(view.clicked) as clicked:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    point, found, _ = clicked.args
    assert found is not None and np.hypot(*(CODES[found] - CODES[row])) < 0.05
    assert point == pytest.approx(CODES[row], abs=0.05)


def test_pins_are_held_where_they_are_drawn(view: MapView) -> None:
    view.set_pins((1, 2), np.array([[0, 0], [1, 1]]), np.array([[0, 0], [0.5, 0.5], [1, 1]]))
    ((x, y),) = view.pins.to_screen([1, 1])
    assert view.pins.pin_at(QPointF(x + 5, y)) == 2
    assert view.pins.pin_at(QPointF(x + 40, y)) is None
    assert view.points.style.alpha < 0.85


def test_the_card_stays_inside_and_off_the_points(view: MapView) -> None:
    view.card.set_words("Decoded here", ("z₁ 0.00", "z₂ 0.00"), ("", ""))
    frame = view.frame()
    for x, y in ((frame.left, frame.top), (frame.right, frame.bottom), (frame.left, frame.bottom), (0.0, 0.0)):
        view.crosshair.set_point((x, y))
        view.show_card(True)
        assert view.viewport().rect().contains(view.card.geometry())
    for side in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
        crowd = np.abs(CODES) % 2 * side
        crowd[:40] = RANDOM.choice([-4, 4], (40, 2))
        view.set_codes(crowd.astype(np.float32), LABELS, NAMES, jump=True)
        view.crosshair.set_point((0, 0))
        view.show_card(True)
        card, place = view.card.geometry(), view.crosshair.place()
        assert place is not None
        middle = place + view.box.mapToScene(QPointF(0, 0))
        assert (card.center().x() > middle.x(), card.center().y() < middle.y()) != (side[0] > 0, side[1] > 0)


def test_the_card_never_covers_the_crosshair_in_a_small_plot(view: MapView) -> None:
    view.card.set_words("Decoded here", ("z₁ 0.00", "z₂ 0.00"), ("", ""))
    for plot in (QRect(40, 10, 560, 120), QRect(40, 10, 300, 400), QRect(40, 10, 300, 120)):
        for x in np.linspace(plot.left(), plot.right(), 9):
            for y in np.linspace(plot.top(), plot.bottom(), 9):
                view.card.place_beside(QPointF(x, y), plot, np.empty((0, 2)))
                assert not QRectF(view.card.geometry()).adjusted(-7, -7, 7, 7).contains(QPointF(x, y))


def test_crosshair_lines_lie_below_names_and_numbers(view: MapView) -> None:
    (lines,) = (item for item in view.box.childItems() if isinstance(item, CrosshairLines))
    assert view.points.zValue() < lines.zValue() < view.labels.zValue() < view.pins.zValue()


def test_labels_stand_at_the_densest_spot_and_apart() -> None:
    cluster = np.concatenate([RANDOM.normal(size=(300, 2)) * 0.05 + 2, RANDOM.uniform(-5, 5, (200, 2))])
    points = np.concatenate([cluster, RANDOM.uniform(-5, 5, (300, 2))]).astype(np.float32)
    spots = densest_spots(points, np.repeat([0, 1], [500, 300]), 2)
    assert spots[0] == pytest.approx([2, 2], abs=0.3)
    boxes = apart(np.array([[0.0, 0.0], [3.0, 1.0], [100.0, 0.0]]), np.array([20.0, 20.0, 20.0]), 20.0)
    assert (abs(boxes[0] - boxes[1]) >= 19.9).any()
    assert boxes[2].tolist() == [100, 0]


def test_the_lattice_covers_the_view_and_stays_when_it_is_panned() -> None:
    grid = PixelGrid(-3.1, 4.4, -2.2, 2.8, 750, 500)
    lattice = Lattice.over(grid, 40)
    points = lattice.points().reshape(lattice.rows, lattice.columns, 2)
    assert np.diff(points[0, :, 0]) == pytest.approx(0.4) and np.diff(points[:, 0, 1]) == pytest.approx(-0.4)
    assert lattice.window.left <= grid.left and lattice.window.right >= grid.right
    assert lattice.window.bottom <= grid.bottom and lattice.window.top >= grid.top
    moved = Lattice.over(PixelGrid(-2.7, 4.8, -2.2, 2.8, 750, 500), 40)
    assert moved.points().reshape(moved.rows, -1, 2)[0, 0] == pytest.approx(points[0, 1])


def test_tiles_stand_in_the_mosaic_as_their_codes_on_the_plane() -> None:
    lattice = Lattice(0, 2, 1, 1, 3, 2)
    images = np.zeros((6, 1, 4, 4), np.float32)
    images[:, :, 1:3, 1:3] = np.arange(6)[:, None, None, None] / 5
    ink = mosaic(images, lattice)
    assert ink.shape == (8, 12)
    assert [ink[5, 1], ink[5, 5], ink[5, 9]] == [153, 204, 255]
    assert np.array_equal(mosaic(1 - images, lattice), ink)


def test_the_old_mosaic_stays_under_its_codes_until_the_new_one_comes(view: MapView, qtbot: QtBot) -> None:
    wanted: list[Lattice] = []
    view.decoded.wanted.connect(wanted.append)
    view.set_layers(points=False, decoded=True)
    qtbot.waitUntil(lambda: len(wanted) == 1)
    lattice = wanted[0]
    ink = np.zeros((lattice.rows * 4, lattice.columns * 4), np.uint8)
    row, column = lattice.rows // 2, lattice.columns // 2
    ink[row * 4 : row * 4 + 4, column * 4 : column * 4 + 4] = 255
    view.decoded.show_mosaic(lattice, ink)
    code = lattice.points().reshape(lattice.rows, lattice.columns, 2)[row, column]
    for step in range(3):
        ((x, y),) = view.decoded.to_screen(code)
        place = view.mapFromScene(view.box.mapToScene(QPointF(x, y)))
        picture: QImage = view.viewport().grab().toImage()
        assert picture.pixelColor(place).lightness() < 140
        assert picture.pixelColor(place.x() - 60, place.y() - 60).lightness() > 240
        view.box.translateBy((0.3, 0.1))
        assert step == 0 or view.decoded.lattice == lattice
    qtbot.waitUntil(lambda: len(wanted) == 2)
    assert wanted[1] != lattice


def test_hiding_classes_never_leaves_an_old_id_behind(view: MapView) -> None:
    view.points.render_now()
    view.set_hidden(frozenset({0, 1}))
    for code in CODES[:50]:
        row = view.row_at(code)
        assert row is None or LABELS[row] == 2


def test_of_many_classes_none_is_named_until_few_are_shown(view: MapView) -> None:
    labels = np.repeat(np.arange(120), 5)
    points = np.random.default_rng(0).normal(size=(len(labels), 2)).astype(np.float32)
    view.set_codes(points, labels, tuple(f"breed {k}" for k in range(120)))
    assert not view.labels.spots
    view.set_hidden(frozenset(range(120)) - {3, 7})
    assert set(view.labels.spots) == {3, 7}


def test_inside_a_lasso_is_what_a_polygon_holds() -> None:
    for turns in (1, -1, 2):
        angles = np.sort(RANDOM.uniform(0, 2 * np.pi * abs(turns), 40)) * np.sign(turns)
        outline = RANDOM.uniform(0.5, 2, (40, 1)) * np.stack([np.cos(angles), np.sin(angles)], 1)
        polygon = QPolygonF([QPointF(x, y) for x, y in outline])
        expected = [polygon.containsPoint(QPointF(x, y), Qt.FillRule.WindingFill) for x, y in CODES.tolist()]
        assert inside(outline, CODES).tolist() == expected and 50 < sum(expected) < 550
    assert not inside([[0, 0], [1, 1]], CODES).any()
    assert inside([[-9, -9], [9, -9], [0, 9]], [[np.nan, 0], [0, np.inf], [0, 0]]).tolist() == [False, False, True]


def test_names_at_the_edge_are_not_cut_off() -> None:
    places = within(np.array([[1.0, 1.0], [50.0, 30.0], [99.0, 59.0]]), np.array([20.0, 20.0, 40.0]), 20.0, (100, 60))
    assert places.tolist() == [[14, 14], [50, 30], [76, 46]]
