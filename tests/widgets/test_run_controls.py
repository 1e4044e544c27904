"""The run controls say how a run stands, and ask for what was pressed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from aeexplorer.session.fit_thread import Loading
from aeexplorer.session.run import Run, RunState
from aeexplorer.theme import appearance
from aeexplorer.widgets.run_controls import RunControls
from aeexplorer.widgets.run_words import account, duration
from training.events import EpochEnded, Progress, RunFinished, RunStarted
from training.recipe import Recipe

RECIPE = Recipe.load("mnist-ae-2d").override("schedule.epochs=20")


def started() -> RunStarted:
    from training.data.images import ImageSet
    from training.devices import DeviceReport

    images = ImageSet.from_array(np.zeros((10, 8, 8), np.uint8))
    return RunStarted(
        recipe=RECIPE,
        images=images,
        split=images.split(0.2, 7),
        device=DeviceReport("cpu", "a processor", "no GPU found", "32-true", 1),
        parameters=1,
        latent_shape=(2,),
        steps_per_epoch=10,
        epochs=20,
        step=0,
        effective_beta=None,
        folder=None,
    )


def in_state(run: Run, state: RunState) -> Run:
    run._set_state(state)
    return run


@pytest.fixture
def run(qtbot: QtBot) -> Run:
    run = Run(RECIPE)
    run.hear(started())
    run.hear(Progress(132, 13.2, {"loss": 141.3}, 7127.4, 57.4))
    return in_state(run, RunState.TRAINING)


@pytest.fixture
def controls(qtbot: QtBot) -> RunControls:
    appearance().mode, appearance().scale = "light", 1.0
    appearance().apply()
    controls = RunControls()
    qtbot.addWidget(controls)
    controls.resize(288, 248)
    controls.show()
    qtbot.waitExposed(controls)
    return controls


def test_progress_is_said_as_in_the_design(controls: RunControls, run: Run) -> None:
    controls.show_run(run, (run,), epochs=20)
    said = controls.words.replace("\N{NARROW NO-BREAK SPACE}", " ").split("\n")
    assert said[:6] == ["Epoch 14", "of 20", "66 %", "7 130", "57 s", "left"]
    assert controls.train.text() == "Pause"
    assert controls._bar.value() == 660 and controls._bar.height() == 8
    assert controls.train.height() == 44


def test_before_the_first_run(controls: RunControls) -> None:
    controls.show_run(None, (), epochs=40)
    assert controls.words.split("\n") == [
        "Epoch 0",
        "of 40",
        "0 %",
        "Nothing trained yet. Train this recipe to see its map.",
    ]
    assert controls.train.text() == "Train" and controls.train.isEnabled()
    assert not controls.stop.isEnabled() and controls.step.isEnabled()


@pytest.mark.parametrize(
    ("state", "word", "button"),
    [
        (RunState.PAUSED, "paused", "Resume"),
        (RunState.STOPPED, "stopped", "Train on"),
        (RunState.FAILED, "failed", "Try again"),
        (RunState.LOADING, "getting ready", "Pause"),
    ],
)
def test_each_state_has_its_word_and_its_button(
    controls: RunControls, run: Run, state: RunState, word: str, button: str
) -> None:
    controls.show_run(in_state(run, state), (run,), epochs=20)
    assert word in controls.words
    assert controls.train.text() == controls.train.accessibleName() == button
    assert controls.stop.isEnabled() == state.active


def test_a_finished_run_is_full(controls: RunControls, run: Run) -> None:
    run.hear(RunFinished(200, 20.0, "completed"))
    controls.show_run(in_state(run, RunState.FINISHED), (run,), epochs=20)
    assert controls.words.split("\n")[:4] == ["Epoch 20", "of 20", "100 %", "finished"]


def test_a_download_says_how_far_it_is(run: Run) -> None:
    run.loading = Loading(3_000_000, 12_000_000, "train-images-idx3-ubyte.gz")
    told = account(in_state(run, RunState.LOADING), 20)
    assert (told.headline, told.speed, told.speed_unit, told.share) == ("Download", "3.0 MB", "of 12.0 MB", 0.25)


def test_a_paused_run_says_its_step_and_a_speed_no_longer(controls: RunControls, run: Run) -> None:
    room = controls.sizeHint().height()
    controls.show_run(in_state(run, RunState.PAUSED), (run,), epochs=20)
    said = controls.words.split("\n")
    assert said[:5] == ["Epoch 14", "of 20", "66 %", "Step 132", "paused"]
    assert controls._speed_unit.text() == "of 200"
    assert controls.sizeHint().height() == room and controls.minimumSizeHint().width() <= 264


def test_advice_to_a_finished_run_is_to_train_on(run: Run) -> None:
    for epoch, loss in enumerate((200.0, 160, 150, 145, 141)):
        run.hear(EpochEnded(epoch, epoch * 10, {}, {"loss": loss}, 1.0))
    assert account(run, 20).advice.endswith("Let it run.")
    assert account(in_state(run, RunState.FINISHED), 20).advice.endswith("Train on to see how far it goes.")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "0 s"),
        (57.4, "57 s"),
        (59.7, "1 min 0 s"),
        (203, "3 min 20 s"),
        (3 * 3600 + 300, "3 h 5 min"),
        (1e999, ""),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_buttons_ask_for_what_they_say(qtbot: QtBot, controls: RunControls, run: Run) -> None:
    controls.show_run(run, (run,), epochs=20)
    for button, signal in (
        (controls.train, controls.toggled),
        (controls.step, controls.stepped),
        (controls.stop, controls.stopped),
    ):
        with qtbot.waitSignal(signal, timeout=1000):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert button.accessibleName() and button.toolTip()
    actions = {action.text(): action for action in controls.menu.actions()}
    for text, signal in (
        ("Finish early", controls.finished),
        ("New run of this recipe", controls.draft_wanted),
        ("Close run", controls.run_closed),
    ):
        with qtbot.waitSignal(signal, timeout=1000):
            actions[text].trigger()


def test_one_filled_button(controls: RunControls) -> None:
    filled = [button for button in controls.findChildren(type(controls.train)) if button.property("kind") == "filled"]
    assert filled == [controls.train]


def test_a_changed_draft_waits_for_the_next_run(qtbot: QtBot, controls: RunControls, run: Run) -> None:
    controls.show_run(run, (run,), epochs=20)
    assert not controls._draft.isVisible()
    controls.show_run(run, (run,), epochs=20, draft_differs=True)
    assert controls._draft.isVisible() and controls._draft.text() == "Changes apply to the next run."
    with qtbot.waitSignal(controls.draft_wanted, timeout=1000):
        qtbot.mouseClick(controls._draft_button, Qt.MouseButton.LeftButton)
    controls.show_run(in_state(run, RunState.STOPPED), (run,), epochs=20, draft_differs=True)
    assert controls._draft.isVisible() and not controls._draft_button.isVisible()
    assert controls.train.text() == controls.train.accessibleName() == "Train new run"
    controls.resize(264, 248)
    qtbot.waitUntil(lambda: controls.width() == 264 and not controls.stop.isVisible())
    assert controls.train.width() >= controls.train.sizeHint().width(), "the words have room in the narrowest panel"


def test_several_runs_can_be_chosen_among(qtbot: QtBot, controls: RunControls, run: Run) -> None:
    controls.show_run(run, (run,), epochs=20)
    assert not controls.runs.isVisible()
    other = Run(RECIPE.override("title=Other"))
    controls.show_run(other, (run, other), epochs=20)
    assert controls.runs.isVisible() and controls.runs.currentText() == "2 · Other · not started"
    chosen: list[Any] = []
    controls.run_chosen.connect(chosen.append)
    controls.runs.setFocus()
    qtbot.keyClick(controls.runs, Qt.Key.Key_Up)
    assert chosen == [run]
    assert controls.sizeHint().height() <= 248, "the top edge stays level with the docks beside"
