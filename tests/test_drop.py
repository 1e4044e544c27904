"""What is dropped anywhere on the window is opened, looked at, and used only when its owner says so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from aeexplorer.window import Window
from training.recipe import Recipe

COPY, LEFT, PLAIN = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(make_window: Callable[..., Window]) -> Iterator[Window]:
    window = make_window("data.source=digits")
    yield window
    for dialog in (window.opening.chooser, window.opening.first_look):
        if dialog is not None:
            dialog.reject()


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def enter(widget: QWidget, mime: QMimeData) -> bool:
    event = QDragEnterEvent(QPoint(9, 9), COPY, mime, LEFT, PLAIN)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def drop(widget: QWidget, mime: QMimeData) -> None:
    QApplication.sendEvent(widget, QDropEvent(QPointF(9, 9), COPY, mime, LEFT, PLAIN))


@pytest.fixture
def greys(tmp_path: Path) -> Path:
    file = tmp_path / "greys.npz"
    np.savez(file, pictures=np.arange(20 * 64, dtype=np.uint8).reshape(20, 8, 8), label=np.arange(20) % 2)
    return file


def test_a_dropped_file_is_looked_at_and_then_used(qtbot: QtBot, window: Window, greys: Path) -> None:
    mime = files(greys)
    before = window.session.document.recipe
    assert enter(window, mime)
    assert window.drop.overlay.isVisible() and "“greys.npz”" in window.drop.overlay.headline
    qtbot.waitUntil(lambda: window.drop.overlay.headline == "Drop to look at “greys.npz”", timeout=60_000)
    drop(window, mime)
    assert not window.drop.overlay.isVisible()
    qtbot.waitUntil(lambda: window.opening.first_look is not None, timeout=120_000)
    dialog = window.opening.first_look
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.seen is not None, timeout=60_000)
    assert window.session.document.recipe == before, "looking changes nothing"
    qtbot.mouseClick(dialog.use, LEFT)
    data = window.session.document.recipe.data
    assert (data.source, data.path, data.held_out) == ("npz", greys, before.data.held_out)
    run = window.panels["run"]
    qtbot.waitUntil(lambda: "16 for training, 4 held out" in run.preview.counts.text(), timeout=60_000)  # type: ignore[attr-defined]


def test_docks_and_their_fields_take_drops_too(window: Window, greys: Path) -> None:
    mime = files(greys)
    run = window.panels["run"]
    for widget in (
        window.docks.by_panel["run"],
        run,
        run.form.rows["schedule.epochs"].editor.field.edit,
        window._centre,
    ):  # type: ignore[attr-defined]
        window.drop.overlay.hide()
        assert enter(widget, mime), widget
        assert window.drop.overlay.isVisible(), widget


def test_words_are_not_files(window: Window) -> None:
    mime = QMimeData()
    mime.setText("hello")
    assert not enter(window, mime)
    assert not window.drop.overlay.isVisible()


def test_the_overlay_goes_when_the_mouse_leaves(qtbot: QtBot, window: Window, greys: Path) -> None:
    mime = files(greys)
    enter(window, mime)
    QApplication.sendEvent(window, QDragLeaveEvent())
    qtbot.waitUntil(lambda: not window.drop.overlay.isVisible())


def test_a_dropped_recipe_becomes_the_draft(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    recipe = Recipe.load("mnist-vae-2d").override("title=Mine", "schedule.epochs=3")
    (tmp_path / "mine.toml").write_text(recipe.to_toml(), encoding="utf-8")
    mime = files(tmp_path / "mine.toml")
    enter(window, mime)
    assert "recipe “mine.toml”" in window.drop.overlay.headline
    drop(window, mime)
    qtbot.waitUntil(lambda: window.session.document.recipe == recipe)


def test_a_disk_that_takes_its_time_holds_nothing_up(
    qtbot: QtBot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, asked_in = threading.Event(), []

    def slow(path: Path) -> bool:
        asked_in.append(threading.current_thread())
        return answer.wait(60)

    monkeypatch.setattr("aeexplorer.drop.holds_run", slow)
    told: list[Path] = []
    window.drop.run_dropped.disconnect()
    window.drop.run_dropped.connect(told.append)
    mime = files(tmp_path)
    assert enter(window, mime)
    assert window.drop.overlay.isVisible(), "the mouse is answered at once"
    drop(window, mime)
    assert not window.drop.overlay.isVisible() and not told
    qtbot.waitUntil(lambda: bool(asked_in), timeout=60_000)
    answer.set()
    qtbot.waitUntil(lambda: told == [tmp_path])
    assert threading.main_thread() not in asked_in and len(asked_in) == 1


def test_what_cannot_be_opened_is_said_and_nothing_is_lost(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    (tmp_path / "notes.xyz").write_text("no pictures")
    before = window.session.document.recipe
    mime = files(tmp_path / "notes.xyz")
    enter(window, mime)
    drop(window, mime)
    qtbot.waitUntil(lambda: "notes.xyz" in window._centre.problem.accessibleName(), timeout=120_000)
    assert window.opening.first_look is None
    two = files(tmp_path / "a.png", tmp_path / "b.png")
    enter(window, two)
    assert window.drop.overlay.refused
    drop(window, two)
    qtbot.waitUntil(lambda: "2 things at once" in window._centre.problem.accessibleName())
    assert "into one folder" in window._centre.problem.accessibleName()
    assert window.session.document.recipe == before


def test_the_data_button_opens_the_chooser_and_its_choice_is_the_draft(qtbot: QtBot, window: Window) -> None:
    run = window.panels["run"]
    window.session.document.override("data.held_out=0.4")
    qtbot.mouseClick(run.form.rows["data.source"].editor.button, LEFT)  # type: ignore[attr-defined]
    chooser = window.opening.chooser
    assert chooser is not None and chooser.current is not None and chooser.current.source.name == "digits"
    qtbot.keyClicks(chooser.search, "5,000")
    qtbot.keyClick(chooser.search, Qt.Key.Key_Return)
    data = window.session.document.recipe.data
    assert (data.source, data.held_out) == ("mnist-5k", 0.4)
    assert window.opening.chooser is None


def test_the_button_at_the_preview_opens_a_first_look(qtbot: QtBot, window: Window) -> None:
    run = window.panels["run"]
    qtbot.mouseClick(run.preview.first_look, LEFT)  # type: ignore[attr-defined]
    assert window.opening.first_look is not None
