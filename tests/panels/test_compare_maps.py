"""The maps of compared runs: what a user points at on one is marked on all, where each has its code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from aeexplorer.app import application
from aeexplorer.panels.compare_maps import CompareMapsPanel
from aeexplorer.session.run import Run
from aeexplorer.session.session import Session
from aeexplorer.settings import Settings
from aeexplorer.widgets.linked.arrows_layer import ArrowsLayer
from aeexplorer.widgets.linked.linked_map import LinkedMap
from aeexplorer.widgets.map.framing import frame_of
from aeexplorer.window import Window
from training.compare.conditions import Conditions
from training.latent.noise import CodeNoise

LEFT = Qt.MouseButton.LeftButton
Train = Callable[..., Run]


@pytest.fixture
def window(session: Session, qtbot: QtBot, tmp_path: Path) -> Window:
    application()
    window = Window(session, Settings(tmp_path / "settings.ini"))
    qtbot.addWidget(window, before_close_func=lambda w: w.session.close())
    window.resize(1440, 900)
    window.show()
    return window


def maps_of(window: Window, qtbot: QtBot) -> CompareMapsPanel:
    """Show the workspace, and wait until all maps show the newest codes."""
    window.show_workspace("compare")
    (panel,) = window.findChildren(CompareMapsPanel)
    qtbot.waitUntil(panel.isVisible)
    settle(panel, qtbot)
    return panel


def settle(panel: CompareMapsPanel, qtbot: QtBot) -> None:
    comparing = panel.session.comparing

    def ready() -> bool:
        shown = zip(panel.maps, comparing.members, strict=False)
        return (
            comparing.results is not None
            and not panel.dirty
            and all(
                linked.places.encoded is member.run.encoded and not linked.view.animator.moving
                for linked, member in shown
            )
        )

    qtbot.waitUntil(ready, timeout=20_000)


def point(
    linked: LinkedMap,
    place: np.ndarray,
    qtbot: QtBot,
    *,
    click: bool = False,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Move the mouse to a place of a map, or click there."""
    view = linked.view
    ((x, y),) = view.points.to_screen(place)
    at = view.mapFromScene(view.box.mapToScene(QPointF(x, y)))
    qtbot.mouseMove(view.viewport(), at)
    if click:
        qtbot.mouseClick(view.viewport(), LEFT, modifier, at)


def outermost(linked: LinkedMap) -> int:
    """Row of a code in sight that has no other close by."""
    frame, places = linked.view.frame(), linked.places.places
    inside = (places[:, 0] > frame.left) & (places[:, 0] < frame.right)
    inside &= (places[:, 1] > frame.bottom) & (places[:, 1] < frame.top)
    rows = np.flatnonzero(inside)
    away = np.linalg.norm(places[rows, None] - places[None], axis=2)
    return int(rows[np.sort(away, axis=1)[:, 1].argmax()])


def test_one_cursor_stands_on_all_maps_at_the_code_of_one_image(
    window: Window, session: Session, trained: Train, qtbot: QtBot
) -> None:
    trained()
    trained("model.latent_size=6")
    panel = maps_of(window, qtbot)
    first, second = panel.maps
    sizes = {linked.places.plane.size for linked in panel.maps if linked.places.plane is not None}
    assert sizes == {2, 6}
    for one, other in ((first, second), (second, first)):
        row = outermost(one)
        assert one.places.encoded is not None
        image = int(one.places.encoded.indices[row])
        point(one, one.places.places[row], qtbot)
        qtbot.waitUntil(lambda image=image: session.comparing.cursor == image)  # type: ignore[misc]
        for linked, member in zip(panel.maps, session.comparing.members, strict=True):
            assert linked.places.plane is not None
            code = member.run.codes[member.run.indices == image]
            np.testing.assert_allclose(linked.view.crosshair.point, linked.places.plane.places(code)[0], rtol=1e-5)
        assert str(image) in panel.said.text()
        assert other.view.crosshair.place() is not None


def test_a_click_selects_the_image_everywhere(window: Window, session: Session, trained: Train, qtbot: QtBot) -> None:
    trained()
    trained("bottleneck.kind=gaussian")
    panel = maps_of(window, qtbot)
    row = outermost(panel.maps[1])
    assert panel.maps[1].places.encoded is not None
    image = int(panel.maps[1].places.encoded.indices[row])
    point(panel.maps[1], panel.maps[1].places.places[row], qtbot, click=True)
    qtbot.waitUntil(lambda: session.selection.image == image)
    for linked in panel.maps:
        np.testing.assert_allclose(linked.view.ring._point, linked.places.place_of(image), rtol=1e-5)


