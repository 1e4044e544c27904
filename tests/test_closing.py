"""Closing the window while a run trains: the question itself, each of its answers, and how the program ends then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from aeexplorer.session.run import Run, RunState
from aeexplorer.window import Window
from training.run_folder import RunFolder

MakeWindow = Callable[..., Window]
PATIENCE = 60_000


@pytest.fixture
def training(make_window: MakeWindow, qtbot: QtBot) -> tuple[Window, Run]:
    """A window whose run has trained for a while and would go on for ever."""
    window = make_window("data.source=digits", "model.widths=[16]", "schedule.epochs=100000")
    window.commands.train_or_pause()
    run = window.session.document.current
    assert run is not None
    qtbot.waitUntil(lambda: run.latest is not None, timeout=PATIENCE)
    return window, run


def answer(qtbot: QtBot, press: Callable[[QMessageBox], object]) -> list[QMessageBox]:
    """Have ``press`` called on the question once it is there; the questions that were asked."""
    asked: list[QMessageBox] = []

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            asked.append(box)
            press(box)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)
    return asked


def click(qtbot: QtBot, text: str) -> Callable[[QMessageBox], None]:
    def click(box: QMessageBox) -> None:
        (button,) = (button for button in box.buttons() if button.text().replace("&", "") == text)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    return click


def saved_because(run: Run) -> object:
    """Why the run that is kept in the folder ended; its weights are whole."""
    assert run.folder is not None
    folder = RunFolder.open(run.folder)
    assert all(tensor.isfinite().all() for tensor in folder.load().tensors.values())
    return folder.events()[-1].get("reason")


def test_stop_and_save_ends_the_run_and_keeps_it(training: tuple[Window, Run], qtbot: QtBot) -> None:
    window, run = training
    asked = answer(qtbot, click(qtbot, "Stop and save"))
    assert window.close()
    assert len(asked) == 1
    assert not window.isVisible() and run.state is RunState.STOPPED
    assert saved_because(run) == "stopped"


def test_enter_stops_and_saves(training: tuple[Window, Run], qtbot: QtBot) -> None:
    window, run = training
    answer(qtbot, lambda box: qtbot.keyClick(box, Qt.Key.Key_Return))
    assert window.close()
    assert run.state is RunState.STOPPED and saved_because(run) == "stopped"


@pytest.mark.parametrize("way", ["Cancel", "Esc", "the dialog's own cross"])
def test_cancel_leaves_window_and_run_as_they_are(training: tuple[Window, Run], qtbot: QtBot, way: str) -> None:
    window, run = training
    ways: dict[str, Callable[[QMessageBox], object]] = {
        "Cancel": click(qtbot, "Cancel"),
        "Esc": lambda box: qtbot.keyClick(box, Qt.Key.Key_Escape),
        "the dialog's own cross": lambda box: box.close(),
    }
    asked = answer(qtbot, ways[way])
    assert not window.close()
    assert len(asked) == 1
    assert window.isVisible() and run.state is RunState.TRAINING
    assert run.latest is not None
    before = run.latest.step
    qtbot.waitUntil(lambda: run.latest is not None and run.latest.step > before, timeout=PATIENCE)


def test_keep_training_closes_the_window_and_ends_the_program_with_the_run(
    training: tuple[Window, Run], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, run = training
    quits: list[RunState] = []
    monkeypatch.setattr(QApplication, "quit", lambda: quits.append(run.state))
    answer(qtbot, click(qtbot, "Keep training"))
    try:
        assert window.close()
        assert not window.isVisible() and run.state is RunState.TRAINING
        assert not QApplication.quitOnLastWindowClosed()
        assert run.latest is not None
        before = run.latest.step
        qtbot.waitUntil(lambda: run.latest is not None and run.latest.step > before, timeout=PATIENCE)
        assert not quits
        run.finish()
        qtbot.waitUntil(lambda: bool(quits), timeout=PATIENCE)
    finally:
        QApplication.setQuitOnLastWindowClosed(True)
    assert quits == [RunState.FINISHED]
    assert saved_because(run) == "finished early"


def test_keep_training_lets_a_paused_run_go_on(training: tuple[Window, Run], qtbot: QtBot) -> None:
    window, run = training
    run.pause()
    answer(qtbot, click(qtbot, "Keep training"))
    try:
        assert window.close()
        assert run.state is RunState.TRAINING
    finally:
        QApplication.setQuitOnLastWindowClosed(True)


def test_a_run_that_ends_while_the_question_stands_is_not_waited_for(
    training: tuple[Window, Run], qtbot: QtBot
) -> None:
    window, run = training

    def let_it_end(box: QMessageBox) -> None:
        run.finish()
        qtbot.waitUntil(lambda: not run.state.active, timeout=PATIENCE)
        click(qtbot, "Keep training")(box)

    answer(qtbot, let_it_end)
    assert window.close()
    assert QApplication.quitOnLastWindowClosed(), "nothing is left that would end the program"
    assert saved_because(run) == "finished early"


PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from aeexplorer import app
from aeexplorer.window import Window

asked_to_close = False

def step():
    global asked_to_close
    box = QApplication.activeModalWidget()
    if isinstance(box, QMessageBox):
        next(b for b in box.buttons() if b.text().replace("&", "") == sys.argv[2]).click()
        return
    window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, Window)), None)
    if window is None:
        return
    document = window.session.document
    if asked_to_close:
        if not window.isVisible():
            document.current.finish()
    elif document.current is None:
        document.train()
    elif document.current.latest is not None:
        asked_to_close = True
        QTimer.singleShot(0, window.close)

application = app.application()
timer = QTimer()
timer.setInterval(20)
timer.timeout.connect(step)
timer.start()
sys.exit(app.run(recipe=sys.argv[1]))
"""


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("words", "reason"), [("Stop and save", "stopped"), ("Keep training", "finished early")])
def test_the_program_itself_ends_well(tmp_path: Path, words: str, reason: str) -> None:
    recipe = tmp_path / "small.toml"
    recipe.write_text(
        'title = "Small"\n[data]\nsource = "digits"\n[model]\nkind = "dense"\nwidths = [8]\n'
        "[schedule]\nepochs = 100000\nbatch_size = 256\n"
    )
    places = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(recipe), words],
        env={**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=500,
    )
    # An abort of Qt's would be a negative number: a signal.
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr and "QThread" not in done.stderr, done.stderr
    (folder,) = (tmp_path / "DATA" / "aeexplorer" / "runs").iterdir()
    events = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
    assert events[-1]["reason"] == reason
    assert RunFolder.open(folder).load().step > 0
