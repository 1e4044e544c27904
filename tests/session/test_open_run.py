"""A saved run is opened as it was left, without training, and goes on when told to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from aeexplorer.session.problem import Problem
from aeexplorer.session.run import Run, RunState
from aeexplorer.session.session import Session
from training.errors import InputError
from training.loop import fit
from training.recipe import Recipe


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    session = Session(runs_folder=tmp_path / "runs")
    yield session
    assert session.close()


def ended(qtbot: QtBot, run: Run) -> Run:
    qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
    return run


def test_a_saved_run_shows_what_it_showed_when_it_was_trained(qtbot: QtBot, session: Session, recipe: Recipe) -> None:
    session.document.set_recipe(recipe)
    trained = session.document.train()
    assert trained is not None
    ended(qtbot, trained)
    assert trained.folder is not None
    codes, losses = trained.codes.copy(), trained.history.held_out("loss").values
    session.document.close_run(trained)
    session.document.override("schedule.epochs=17")

    opened = session.document.open_run(trained.folder)
    assert session.document.current is opened
    ended(qtbot, opened)
    assert (opened.state, opened.problem, opened.opening) == (RunState.FINISHED, None, False)
    np.testing.assert_array_equal(opened.codes, codes)
    np.testing.assert_array_equal(opened.history.held_out("loss").values, losses)
    assert opened.epochs_kept == [3]
    assert opened.snapshot is not None
    np.testing.assert_allclose(
        opened.snapshot.encode(opened.pixels(int(opened.indices[0]))[None]), codes[:1], atol=1e-5
    )

    assert session.document.recipe == recipe
    session.document.override("schedule.epochs=4")
    assert session.document.train() is opened
    ended(qtbot, opened)
    assert opened.history.held_out("loss").epochs.tolist() == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal(opened.history.held_out("loss").values[:4], losses)


def test_a_run_that_is_open_is_not_opened_twice(qtbot: QtBot, session: Session, recipe: Recipe, tmp_path: Path) -> None:
    list(fit(recipe.override("schedule.epochs=1"), folder=tmp_path / "run"))
    first = session.document.open_run(tmp_path / "run")
    other = session.document.new_run()
    assert session.document.open_run(tmp_path / "runs" / ".." / "run") is first
    assert session.document.current is first
    assert session.document.runs == (first, other)
    ended(qtbot, first)


def test_a_damaged_run_is_closed_again_and_the_one_before_is_shown(
    qtbot: QtBot, session: Session, recipe: Recipe, tmp_path: Path
) -> None:
    list(fit(recipe.override("schedule.epochs=1"), folder=tmp_path / "run"))
    (tmp_path / "run" / "checkpoints" / "last.safetensors").write_bytes(b"torn")
    before = session.document.new_run()
    draft = session.document.recipe
    with qtbot.waitSignal(session.document.not_opened, timeout=60_000) as said:
        session.document.open_run(tmp_path / "run")
    (problem,) = said.args
    assert isinstance(problem, Problem)
    assert problem.what == "This run cannot be opened."
    assert "last.safetensors" in problem.why
    assert session.document.runs == (before,)
    assert session.document.current is before
    assert session.document.recipe == draft


def test_a_foreign_folder_is_refused_at_once(session: Session, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a run folder: it has no recipe"):
        session.document.open_run(tmp_path)
    assert session.document.runs == ()
