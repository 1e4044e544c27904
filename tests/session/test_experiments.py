"""Experiments: what is shown is always the table of the sweep that is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from aeexplorer.session.experiments import Experiments
from training.recipe import Recipe
from training.sweep import Sweep
from training.sweep.sweep_folder import open_folder


@pytest.fixture
def sweep() -> Sweep:
    return Sweep(title="Small", base=Recipe.load("mnist-ae-2d"), vary={"schedule.epochs": [1, 2]})


@pytest.fixture
def experiments(qtbot: QtBot, tmp_path: Path) -> Iterator[Experiments]:
    experiments = Experiments(tmp_path)
    yield experiments
    assert experiments.close(30_000)


def test_a_table_that_comes_too_late_is_not_shown_as_the_chosen_sweeps(
    qtbot: QtBot, experiments: Experiments, sweep: Sweep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_folder(tmp_path / "sweeps" / "small", sweep).release()
    monkeypatch.setattr(experiments, "run_sweep", lambda *_what: None)
    experiments.look()
    qtbot.waitUntil(lambda: experiments.view is not None, timeout=60_000)
    other = next(facts.name for facts in experiments.sweeps if facts.name != experiments.chosen)
    shown: list[tuple[str, str]] = []

    def look() -> None:
        if experiments.view is not None:
            shown.append((experiments.chosen, experiments.view.table.folder.name))

    experiments.sweeps_changed.connect(look)
    experiments.view_changed.connect(look)
    # The new sweep becomes the chosen one while the table of the other is still being read.
    experiments.add(sweep.model_copy(update={"title": "New"}))
    experiments.choose(other)
    qtbot.waitUntil(lambda: bool(shown) and shown[-1][0].startswith("new-"), timeout=60_000)
    assert all(chosen == read for chosen, read in shown)
