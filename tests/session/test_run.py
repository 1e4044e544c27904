from __future__ import annotations

import gc
import logging
import time
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from aeexplorer.session.run import Run, RunState
from aeexplorer.session.worker import Worker
from training.errors import InputError
from training.events import Progress, RunFailed


def run_to_end(qtbot: QtBot, run: Run) -> None:
    qtbot.waitUntil(lambda: run.state is not RunState.IDLE and not run.state.active, timeout=20_000)


def test_a_run_loads_trains_and_finishes(qtbot: QtBot, script: Any, recipe: Any) -> None:
    run = Run(recipe, make_events=script)
    states: list[RunState] = []
    run.state_changed.connect(states.append)
    run.start()
    run_to_end(qtbot, run)
    assert states == [RunState.LOADING, RunState.TRAINING, RunState.FINISHED]
    assert run.completed
    assert run.problem is None
    assert script.closed == 1
    np.testing.assert_array_equal(run.codes, np.full((12, 2), 12, np.float32))
    assert run.history.latest("loss") == pytest.approx(10 / 12)


def test_signals_come_in_the_gui_thread(qtbot: QtBot, script: Any, recipe: Any) -> None:
    run = Run(recipe, make_events=script)
    threads = set()
    for signal in (run.started, run.progressed, run.metrics_changed, run.latents_changed, run.snapshot_changed):
        signal.connect(lambda: threads.add(QThread.currentThread()))
    run.start()
    run_to_end(qtbot, run)
    assert threads == {run.thread()}


def test_pause_holds_step_takes_one_and_resume_goes_on(qtbot: QtBot, script: Any, recipe: Any) -> None:
    run = Run(recipe, make_events=script)
    run.start(paused=True)
    qtbot.waitUntil(lambda: run.state is RunState.PAUSED and len(run.codes) > 0)
    assert run.latest is None
    for wanted in (1, 2):
        run.step()
        qtbot.waitUntil(lambda wanted=wanted: run.latest is not None and run.latest.step == wanted)
        assert run.state is RunState.PAUSED
    run.toggle()
    assert run.state is RunState.TRAINING
    run_to_end(qtbot, run)
    assert run.state is RunState.FINISHED
    assert run.latest is not None
    assert run.latest.step == 12


def test_pausing_shows_at_once(qtbot: QtBot, script: Any, recipe: Any) -> None:
    run = Run(recipe.override("schedule.epochs=100000"), make_events=script)
    run.start()
    qtbot.waitUntil(lambda: run.state is RunState.TRAINING)
    run.toggle()
    assert run.state is RunState.PAUSED
    run.stop()
    assert run.wait(5000)


def test_a_stopped_run_has_saved_when_wait_returns(qtbot: QtBot, script: Any, recipe: Any) -> None:
    run = Run(recipe.override("schedule.epochs=100000"), make_events=script)
    run.start()
    qtbot.waitUntil(lambda: run.latest is not None)
    run.stop()
    assert run.wait(5000)
    assert run.state is RunState.STOPPED
    assert script.closed == 1
    assert run.latest is not None
    assert run.history.training("loss").epochs[-1] == run.latest.epoch


def test_a_paused_run_stops(qtbot: QtBot, script: Any, recipe: Any) -> None:
    run = Run(recipe, make_events=script)
    run.start(paused=True)
    qtbot.waitUntil(lambda: run.state is RunState.PAUSED)
    run.stop()
    assert run.wait(5000)
    assert run.state is RunState.STOPPED


def test_finishing_early_is_a_finish(qtbot: QtBot, script: Any, recipe: Any) -> None:
    run = Run(recipe.override("schedule.epochs=100000"), make_events=script)
    run.start()
    qtbot.waitUntil(lambda: run.latest is not None)
    run.finish()
    run_to_end(qtbot, run)
    assert run.state is RunState.FINISHED
    assert not run.completed


def test_bad_input_becomes_a_problem_in_its_own_words(qtbot: QtBot, recipe: Any) -> None:
    def refuse(*_: Any) -> Any:
        raise InputError("The file x.npz is damaged. Fetch it again.")
        yield

    run = Run(recipe, make_events=refuse)
    with qtbot.waitSignal(run.failed) as failed:
        run.start()
    assert run.state is RunState.FAILED
    assert run.problem is failed.args[0]
    assert run.problem.why == "The file x.npz is damaged. Fetch it again."


