"""The window as a whole: what it places, remembers, asks and says."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from aeexplorer import dialogs
from aeexplorer.actions import ACTIONS
from aeexplorer.dialogs import Closing
from aeexplorer.notices import Notices
from aeexplorer.session.run import RunState
from aeexplorer.settings import Settings
from aeexplorer.theme import appearance
from aeexplorer.tour.tour import Tour
from aeexplorer.widgets.label import Label
from aeexplorer.window import Window
from training.recipe import Recipe

SMALL = ("data.source=digits", "model.widths=[32]", "schedule.batch_size=64")

MakeWindow = Callable[..., Window]


@pytest.fixture
def make_window(make_window: MakeWindow) -> MakeWindow:
    def make(notices: Notices | None = None, epochs: int = 2) -> Window:
        return make_window(*SMALL, f"schedule.epochs={epochs}", notices=notices)

    return make


def press(window: Window, qtbot: QtBot, text: str) -> None:
    (button,) = (
        b for b in window.panels["run"].findChildren(QAbstractButton) if b.text().strip() == text and b.isVisible()
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def wait_for(window: Window, qtbot: QtBot, state: RunState) -> None:
    def reached() -> bool:
        run = window.session.document.current
        return run is not None and run.state is state

    qtbot.waitUntil(reached, timeout=60_000)


def test_one_click_trains_and_the_codes_move_on_the_map(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(epochs=20)
    press(window, qtbot, "Train")
    view = window.panels["latent_map"].view  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: len(view.codes) > 0, timeout=60_000)
    first = view.codes.copy()
    wait_for(window, qtbot, RunState.FINISHED)
    qtbot.waitUntil(lambda: (view.codes != first).any())
    assert len(view.codes) == 1797
    assert view.points.isVisible()


def test_the_focus_begins_on_train(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    focused = QApplication.focusWidget()
    assert focused is not None and focused.accessibleName() == "Train"
    qtbot.keyClick(focused, Qt.Key.Key_Space)
    wait_for(window, qtbot, RunState.FINISHED)
    assert len(window.session.document.runs) == 1


def test_space_trains_and_pauses_and_a_dot_takes_one_step(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(epochs=1000)
    window.panels["latent_map"].take_focus()
    qtbot.keyClick(window, Qt.Key.Key_Space)
    wait_for(window, qtbot, RunState.TRAINING)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    wait_for(window, qtbot, RunState.PAUSED)
    run = window.session.document.current
    assert run is not None
    # What the thread said before it heard of the pause arrives within a few milliseconds.
    qtbot.wait(300)
    before = run.latest.step if run.latest else 0
    qtbot.keyClick(window, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: run.latest is not None and run.latest.step == before + 1, timeout=20_000)


def test_the_status_bar_names_the_device_and_the_reason(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    press(window, qtbot, "Train")
    wait_for(window, qtbot, RunState.FINISHED)
    words = " ".join(label.text() for label in window.statusBar().findChildren(type(window.statusBar()._state)))  # type: ignore[attr-defined]
    run = window.session.document.current
    assert run is not None
    assert run.start_event is not None
    assert run.start_event.device.reason.rstrip(".") in words
    assert "Seed 7" in words
    assert "Finished" in words


@pytest.mark.parametrize(("memory", "words"), [("1G", "Data: in memory"), ("0", "Data: read while training")])
def test_the_status_bar_says_where_the_images_are(
    make_window: MakeWindow, qtbot: QtBot, memory: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AEEXPLORER_MEMORY", memory)
    window = make_window()
    press(window, qtbot, "Train")
    wait_for(window, qtbot, RunState.FINISHED)
    (label,) = [label for label in window.statusBar().findChildren(Label) if label.text().startswith("Data: ")]
    assert label.text() == words
    assert label.toolTip().endswith(".")


def test_the_layout_is_remembered_and_reset(make_window: MakeWindow, settings_file: Path) -> None:
    window = make_window()
    window.docks.by_panel["pins"].hide()
    window.close()
    again = make_window()
    assert not again.docks.by_panel["pins"].isVisible()
    again.commands.reset_layout()
    assert again.docks.by_panel["pins"].isVisible()
    again.close()
    Settings(settings_file).reset()
    assert make_window().docks.by_panel["pins"].isVisible()


def test_damaged_settings_are_as_good_as_none(make_window: MakeWindow, settings_file: Path) -> None:
    settings_file.write_bytes(
        b"[General]\ntheme=@Variant(\x00\xff\ngeometry=7\nlayout-2-explore=@ByteArray(nonsense)\n\xff\xfe"
    )
    window = make_window()
    assert all(dock.isVisible() for dock in window.docks.by_panel.values())
    assert window.settings.theme_mode == "system"


def test_reduced_motion_is_remembered_and_puts_codes_at_their_places(make_window: MakeWindow) -> None:
    window = make_window()
    assert not appearance().reduces_motion
    (reduce,) = [action for action in window.findChildren(QAction) if action.text() == "Reduce motion"]
    animator = window.panels["latent_map"].view.animator
    animator.set_codes(np.zeros((2, 2), np.float32))
    animator.set_codes(np.ones((2, 2), np.float32))
    assert animator.moving
    reduce.trigger()
    assert not animator.moving and animator.codes.tolist() == [[1, 1], [1, 1]] and reduce.isChecked()
    window.close()
    again = make_window()
    animator = again.panels["latent_map"].view.animator
    animator.set_codes(np.zeros((2, 2), np.float32))
    animator.set_codes(np.ones((2, 2), np.float32))
    assert not animator.moving and animator.codes[0, 0] == 1
    again.commands.toggle_motion()
    assert not appearance().reduces_motion and not animator.instant


@pytest.mark.parametrize("choice", list(Closing))
def test_closing_while_training_asks(
    make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, choice: Closing
) -> None:
    window = make_window(epochs=100_000)
    press(window, qtbot, "Train")
    wait_for(window, qtbot, RunState.TRAINING)
    asked = []
    monkeypatch.setattr(dialogs, "ask_closing", lambda _: asked.append(True) or choice)
    run = window.session.document.current
    assert run is not None
    event = QCloseEvent()
    window.closeEvent(event)
    assert asked
    assert event.isAccepted() is (choice is not Closing.CANCEL)
    assert run.state.active is (choice is not Closing.STOP)
    if choice is Closing.STOP:
        assert run.folder is not None
        assert (run.folder / "checkpoints" / "last.safetensors").exists()
    QApplication.setQuitOnLastWindowClosed(True)


def test_kept_training_ends_the_program_only_after_the_run_that_waits(
    make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(epochs=100_000)
    press(window, qtbot, "Train")
    wait_for(window, qtbot, RunState.TRAINING)
    document = window.session.document
    run = document.current
    assert run is not None
    waiting = document.new_run(recipe=run.recipe.override("schedule.epochs=1"), current=False)
    document.queue.add(waiting)
    quits: list[RunState] = []

    application = SimpleNamespace(quit=lambda: quits.append(waiting.state), setQuitOnLastWindowClosed=lambda _: None)
    monkeypatch.setattr("aeexplorer.window.QApplication", application)
    monkeypatch.setattr(dialogs, "ask_closing", lambda _: Closing.KEEP)
    window.close()
    run.finish()
    qtbot.waitUntil(lambda: waiting.state is RunState.FINISHED, timeout=60_000)
    assert quits == [RunState.FINISHED]


def test_closing_without_a_run_does_not_ask(make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogs, "ask_closing", lambda _: pytest.fail("asked"))
    assert make_window().close()


def test_a_wrong_recipe_file_is_explained_and_changes_nothing(make_window: MakeWindow, tmp_path: Path) -> None:
    window = make_window()
    before = window.session.document.recipe
    file = tmp_path / "wrong.toml"
    file.write_text("[model]\nkind = 'dense'\nlatent_size = 0\n")
    window.commands.open_recipe_file(file)
    assert window.session.document.recipe == before
    assert window._centre.problem.isVisible()
    assert "line 3: “model.latent_size” is 0" in window._centre.problem.accessibleName()


def test_a_recipe_is_saved_and_opened_again(make_window: MakeWindow, tmp_path: Path) -> None:
    window = make_window()
    file = tmp_path / "mine.toml"
    window.session.document.override("model.latent_size=5")
    window.commands.save_recipe_file(file)
    assert Recipe.load(file).model.latent_size == 5
    window.commands.save_recipe_file(tmp_path / "no" / "such" / "folder.toml")
    assert "was not saved" in window._centre.problem.accessibleName()


def test_presenter_enlarges_type_and_leaves_the_map_most_of_the_width(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    window.resize(1440, 900)
    window.commands.reset_layout()
    size = window.panels["run"].font().pixelSize()
    qtbot.waitUntil(lambda: window.docks.by_panel["run"].width() == 288)
    window.commands.toggle_presenter()
    qtbot.waitUntil(lambda: not window.docks.by_panel["curves"].isVisible())
    qtbot.waitUntil(lambda: window.centralWidget().width() >= 0.6 * window.width())
    assert appearance().scale == pytest.approx(1.4)
    window.commands.toggle_presenter()
    assert window.docks.by_panel["curves"].isVisible()
    assert window.panels["run"].font().pixelSize() == size
    qtbot.waitUntil(lambda: window.docks.by_panel["run"].width() == 288)


def test_docks_follow_a_smaller_window_unless_they_were_moved(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    docks = window.docks.by_panel

    def widths() -> tuple[int, int]:
        return docks["run"].width(), docks["decoder"].width()

    window.resize(1440, 900)
    qtbot.waitUntil(lambda: widths() == (288, 368))
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: widths() == (264, 320))
    window.resizeDocks([docks["run"]], [330], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: widths()[0] == 330)
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: window.width() == 1440)
    assert widths()[0] == 330


def test_a_refused_run_brings_the_form_back_into_sight(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    window.commands.toggle_docks()
    window.session.document.draft_problem = "Latent size has to be a whole number."
    window.commands.train_or_pause()
    assert window.session.document.current is None
    assert window.docks.by_panel["run"].isVisible()


def test_hiding_the_docks_leaves_the_map_and_brings_them_back(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert not any(dock.isVisible() for dock in window.docks.by_panel.values())
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert all(dock.isVisible() for dock in window.docks.by_panel.values())


def test_every_action_has_its_own_key_and_an_entry_in_a_menu(make_window: MakeWindow) -> None:
    window = make_window()
    keys = [action.shortcut for action in ACTIONS if action.shortcut]
    assert len(keys) == len(set(keys))
    assert {action.id for action in ACTIONS} == set(window.actions_by_id)


def test_an_uncaught_exception_of_any_thread_is_said_in_the_window(
    make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices = Notices()
    window = make_window(notices)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    notices.catch_everything()
    thread = threading.Thread(target=lambda: [][1])
    thread.start()
    thread.join()
    notices.release()
    qtbot.waitUntil(window._centre.problem.isVisible)
    assert "list index out of range" in window._centre.problem.accessibleName()


def test_every_control_has_an_accessible_name(make_window: MakeWindow) -> None:
    window = make_window()
    nameless = [
        button
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and not (button.text().strip() or button.accessibleName() or button.toolTip())
    ]
    assert not nameless


def test_the_tour_visits_every_stop(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(epochs=8)
    exits: list[int] = []
    monkeypatch.setattr(QApplication, "exit", exits.append)
    Tour(window, tmp_path / "tour").start()
    qtbot.waitUntil(lambda: bool(exits), timeout=170_000)
    pictures = {path.name for path in (tmp_path / "tour").iterdir()}
    assert exits == [0]
    assert len(pictures) == 14
    names = {name.partition("-")[2] for name in pictures}
    assert {"start.png", "experiments.png", "opened-run.png", "restore.png", "compare.png"} <= names


def test_a_tour_with_a_stop_that_fails_exits_non_zero(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: object
) -> None:
    window = make_window()
    exits: list[int] = []
    monkeypatch.setattr(QApplication, "exit", exits.append)
    (tmp_path / "a file").touch()
    Tour(window, tmp_path / "a file" / "tour").start()
    qtbot.waitUntil(lambda: bool(exits), timeout=20_000)
    assert exits == [1]
