from __future__ import annotations

import gc
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from aeexplorer.session.ask_thread import Answer
from aeexplorer.session.run import RunState
from aeexplorer.session.session import Session
from aeexplorer.session.worker import Worker


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path, script: Any) -> Iterator[Session]:
    session = Session(runs_folder=tmp_path / "runs", make_events=script)
    yield session
    assert session.close()


@pytest.fixture
def real_session(qtbot: QtBot, tmp_path: Path, recipe: Any) -> Iterator[Session]:
    session = Session(runs_folder=tmp_path / "runs")
    session.document.set_recipe(recipe)
    yield session
    assert session.close()


def test_a_session_is_open_before_torch_is_imported() -> None:
    code = (
        "import sys; from PySide6.QtCore import QCoreApplication; app = QCoreApplication([]);"
        "from aeexplorer.session.session import Session; session = Session();"
        "print([m for m in ('torch', 'torchvision', 'sklearn', 'skimage', 'PySide6.QtWidgets') if m in sys.modules]);"
        "assert session.close()"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"


def test_closing_stops_every_run_and_waits_for_it_to_save(qtbot: QtBot, session: Session, script: Any) -> None:
    session.document.override("schedule.epochs=100000")
    runs = [session.document.new_run() for _ in range(2)]
    for run in runs:
        run.start()
    qtbot.waitUntil(lambda: all(run.state is RunState.TRAINING for run in runs))
    assert set(session.active_runs()) == set(runs)
    session.asks.ask("a", lambda: None)
    assert session.close()
    assert script.closed == 2
    assert session.active_runs() == ()
    assert not Worker.running()


def test_closing_does_not_wait_for_ever(qtbot: QtBot, tmp_path: Path, recipe: Any) -> None:
    gate = threading.Event()

    def stuck(*_: Any) -> Iterator[Any]:
        gate.wait(30)
        yield from ()

    session = Session(runs_folder=tmp_path, make_events=stuck)
    session.document.train()
    assert not session.close(milliseconds=50)
    assert len(Worker.running()) == 1
    gate.set()
    assert session.close()


def test_another_run_on_the_same_data_keeps_the_images_and_drops_the_codes(qtbot: QtBot, session: Session) -> None:
    document, selection = session.document, session.selection
    one = document.new_run()
    selection.image, selection.images, selection.cursor = 7, (3, 7), [1, 2]
    selection.add_pin([1, 2])
    document.override("bottleneck.kind=gaussian", "data.held_out=0.5")
    document.new_run()
    assert (selection.image, selection.images) == (7, (3, 7))
    assert (selection.pins, selection.cursor) == ((), None)
    document.make_current(one)
    assert (selection.image, selection.images) == (7, (3, 7))


@pytest.mark.parametrize("other", ["data.source=sprites", "data.classes=3,8"])
def test_a_run_on_other_data_drops_the_images(qtbot: QtBot, session: Session, other: str) -> None:
    session.document.new_run()
    session.selection.image, session.selection.images = 7, (3, 7)
    session.document.override(other)
    session.document.new_run()
    assert (session.selection.image, session.selection.images) == (None, ())


def test_images_that_the_data_has_lost_are_dropped_when_it_is_read(qtbot: QtBot, session: Session) -> None:
    run = session.document.new_run()
    session.selection.image, session.selection.images = 12, (3, 11, 12)
    with qtbot.waitSignal(run.started, timeout=60_000):
        run.start()
    assert (session.selection.image, session.selection.images) == (None, (3, 11)), "there are twelve images"


def test_closing_the_last_run_drops_the_images(qtbot: QtBot, session: Session) -> None:
    run = session.document.new_run()
    session.selection.image = 7
    session.document.close_run(run)
    assert session.selection.image is None


def test_cycles_are_collected_in_the_gui_thread_only(qtbot: QtBot, session: Session) -> None:
    died_in: list[QThread] = []

    class Panel(QObject):
        def __del__(self) -> None:
            died_in.append(QThread.currentThread())

    panel = Panel()
    panel.itself = panel  # type: ignore[attr-defined]
    del panel
    # Allocating is what makes Python collect; the answer keeps what was allocated.
    with qtbot.waitSignal(session.asks.answered, timeout=20_000) as answered:
        session.asks.ask("allocate", lambda: [[i] for i in range(200_000)])
    qtbot.waitUntil(lambda: bool(died_in))
    assert len(answered.args[0].result) == 200_000
    assert died_in == [session.thread()]


@pytest.mark.parametrize("collected_before", [True, False])
def test_python_collects_again_when_the_session_is_closed(qtbot: QtBot, tmp_path: Path, collected_before: bool) -> None:
    if collected_before:
        gc.enable()
    try:
        session = Session(runs_folder=tmp_path)
        assert not gc.isenabled()
        session.close()
        assert gc.isenabled() is collected_before
    finally:
        gc.disable()


def test_training_leaves_a_core_to_the_window_while_it_is_used(qtbot: QtBot, session: Session) -> None:
    run = session.document.new_run()
    assert session.thread_limit is None
    session.courtesy.ask()
    assert session.thread_limit is not None
    assert run._control.thread_limit == session.thread_limit
    run.start()
    assert run._control.thread_limit == session.thread_limit
    with qtbot.waitSignal(session.courtesy.changed, timeout=5000):
        pass
    assert run._control.thread_limit is None


def test_digits_are_trained_shown_and_decoded(qtbot: QtBot, real_session: Session) -> None:
    run = real_session.document.train()
    assert run is not None
    with qtbot.waitSignal(run.started, timeout=60_000):
        pass
    qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
    assert (run.state, run.problem) == (RunState.FINISHED, None)
    assert run.codes.shape == (1797, 2)
    assert np.isfinite(run.codes).all()
    assert run.held_out.sum() == round(1797 * 0.2)
    assert run.labels is not None
    assert set(run.labels) == set(range(10))
    assert run.epochs_kept == [0, 1, 2, 3]
    losses = run.history.held_out("loss").values
    assert losses[-1] < losses[0]
    answers: list[Answer] = []
    snapshot, code = run.snapshot, run.codes[:1]
    assert snapshot is not None
    real_session.asks.answered.connect(answers.append)
    real_session.asks.ask("decode", lambda: snapshot.decode(code))
    qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
    assert answers[0].error is None
    assert answers[0].result.shape == (1, 1, 8, 8)
    encoded = snapshot.encode(run.pixels(int(run.indices[0]))[None])
    np.testing.assert_allclose(encoded, code, atol=1e-5)


def test_a_stopped_run_goes_on_as_if_it_had_never_stopped(qtbot: QtBot, real_session: Session) -> None:
    document = real_session.document
    whole = document.new_run()
    whole.start()
    qtbot.waitUntil(lambda: not whole.state.active, timeout=60_000)

    torn = document.new_run()
    torn.step()
    qtbot.waitUntil(lambda: torn.latest is not None and torn.latest.step == 1, timeout=60_000)
    torn.stop()
    qtbot.waitUntil(lambda: torn.state is RunState.STOPPED)
    assert torn.folder != whole.folder
    assert document.train() is torn
    qtbot.waitUntil(lambda: torn.state is RunState.FINISHED, timeout=60_000)
    np.testing.assert_array_equal(torn.codes, whole.codes)
    np.testing.assert_array_equal(torn.history.held_out("loss").values, whole.history.held_out("loss").values)


def test_a_finished_run_goes_on_for_more_epochs(qtbot: QtBot, real_session: Session) -> None:
    run = real_session.document.train()
    assert run is not None
    qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
    real_session.document.override("schedule.epochs=4")
    assert real_session.document.train() is run
    qtbot.waitUntil(lambda: run.state is RunState.FINISHED and run.recipe.schedule.epochs == 4, timeout=60_000)
    assert run.problem is None
    assert run.history.held_out("loss").epochs.tolist() == [0, 1, 2, 3, 4]


def test_a_batch_larger_than_the_data_is_refused_in_a_sentence(qtbot: QtBot, real_session: Session) -> None:
    real_session.document.override("schedule.batch_size=5000")
    run = real_session.document.train()
    assert run is not None
    with qtbot.waitSignal(run.failed, timeout=60_000):
        pass
    assert run.problem is not None
    assert "A batch of 5000 images is larger than the" in run.problem.why


def test_a_folder_that_cannot_be_written_is_refused_in_a_sentence(
    qtbot: QtBot, real_session: Session, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    run = real_session.document.new_run(tmp_path / "file" / "run")
    with qtbot.waitSignal(run.failed, timeout=60_000):
        run.start()
    assert run.problem is not None
    assert "cannot be written" in run.problem.why


def test_closing_starts_none_of_the_runs_that_wait(qtbot: QtBot, session: Session, script: Any) -> None:
    session.document.override("schedule.epochs=100000")
    run = session.document.train()
    assert run is not None
    qtbot.waitUntil(lambda: run.state is RunState.TRAINING, timeout=60_000)
    waiting = session.document.new_run(current=False)
    session.document.queue.add(waiting)
    assert session.close()
    assert waiting.state is RunState.IDLE and session.active_runs() == ()
    assert len(script.started_from) == 1
