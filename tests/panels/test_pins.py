"""Pins are added, gone to and removed by mouse and key; the path between them is shown and walked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from aeexplorer.panels.pins import PinsPanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

Train = Callable[..., "Run"]
Show = Callable[..., None]


@pytest.fixture
def panel(explored: Session, train: Train, show: Show, qtbot: QtBot) -> PinsPanel:
    train()
    panel = PinsPanel(explored)
    show(panel, 368, 208)
    qtbot.waitUntil(panel.row.add_tile.isVisible)
    return panel


def click(qtbot: QtBot, widget: Any) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(widget.width() // 2, widget.height() - 6))


def three(panel: PinsPanel, qtbot: QtBot) -> None:
    for code in ([0.0, 3.0], [4.0, 0.0], [0.0, -5.0]):
        panel.session.selection.add_pin(code)
    qtbot.waitUntil(lambda: len(panel.row.tiles) == 3)
    qtbot.waitUntil(panel.path.isVisible)


def test_before_training_the_panel_says_what_it_is_for(
    explored: Session, train: Train, show: Show, qtbot: QtBot
) -> None:
    panel = PinsPanel(explored)
    show(panel)
    qtbot.waitUntil(panel.empty.isVisible)
    assert "Pinned codes" in panel.empty.sentence
    train()
    qtbot.waitUntil(panel.row.add_tile.isVisible, timeout=20_000)


def test_the_tile_at_the_end_pins_the_code_under_the_cursor(panel: PinsPanel, qtbot: QtBot) -> None:
    selection = panel.session.selection
    selection.cursor = [1.5, -2.0]
    click(qtbot, panel.row.add_tile)
    selection.cursor = None
    click(qtbot, panel.row.add_tile)
    assert [(pin.number, pin.code.tolist()) for pin in selection.pins] == [(1, [1.5, -2.0]), (2, [1.5, -2.0])]
    qtbot.waitUntil(lambda: [tile.has_picture for tile in panel.row.tiles.values()] == [True, True])


def test_a_tile_goes_to_its_pin(panel: PinsPanel, qtbot: QtBot) -> None:
    three(panel, qtbot)
    click(qtbot, panel.row.tiles[2])
    assert panel.session.selection.held
    assert panel.session.selection.cursor is not None
    assert panel.session.selection.cursor.tolist() == [4.0, 0.0]
    panel.row.tiles[3].setFocus()
    qtbot.keyClick(panel.row.tiles[3], Qt.Key.Key_Return)
    assert panel.session.selection.cursor.tolist() == [0.0, -5.0]
    assert not panel.go_to(9)


def test_delete_cross_and_menu_remove(panel: PinsPanel, qtbot: QtBot) -> None:
    three(panel, qtbot)
    selection, tiles = panel.session.selection, panel.row.tiles
    panel.activateWindow()
    tiles[2].setFocus()
    qtbot.waitUntil(tiles[2].hasFocus)
    qtbot.keyClick(tiles[2], Qt.Key.Key_Delete)
    assert [pin.number for pin in selection.pins] == [1, 3]
    qtbot.waitUntil(lambda: list(tiles) == [1, 3])
    assert tiles[3].hasFocus()
    qtbot.mouseClick(tiles[1], Qt.MouseButton.LeftButton, pos=tiles[1].cross_rect().center().toPoint())
    assert [pin.number for pin in selection.pins] == [3]
    tiles[3].menu().actions()[1].trigger()
    assert selection.pins == ()


def test_pins_fit_a_low_dock(panel: PinsPanel, qtbot: QtBot) -> None:
    least = panel.minimumSizeHint()
    assert least.height() <= 216 - 40
    three(panel, qtbot)
    assert panel.minimumSizeHint() == least
    assert panel.row.tiles[1].height() == 72
    panel.resize(320, least.height())
    qtbot.waitUntil(lambda: 40 <= panel.row.tiles[1].height() < 72)
    qtbot.waitUntil(lambda: panel.path.geometry().bottom() < panel.height())
    assert panel.row.geometry().bottom() < panel.path.geometry().top()


def test_the_path_leads_through_all_pins(panel: PinsPanel, qtbot: QtBot) -> None:
    three(panel, qtbot)
    selection = panel.session.selection
    assert panel.path.name.text() == "Path 1 → 2 → 3"
    qtbot.waitUntil(lambda: panel.path.strip.count == 15)
    edit = panel.steps.edit
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, "5")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert selection.path_steps == 5
    assert len(selection.path_codes()) == 9
    qtbot.waitUntil(lambda: panel.path.strip.count == 9)
    selection.path_steps = 64
    qtbot.waitUntil(lambda: panel.path.strip.count == 16)


def test_the_path_is_straight_or_spherical(panel: PinsPanel, qtbot: QtBot) -> None:
    three(panel, qtbot)
    selection = panel.session.selection
    selection.path_position = 0.25
    assert selection.path_code() is not None
    np.testing.assert_allclose(selection.path_code(), [2.0, 1.5])
    click(qtbot, panel.path.kind.segment("spherical"))
    np.testing.assert_allclose(selection.path_code(), np.array([4.0, 3.0]) / np.sqrt(2), rtol=1e-6)


def test_slider_and_pictures_go_along_the_path(panel: PinsPanel, qtbot: QtBot) -> None:
    three(panel, qtbot)
    selection, path = panel.session.selection, panel.path
    qtbot.waitUntil(lambda: path.strip.count == 15)
    path.slider.setFocus()
    qtbot.keyClick(path.slider, Qt.Key.Key_End)
    assert selection.path_position == 1.0
    assert selection.held
    assert selection.cursor is not None
    assert selection.cursor.tolist() == [0.0, -5.0]
    qtbot.waitUntil(lambda: path.strip.chosen == 14)
    qtbot.mouseClick(path.strip, Qt.MouseButton.LeftButton, pos=path.strip.tile_rect(7).center().toPoint())
    assert selection.cursor.tolist() == [4.0, 0.0]
    assert selection.path_position == 0.5


def test_playing_walks_to_the_end_and_stops(panel: PinsPanel, qtbot: QtBot) -> None:
    three(panel, qtbot)
    selection, path = panel.session.selection, panel.path
    selection.path_position = 0.9
    qtbot.waitUntil(lambda: path.slider.value() == 900)
    click(qtbot, path.play_button)
    assert path.playing
    assert path.play_button.accessibleName() == "Stop playing"
    qtbot.waitUntil(lambda: not path.playing, timeout=20_000)
    assert selection.path_position == 1.0
    click(qtbot, path.play_button)
    assert path.playing
    assert selection.path_position == 0.0
    click(qtbot, path.play_button)
    assert not path.playing


def test_many_pins_still_have_room(panel: PinsPanel, qtbot: QtBot) -> None:
    for k in range(9):
        panel.session.selection.add_pin([float(k), 0.0])
    qtbot.waitUntil(lambda: len(panel.row.tiles) == 9)
    assert panel.row.tiles[1].sizeHint().width() == 40
    assert panel.path.name.text() == "Path 1 → 2 → … → 9"
    assert panel.path.slider.geometry().bottom() <= panel.path.height()
