"""The decoder shows what the weights make of the code under the cursor, and the real images nearest to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from aeexplorer.panels.decoder import DecoderPanel
from aeexplorer.session.nearest_codes import NearestCodes
from aeexplorer.widgets.pictures import to_qimage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

Train = Callable[..., "Run"]
Show = Callable[..., None]


def decoded(run: Run, code: Any) -> Any:
    assert run.snapshot is not None
    return to_qimage(run.snapshot.decode(np.array([code], np.float32))[0])


def test_before_training_the_panel_says_what_it_is_for(
    explored: Session, train: Train, show: Show, qtbot: QtBot
) -> None:
    panel = DecoderPanel(explored)
    show(panel)
    qtbot.waitUntil(panel.empty.isVisible)
    assert "decoder" in panel.empty.sentence
    train()
    qtbot.waitUntil(lambda: panel.picture.image is not None, timeout=20_000)
    assert not panel.empty.isVisible()


def test_the_code_under_the_cursor_is_decoded(explored: Session, train: Train, show: Show, qtbot: QtBot) -> None:
    run = train()
    panel = DecoderPanel(explored)
    show(panel)
    explored.selection.cursor = [3.0, -40.0]
    qtbot.waitUntil(lambda: panel.picture.image == decoded(run, [3.0, -40.0]))
    assert decoded(run, [3.0, -40.0]) != decoded(run, [0.0, 0.0])
    assert [slider.value for slider in panel.sliders.sliders] == [3.0, -40.0]
    assert panel.header_widget().text() == "under the cursor"


def test_the_picture_stays_when_the_mouse_leaves(explored: Session, train: Train, show: Show, qtbot: QtBot) -> None:
    run = train()
    panel = DecoderPanel(explored)
    show(panel)
    qtbot.waitUntil(lambda: panel.picture.image == decoded(run, run.codes.mean(0)))
    explored.selection.cursor = [9.0, 1.0]
    qtbot.waitUntil(lambda: panel.picture.image == decoded(run, [9.0, 1.0]))
    explored.selection.cursor = None
    qtbot.waitUntil(lambda: panel.header_widget().text() == "last under the cursor")
    assert panel.picture.image == decoded(run, [9.0, 1.0])


def test_the_newest_of_many_codes_wins(explored: Session, train: Train, show: Show, qtbot: QtBot) -> None:
    run = train()
    panel = DecoderPanel(explored)
    show(panel)
    for k in range(200):
        explored.selection.cursor = [float(k), 0.0]
    qtbot.waitUntil(lambda: panel.picture.image == decoded(run, [199.0, 0.0]))


def test_sliders_move_the_held_code(explored: Session, train: Train, show: Show, qtbot: QtBot) -> None:
    run = train()
    panel = DecoderPanel(explored)
    show(panel)
    explored.selection.cursor = [10.0, 4.0]
    qtbot.waitUntil(lambda: [slider.value for slider in panel.sliders.sliders] == [10.0, 4.0])
    first = panel.sliders.sliders[0]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    low, high = first.range
    assert low < 0 < 29 < high
    assert explored.selection.held
    assert explored.selection.cursor is not None
    np.testing.assert_allclose(explored.selection.cursor, [10 + (high - low) / 100, 4.0], rtol=1e-6)
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton, pos=QPoint(first.width() - 2, first.height() - 10))
    np.testing.assert_allclose(explored.selection.cursor, [high, 4.0], rtol=1e-6)
    qtbot.waitUntil(lambda: panel.picture.image == decoded(run, explored.selection.cursor))
    assert panel.header_widget().text() == "held at the crosshair"


def test_real_images_with_the_nearest_codes(explored: Session, train: Train, show: Show, qtbot: QtBot) -> None:
    train()
    panel = DecoderPanel(explored)
    show(panel)
    explored.selection.cursor = [12.2, 4.0]
    qtbot.waitUntil(lambda: panel.strip.accessibleDescription() == "ash" and panel.strip.count == 8)
    qtbot.mouseClick(panel.strip, Qt.MouseButton.LeftButton, pos=panel.strip.tile_rect(1).center().toPoint())
    assert explored.selection.image == 13
    panel.strip.setFocus()
    qtbot.keyClick(panel.strip, Qt.Key.Key_Home)
    qtbot.keyClick(panel.strip, Qt.Key.Key_Return)
    assert explored.selection.image == 12


def test_the_strip_gives_way_in_a_low_dock(explored: Session, train: Train, show: Show, qtbot: QtBot) -> None:
    panel = DecoderPanel(explored)
    least = panel.minimumSizeHint()
    train()
    show(panel, 368, 282)
    qtbot.waitUntil(panel.strip.isVisible)
    assert panel.picture.width() == 198
    assert panel.minimumSizeHint() == least
    for height in (240, 200, 150, least.height()):
        panel.resize(368, height)
        lowest = panel.strip if panel.strip.isVisible() else panel.picture
        qtbot.waitUntil(lambda lowest=lowest: lowest.geometry().bottom() < panel.height())
    assert not panel.strip.isVisible()
    assert panel.picture.width() == 114
    panel.resize(368, 282)
    assert panel.strip.isVisible()


def test_the_note_on_directions_never_covers_the_picture(
    explored: Session, train: Train, show: Show, qtbot: QtBot
) -> None:
    train("model.latent_size=20")
    panel = DecoderPanel(explored)
    show(panel, 368, 282)
    qtbot.waitUntil(panel.note.isVisible)
    panel.resize(368, panel.minimumSizeHint().height())
    qtbot.waitUntil(lambda: not panel.note.isVisible())
    assert "8 main directions" in panel.sliders.toolTip()
    panel.resize(368, 282)
    qtbot.waitUntil(lambda: panel.note.isVisible() and panel.note.y() > panel.picture.geometry().bottom())


def test_a_long_code_is_moved_along_its_main_directions(
    explored: Session, train: Train, show: Show, qtbot: QtBot
) -> None:
    run = train("model.latent_size=20")
    panel = DecoderPanel(explored)
    show(panel)
    explored.selection.cursor = run.codes[5] + np.float32(0.5)
    qtbot.waitUntil(lambda: len(panel.sliders.sliders) == 8 and panel.sliders.isVisible())
    assert panel.note.text() == "8 main directions (PC) of a code of 20 numbers: 100 % of the spread."
    first = panel.sliders.sliders[0]
    # The told codes are spread along their first number only.
    assert first.value == pytest.approx(5.5 - 14.5, abs=1e-4)
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_End)
    expected = run.codes[5] + np.float32(0.5)
    expected[0] = 14.5 + first.range[1]
    assert explored.selection.cursor is not None
    np.testing.assert_allclose(explored.selection.cursor, expected, atol=1e-4)
    qtbot.waitUntil(lambda: panel.picture.image == decoded(run, explored.selection.cursor))


def test_main_directions_agree_with_scikit_learn_and_keep_what_is_across_them() -> None:
    from sklearn.decomposition import PCA

    from aeexplorer.session.code_axes import AXES, principal_axes

    random = np.random.default_rng(0)
    codes = (random.normal(size=(700, 48)) @ np.diag(1.2 ** -np.arange(48.0)) + 3).astype(np.float32)
    axes = principal_axes(codes)
    reference = PCA(AXES).fit(codes)
    np.testing.assert_allclose(np.abs((axes.directions * reference.components_).sum(1)), 1, atol=1e-4)
    np.testing.assert_allclose(axes.shares, reference.explained_variance_ratio_, rtol=1e-4)
    goal = np.linspace(-2, 2, AXES).astype(np.float32)
    moved = axes.moved(codes[3], goal)
    np.testing.assert_allclose(axes.places(moved[None])[0], goal, atol=1e-4)
    across = np.eye(48) - axes.directions.T @ axes.directions
    np.testing.assert_allclose(across @ moved, across @ codes[3], atol=1e-4)
    mirrored = principal_axes(codes, type(axes)(axes.mean, -axes.directions, axes.shares))
    np.testing.assert_allclose(mirrored.directions, -axes.directions, atol=1e-6)


def test_sixteen_numbers_have_sixteen_sliders(explored: Session, train: Train, show: Show, qtbot: QtBot) -> None:
    train("model.latent_size=16")
    panel = DecoderPanel(explored)
    show(panel)
    qtbot.waitUntil(lambda: len(panel.sliders.sliders) == 16)
    assert panel.sliders.sliders[15].accessibleName().startswith("z₁₆")


def test_another_epoch_is_decoded_by_its_own_weights_and_codes(
    explored: Session, train: Train, show: Show, qtbot: QtBot
) -> None:
    run = train()
    panel = DecoderPanel(explored)
    show(panel)
    qtbot.waitUntil(lambda: [slider.value for slider in panel.sliders.sliders] == [14.5, 4.0])
    run.show_epoch(1)
    qtbot.waitUntil(lambda: panel.sliders.sliders[1].value == 1.0)


def test_neighbours_by_tree_and_by_comparing_all_agree() -> None:
    from aeexplorer.session.encoded import Encoded

    random = np.random.default_rng(3)
    for size in (2, 16, 17, 40):
        codes = random.normal(size=(500, size)).astype(np.float32)
        codes[7] = np.nan
        encoded = Encoded(0, np.arange(500), codes, None, np.zeros(500, bool))
        code = random.normal(size=size).astype(np.float32)
        expected = np.argsort(np.nan_to_num(np.square(codes - code).sum(1), nan=np.inf))[:8]
        np.testing.assert_array_equal(NearestCodes().find(encoded, code, 8), expected)
    assert len(NearestCodes().find(encoded, code, 1000)) == 499