def test_an_unexpected_error_is_logged_and_told(
    qtbot: QtBot, script: Any, recipe: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def crash() -> Any:
        yield Progress(1, 0.25, {"loss": 5.0}, 1.0, 1.0)
        raise ZeroDivisionError("no pixels")

    script.instead = crash
    run = Run(recipe, make_events=script)
    with caplog.at_level(logging.ERROR, "aeexplorer"), qtbot.waitSignal(run.failed):
        run.start()
    assert run.problem is not None
    assert run.problem.why == "ZeroDivisionError: no pixels"
    assert "aeexplorer.log" in run.problem.advice
    assert "in crash" in caplog.text
    assert script.closed == 1
    assert run.history.latest("loss", held_out=False) == 5.0, "what was said before is kept"


def test_a_diverged_run_fails_with_its_advice(qtbot: QtBot, script: Any, recipe: Any) -> None:
    script.instead = lambda: iter(
        [RunFailed(2, 0.5, "The loss stopped being a number.", "Steps too large.", "Try 1e-4.")]
    )
    run = Run(recipe, make_events=script)
    with qtbot.waitSignal(run.failed):
        run.start()
    assert run.problem is not None
    assert (run.problem.what, run.problem.advice) == ("The loss stopped being a number.", "Try 1e-4.")
    assert run.history.advice().kind == "diverged"


def test_codes_are_flat_and_labelled(qtbot: QtBot, script: Any, recipe: Any) -> None:
    script.latent_shape = (3, 2, 2)
    run = Run(recipe, make_events=script)
    run.start()
    run_to_end(qtbot, run)
    assert run.codes.shape == (12, 12)
    assert run.codes.dtype == np.float32
    assert run.latent_size == 12
    assert not run.is_flat_2d
    assert run.labels is not None
    np.testing.assert_array_equal(run.labels, np.arange(12) % 3)
    assert run.classes == ("ash", "elm", "oak")
    assert run.start_event is not None
    np.testing.assert_array_equal(np.flatnonzero(run.held_out), run.start_event.split.held_out.numpy())
    np.testing.assert_array_equal(run.pixels(7), np.full((1, 8, 8), 7 / 255, np.float32))


def test_a_past_epoch_is_shown_with_its_own_codes_and_weights(qtbot: QtBot, script: Any, recipe: Any) -> None:
    run = Run(recipe, make_events=script)
    run.start()
    run_to_end(qtbot, run)
    assert run.epochs_kept == [0, 1, 2, 3]
    assert run.live
    newest = run.snapshot
    with qtbot.waitSignals([run.shown_epoch_changed, run.latents_changed, run.snapshot_changed]):
        run.show_epoch(1)
    assert (run.live, run.shown_epoch) == (False, 1)
    assert run.codes[0, 0] == 4
    assert run.snapshot is not None
    assert run.snapshot.step == 4
    run.show_epoch(None)
    assert run.live
    assert run.snapshot is newest
    assert run.shown_epoch == 3


def test_training_does_not_move_a_past_epoch_that_is_shown(qtbot: QtBot, script: Any, recipe: Any) -> None:
    run = Run(recipe, make_events=script)
    run.start(paused=True)
    qtbot.waitUntil(lambda: run.epochs_kept == [0])
    run.show_epoch(0)
    moved: list[bool] = []
    run.latents_changed.connect(lambda: moved.append(True))
    run.resume()
    run_to_end(qtbot, run)
    assert not moved
    assert run.codes[0, 0] == 0


def test_a_flood_of_events_is_announced_seldom_and_lost_never(qtbot: QtBot, script: Any, recipe: Any) -> None:
    n = 20_000
    script.instead = lambda: (Progress(i, i / n, {"loss": 1 / i}, 1.0, 1.0) for i in range(1, n + 1))
    run = Run(recipe, make_events=script)
    announced: list[float] = []
    run.metrics_changed.connect(lambda: announced.append(time.perf_counter()))
    began = time.perf_counter()
    run.start()
    run_to_end(qtbot, run)
    assert len(run.history.training("loss").values) == n
    # One at once, one per 33 ms, one at the end.
    assert len(announced) <= (time.perf_counter() - began) / 0.033 + 2


def test_a_forgotten_run_does_not_take_the_process_with_it(qtbot: QtBot, script: Any, recipe: Any) -> None:
    runs = [Run(recipe.override("schedule.epochs=100000"), make_events=script)]
    runs[0].start()
    qtbot.waitUntil(lambda: runs[0].latest is not None)
    runs[0].stop()
    runs.clear()
    gc.collect()
    qtbot.waitUntil(lambda: not Worker.running())
    assert script.closed == 1


def test_a_run_that_goes_on_keeps_its_curve_up_to_the_checkpoint(qtbot: QtBot, script: Any, recipe: Any) -> None:
    run = Run(recipe, make_events=script)
    run.start()
    run_to_end(qtbot, run)
    script.starts_at = 8
    run.start()
    assert run.recipe.schedule.epochs == 6, "a completed run adds as many epochs again"
    run_to_end(qtbot, run)
    epochs, _ = run.history.training("loss")
    np.testing.assert_array_equal(epochs, np.arange(1, 25) / 4)
    np.testing.assert_array_equal(run.history.held_out("loss").epochs, np.arange(7))
    assert run.epochs_kept == [0, 1, 2, 3, 4, 5, 6]
