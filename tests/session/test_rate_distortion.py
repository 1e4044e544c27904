"""Which runs are points, which of them no other beats, and how one gets into the comparison."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from aeexplorer.session.rate_distortion import NO_SWEEP, RateDistortion, frontier, points_of
from aeexplorer.session.session import Session
from aeexplorer.session.sweep_reading import view_of
from training import fit
from training.recipe import Recipe
from training.sweep import Sweep, collect
from training.sweep.outcome import Outcome, write_outcome
from training.sweep.sweep_folder import open_folder

VARY = {"bottleneck.kind": ["plain", "gaussian"], "model.latent_size": [2, 4]}
MSES = {"AE, Latent size 2": 0.06, "AE, Latent size 4": 0.04, "VAE, Latent size 2": 0.07}


@pytest.fixture
def swept(tmp_path: Path) -> Path:
    """The folder of a sweep of four cases: three are over, the last has failed."""
    small = ("data.source=digits", "model.widths=[8]", "schedule.batch_size=256", "schedule.epochs=1")
    sweep = Sweep(title="Small", base=Recipe.load("mnist-ae-2d").override(*small), vary=VARY)
    folder = tmp_path / "runs" / "sweeps" / "small"
    open_folder(folder, sweep).release()
    for case in sweep.cases():
        if case.name not in MSES:
            (folder / case.slug).mkdir()
            write_outcome(folder / case.slug, Outcome("failed", "no memory"))
            continue
        for _ in fit(case.recipe, folder=folder / case.slug):
            pass
        figures = {"mse": MSES[case.name], "kl": 3.5 if case.recipe.bottleneck.has_kl else 0.0}
        write_outcome(folder / case.slug, Outcome("finished", held_out=figures))
    return folder


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    session = Session(runs_folder=tmp_path / "runs")
    yield session
    assert session.close(30_000)


@pytest.fixture
def state(session: Session) -> RateDistortion:
    return RateDistortion(session.experiments, session.document, session.comparing, session)


def read(qtbot: QtBot, state: RateDistortion) -> None:
    state.look()
    qtbot.waitUntil(lambda: any(point.of_sweep for point in state.points()), timeout=60_000)


def test_runs_of_a_sweep_that_are_over_are_points(swept: Path) -> None:
    points = {point.name: point for point in points_of(view_of(collect(swept)), ())}
    assert {name: point.mse for name, point in points.items()} == MSES
    assert [point.numbers for point in points.values()] == [2, 4, 2]
    assert points["VAE, Latent size 2"].kl == 3.5
    # An AE has no KL divergence, even where 0 was written down.
    assert points["AE, Latent size 2"].rate("kl") is None
    assert points["AE, Latent size 4"].rate("numbers") == 4
    assert all(point.run is None and point.of_sweep for point in points.values())


def test_the_frontier_is_what_nothing_beats() -> None:
    random = np.random.default_rng(0)
    pairs = [(float(x), float(y)) for x, y in random.integers(0, 12, (60, 2))]
    beaten = {
        one
        for one, other in itertools.product(pairs, pairs)
        if one != other and other[0] <= one[0] and other[1] <= one[1]
    }
    assert frontier(pairs) == sorted(set(pairs) - beaten)
    assert frontier([]) == []


def test_a_click_opens_a_run_and_compares_it(
    qtbot: QtBot, session: Session, state: RateDistortion, swept: Path
) -> None:
    read(qtbot, state)
    assert [facts.name for facts in state.sweeps] == ["small"] and state.chosen == "small"
    first = next(point for point in state.points() if point.name == "AE, Latent size 2")
    run = state.compare(first)
    assert run is not None and run is session.document.current
    qtbot.waitUntil(lambda: not run.state.active and run.snapshot is not None, timeout=60_000)
    second = next(point for point in state.points() if point.name == "VAE, Latent size 2")
    other = state.compare(second)
    assert [member.run for member in session.comparing.members] == [run, other]
    qtbot.waitUntil(lambda: not session.active_runs(), timeout=60_000)
    # An open run is the sweep's point still, once; another click changes nothing.
    points = state.points()
    assert len(points) == 3
    again = next(point for point in points if point.name == "AE, Latent size 2")
    assert again.run is run and state.compare(again) is run
    assert len(session.comparing.members) == 2 and state.problem == ""


def test_who_was_compared_without_being_chosen_stays_beside_the_run_of_a_click(
    qtbot: QtBot, session: Session, state: RateDistortion, swept: Path
) -> None:
    read(qtbot, state)
    points = {point.name: point for point in state.points()}
    before = session.document.open_run(swept / "ae-latent-size-4")
    qtbot.waitUntil(lambda: not before.state.active, timeout=60_000)
    assert [member.run for member in session.comparing.members] == [before]
    other = state.compare(points["VAE, Latent size 2"])
    assert [member.run for member in session.comparing.members] == [before, other]
    qtbot.waitUntil(lambda: not session.active_runs(), timeout=60_000)


def test_an_open_run_is_a_point_as_soon_as_it_is_measured(
    qtbot: QtBot, session: Session, state: RateDistortion
) -> None:
    small = ("data.source=digits", "model.widths=[8]", "schedule.batch_size=256", "schedule.epochs=1")
    recipe = Recipe.load("mnist-ae-2d").override(*small, "bottleneck.kind=gaussian")
    session.document.set_recipe(recipe)
    assert state.points() == []
    with qtbot.waitSignal(state.changed, timeout=60_000):
        run = session.document.train()
    assert run is not None
    qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
    (point,) = state.points()
    assert (point.run, point.numbers, point.of_sweep) == (run, 2, False)
    assert point.mse == run.history.held_out("mse").values[-1]
    assert point.kl == run.history.held_out("kl").values[-1]


def test_what_cannot_be_compared_is_said(
    qtbot: QtBot, session: Session, state: RateDistortion, swept: Path, tmp_path: Path
) -> None:
    session.document.set_recipe(
        Recipe.load("mnist-ae-2d").override("data.source=sprites", "model.widths=[4]", "schedule.epochs=1")
    )
    before = session.document.new_run()
    read(qtbot, state)
    points = {point.name: point for point in state.points()}
    with qtbot.waitSignal(state.changed):
        assert state.compare(points["AE, Latent size 2"]) is None
    assert state.problem.startswith("It has learned from other images")
    assert [member.run for member in session.comparing.members] == [before]
    qtbot.waitUntil(lambda: not session.active_runs(), timeout=60_000)
    state.dismiss()
    assert state.problem == ""
    folder = points["AE, Latent size 4"].folder
    assert folder is not None
    (folder / "recipe.toml").write_text("model = 3")
    assert state.compare(points["AE, Latent size 4"]) is None
    assert "model" in state.problem


def test_errors_on_other_images_are_not_beside_those_of_a_sweep(
    qtbot: QtBot, session: Session, state: RateDistortion, swept: Path
) -> None:
    small = ("model.widths=[8]", "schedule.batch_size=256", "schedule.epochs=1")
    for source in ("mnist-5k", "digits"):
        session.document.set_recipe(Recipe.load("mnist-ae-2d").override(f"data.source={source}", *small))
        run = session.document.train_anew()
        assert run is not None
        qtbot.waitUntil(lambda run=run: not run.state.active, timeout=60_000)
    large, digits = session.document.runs
    read(qtbot, state)
    assert [point.run for point in state.points() if not point.of_sweep] == [digits]
    assert state.others == 1
    state.choose(NO_SWEEP)
    assert [point.run for point in state.points()] == [digits]
    session.document.make_current(large)
    assert [point.run for point in state.points()] == [large] and state.chosen == NO_SWEEP


def test_a_damaged_log_has_no_size_of_code(swept: Path) -> None:
    folder = swept / "ae-latent-size-2"
    (folder / "events.jsonl").write_text(json.dumps({"event": "RunStarted", "step": 0}))
    points = {point.name: point for point in points_of(view_of(collect(swept)), ())}
    assert points["AE, Latent size 2"].numbers is None and points["AE, Latent size 4"].numbers == 4
