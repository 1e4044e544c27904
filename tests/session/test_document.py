from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from aeexplorer.session.document import Document
from aeexplorer.session.run import RunState
from training.errors import InputError
from training.recipe import Recipe

PATIENCE = 60_000
"""Milliseconds that training may take here: on a busy machine torch alone needs seconds to be imported."""


@pytest.fixture
def document(qtbot: QtBot, tmp_path: Path, script: Any, recipe: Recipe) -> Iterator[Document]:
    document = Document(tmp_path / "runs", make_events=script)
    document.set_recipe(recipe)
    yield document
    for run in document.active_runs():
        run.stop()
        assert run.wait(5000)


def test_a_bad_override_leaves_the_draft_as_it_was(document: Document, qtbot: QtBot) -> None:
    before = document.recipe
    with qtbot.assertNotEmitted(document.recipe_changed), pytest.raises(InputError, match="learning_rate"):
        document.override("optimizer.learning_rate=nan")
    assert document.recipe is before
    with qtbot.assertNotEmitted(document.recipe_changed):
        document.override(f"schedule.epochs={before.schedule.epochs}")
    with qtbot.waitSignal(document.recipe_changed):
        document.override("schedule.epochs=7")
    assert document.recipe.schedule.epochs == 7


def test_editing_the_draft_does_not_change_a_run(document: Document) -> None:
    run = document.new_run()
    assert document.draft_continues_current
    document.override("model.latent_size=3")
    assert not document.draft_continues_current
    assert run.recipe.model.latent_size == 2


def test_every_run_has_a_folder_of_its_own_and_none_is_made_yet(document: Document) -> None:
    document.override("title='Ünter / the sea: β=4'")
    folders = [document.new_run().folder for _ in range(3)]
    assert len(set(folders)) == 3
    for folder in folders:
        assert folder is not None
        assert folder.parent == document.runs_folder
        assert folder.name.startswith("nter-the-sea-4-")
        assert not folder.exists()


def test_train_starts_goes_on_or_opens_another_run(document: Document, qtbot: QtBot) -> None:
    first = document.train()
    assert first is not None
    qtbot.waitUntil(lambda: first.state is RunState.FINISHED, timeout=PATIENCE)
    assert document.train() is first
    assert first.recipe.schedule.epochs == 6
    assert document.recipe.schedule.epochs == 6, "the form shows how far it goes now"
    qtbot.waitUntil(lambda: first.state is RunState.FINISHED, timeout=PATIENCE)
    document.override("schedule.epochs=8")
    assert document.train() is first
    qtbot.waitUntil(lambda: first.state is RunState.FINISHED, timeout=PATIENCE)
    document.override("schedule.epochs=2")
    second = document.train()
    assert second is not None and second is not first
    assert document.current is second
    qtbot.waitUntil(lambda: second.state is RunState.FINISHED, timeout=PATIENCE)
    document.override("objective.reconstruction=mse")
    third = document.train()
    assert third is not None
    assert document.runs == (first, second, third)


def test_space_trains_pauses_and_goes_on(document: Document, qtbot: QtBot) -> None:
    document.override("schedule.epochs=100000")
    document.toggle()
    run = document.current
    assert run is not None
    qtbot.waitUntil(lambda: run.state is RunState.TRAINING)
    document.toggle()
    assert run.state is RunState.PAUSED
    document.toggle()
    assert run.state is RunState.TRAINING
    assert document.runs == (run,)


def test_nothing_starts_while_the_draft_has_a_problem(document: Document, qtbot: QtBot) -> None:
    document.draft_problem = "Type a whole number from 1 to 100."
    for start in (document.train, document.step, document.toggle, document.train_anew):
        with qtbot.waitSignal(document.refused, timeout=1000):
            assert start() is None
    assert document.runs == ()
    document.draft_problem = ""
    with qtbot.assertNotEmitted(document.refused):
        run = document.train()
    assert run is not None
    qtbot.waitUntil(lambda: run.state is RunState.FINISHED)
    document.draft_problem = "Type a whole number from 1 to 100."
    with qtbot.waitSignal(document.refused, timeout=1000):
        assert document.train() is None
    assert run.state is RunState.FINISHED and document.runs == (run,)


def test_a_run_under_way_is_paused_and_goes_on_whatever_is_typed(document: Document, qtbot: QtBot) -> None:
    document.override("schedule.epochs=100000")
    run = document.train()
    assert run is not None
    qtbot.waitUntil(lambda: run.state is RunState.TRAINING)
    document.draft_problem = "Type a whole number from 1 to 100."
    with qtbot.assertNotEmitted(document.refused):
        document.toggle()
        assert run.state is RunState.PAUSED
        assert document.step() is run
        assert document.train() is run
    assert run.state is RunState.TRAINING
    assert document.train_anew() is None
    assert run.state is RunState.TRAINING, "a run that cannot be replaced is not paused"


def test_a_closed_run_stops_and_is_kept_until_it_has_saved(document: Document, qtbot: QtBot, script: Any) -> None:
    document.override("schedule.epochs=100000")
    first = document.train()
    assert first is not None
    second = document.new_run()
    qtbot.waitUntil(lambda: first.state is RunState.TRAINING)
    document.make_current(first)
    document.close_run(first)
    assert document.runs == (second,)
    assert document.current is second
    assert document.active_runs() == (first,)
    with qtbot.waitSignal(first.destroyed):
        pass
    assert script.closed == 1
    assert document.active_runs() == ()
    document.close_run(second)
    assert document.current is None


def test_only_an_open_run_can_be_current(document: Document, qtbot: QtBot) -> None:
    run = document.new_run()
    document.close_run(run)
    with pytest.raises(ValueError, match="open run"):
        document.make_current(run)


def test_queued_runs_train_one_after_the_other(document: Document, qtbot: QtBot) -> None:
    document.override("schedule.epochs=100000")
    first = document.train()
    assert first is not None
    other = document.recipe.override("schedule.epochs=2", "title=Other")
    second, third = (document.new_run(recipe=other, current=False) for _ in range(2))
    assert document.current is first and second.recipe is other and second.folder != third.folder
    for run in (second, third, third):
        document.queue.add(run)
    assert document.queue.runs == (second, third)
    assert second.state is third.state is RunState.IDLE
    order: list[Any] = []
    for run in (second, third):
        run.started.connect(lambda run=run: order.append(run))
    first.stop()
    qtbot.waitUntil(lambda: third.state is RunState.FINISHED)
    assert order == [second, third]
    assert second.state is RunState.FINISHED and document.queue.runs == ()
    fourth = document.new_run(recipe=other, current=False)
    document.queue.add(fourth)
    assert fourth.state is RunState.LOADING, "nothing trains, so it need not wait"
    qtbot.waitUntil(lambda: fourth.state is RunState.FINISHED)


def test_a_paused_run_is_waited_for_and_a_queued_one_can_be_started_or_closed(document: Document, qtbot: QtBot) -> None:
    document.override("schedule.epochs=100000")
    first = document.train()
    assert first is not None
    qtbot.waitUntil(lambda: first.state is RunState.TRAINING)
    first.pause()
    queued = [document.new_run(recipe=document.recipe, current=False) for _ in range(3)]
    for run in queued:
        document.queue.add(run)
    with qtbot.waitSignal(document.queue.changed):
        queued[0].start()
    with qtbot.waitSignal(document.queue.changed):
        document.close_run(queued[1])
    assert document.queue.runs == (queued[2],)
    document.queue.remove(queued[2])
    for run in document.active_runs():
        run.stop()
    qtbot.waitUntil(lambda: not document.active_runs())
    assert queued[2].state is RunState.IDLE