def test_images_chosen_with_ctrl_are_marked_on_all_maps(
    window: Window, session: Session, trained: Train, qtbot: QtBot
) -> None:
    trained()
    trained("bottleneck.kind=gaussian")
    panel = maps_of(window, qtbot)
    first = panel.maps[0]
    row = outermost(first)
    assert first.places.encoded is not None
    image = int(first.places.encoded.indices[row])
    point(first, first.places.places[row], qtbot, click=True, modifier=Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: session.selection.images == (image,))
    assert session.selection.image is None
    for linked in panel.maps:
        assert linked.places.row_of(image) in linked.view.dots.rows_chosen


def test_arrows_lead_to_where_noise_moves_the_codes(
    window: Window, session: Session, trained: Train, qtbot: QtBot
) -> None:
    trained()
    trained("model.latent_size=6")
    panel = maps_of(window, qtbot)
    comparing = session.comparing
    noise = CodeNoise(way="add", amount=0.5)
    comparing.set_conditions(comparing.conditions.model_copy(update={"code": noise}))
    qtbot.waitUntil(lambda: comparing.results is not None and comparing.results.conditions.code == noise)
    qtbot.waitUntil(lambda: not panel.dirty)
    for linked, side in zip(panel.maps, comparing.results.sides, strict=True):  # type: ignore[union-attr]
        assert linked.places.plane is not None
        np.testing.assert_allclose(linked.arrows.codes, linked.places.plane.places(side.codes), rtol=1e-5)
        np.testing.assert_allclose(linked.arrows.moved, linked.places.plane.places(side.moved), rtol=1e-5)
        assert np.linalg.norm(linked.arrows.moved - linked.arrows.codes, axis=1).min() > 0


def test_arrows_stay_as_they_are_until_there_are_other_results(
    window: Window, session: Session, trained: Train, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained()
    trained("model.latent_size=6")
    panel = maps_of(window, qtbot)
    drawn: list[ArrowsLayer] = []
    monkeypatch.setattr(ArrowsLayer, "update", lambda layer, *_rect: drawn.append(layer))
    # As in each of the window's turns while codes of a run in training wait for theirs.
    panel.refresh()
    assert not drawn
    session.comparing.set_conditions(Conditions(code=CodeNoise(amount=0.5)))
    qtbot.waitUntil(lambda: drawn == [linked.arrows for linked in panel.maps])


def test_a_hidden_class_has_neither_points_nor_arrows(
    window: Window, session: Session, trained: Train, qtbot: QtBot
) -> None:
    run = trained()
    trained("bottleneck.kind=gaussian")
    panel = maps_of(window, qtbot)
    results = session.comparing.results
    assert results is not None and results.labels is not None and run.labels is not None
    before = len(panel.maps[0].arrows.codes)
    label = int(results.labels[0])
    qtbot.mouseClick(panel.chips.chips[label], LEFT)
    assert session.selection.hidden_classes == {label}
    for linked in panel.maps:
        assert len(linked.arrows.codes) == before - np.count_nonzero(results.labels == label)
        assert len(linked.view.points.rows) == np.count_nonzero(run.labels != label)


def test_each_map_is_zoomed_by_itself(window: Window, trained: Train, qtbot: QtBot) -> None:
    trained()
    trained("bottleneck.kind=gaussian")
    panel = maps_of(window, qtbot)
    first, second = panel.maps
    before, other = first.view.frame(), second.view.frame()
    first.view.box.scaleBy((0.5, 0.5))
    first.view.box.sigRangeChangedManually.emit([True, True])
    assert first.view.frame() != before
    assert second.view.frame() == other
    qtbot.mouseClick(first.fit, LEFT)
    np.testing.assert_allclose(panel.maps[1].view.frame(), other)
    wanted = frame_of(first.places.places)
    assert wanted is not None
    qtbot.waitUntil(lambda: np.allclose(first.view.frame(), wanted.fitting(first.view.aspect()), rtol=1e-3))


def test_arrow_keys_go_to_the_nearest_image_in_their_direction(
    window: Window, session: Session, trained: Train, qtbot: QtBot
) -> None:
    trained()
    panel = maps_of(window, qtbot)
    (linked,) = (linked for linked in panel.maps if linked.isVisible())
    assert linked.places.encoded is not None
    session.comparing.cursor = int(linked.places.encoded.indices[np.argsort(linked.places.places[:, 0])[300]])
    here = linked.view.crosshair.point
    qtbot.keyClick(linked.view, Qt.Key.Key_Right)
    there = linked.view.crosshair.point
    assert here is not None and there is not None and there[0] > here[0]


def test_without_a_run_a_sentence_says_what_comes(session: Session, qtbot: QtBot, show: Callable[..., None]) -> None:
    panel = CompareMapsPanel(session)
    show(panel)
    qtbot.waitUntil(panel.empty.isVisible)
    assert "Train a run" in panel.empty.sentence
