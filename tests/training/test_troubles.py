"""What a run says of its own troubles: a jump, after which it goes on, and a collapse; healthy runs say nothing."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from training import Recipe, fit, load_run
from training.commands.fit_report import LineReport
from training.control import Control
from training.data import load_images
from training.errors import InputError
from training.events import Collapsed, EpochEnded, Event, LossJumped, RunFailed, RunFinished, RunStarted, SnapshotTaken
from training.replay import replay
from training.run_folder import CheckpointName

STEPS = 28
"""Optimizer steps in an epoch of the runs below."""

# Weights that somebody else breaks come back slowly at such a rate.
SMALL = (
    "data.source=digits",
    "model.widths=[32]",
    "objective.reconstruction=mse",
    "schedule.batch_size=52",
    "schedule.epochs=7",
    "optimizer.learning_rate=3e-3",
)

LINEAR = (
    *SMALL,
    "model.kind=linear",
    "model.widths=[32,32,32]",
    "model.latent_size=8",
    "model.output=identity",
    "objective.reduction=mean",
)


@pytest.fixture
def recipe() -> Recipe:
    return Recipe.load("mnist-ae-2d").override(*SMALL, "model.output=identity")


def breaking(monkeypatch: pytest.MonkeyPatch, at: dict[int, Callable[[torch.Tensor], None]]) -> None:
    """Have something done to every weight after some of the steps."""
    step, taken = torch.optim.Adam.step, 0

    def broken(self: torch.optim.Adam, *arguments: object) -> None:
        nonlocal taken
        step(self, *arguments)  # type: ignore[arg-type]
        taken += 1
        if taken in at:
            with torch.no_grad():
                for group in self.param_groups:
                    for parameter in group["params"]:
                        at[taken](parameter)

    monkeypatch.setattr(torch.optim.Adam, "step", broken)


def triple(parameter: torch.Tensor) -> None:
    parameter.mul_(3)


def break_for_good(parameter: torch.Tensor) -> None:
    parameter.fill_(math.nan)


def test_a_run_whose_loss_jumps_goes_on_and_keeps_the_weights_from_before(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch, {5 * STEPS + 5: triple})
    events = list(fit(recipe, folder=tmp_path / "run"))
    [jump] = [event for event in events if isinstance(event, LossJumped)]
    assert jump.what == "The loss jumped at epoch 6."
    assert jump.advice == "The weights from epoch 5 are kept. Try a smaller learning rate."
    assert jump.after > 3 * jump.before
    assert isinstance(events[-1], RunFinished)
    assert events[-1].epoch == 7
    kept = load_run(tmp_path / "run", "good").snapshot
    before = next(e.snapshot for e in reversed(events) if isinstance(e, SnapshotTaken) and e.step == 5 * STEPS)
    assert kept.step == 5 * STEPS
    assert all(torch.equal(weight, before.state_dict()[name]) for name, weight in kept.state_dict().items())
    assert load_run(tmp_path / "run").snapshot.step == 7 * STEPS


def test_a_learning_rate_that_grows_too_large_makes_the_loss_jump_and_the_weights_from_before_are_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Every epoch of the warm-up has larger steps; eight linear layers bear those of the first three.
    wild = Recipe.load("mnist-ae-2d").override(*LINEAR, "optimizer.learning_rate=0.1", "optimizer.warmup=8")
    events = list(fit(wild, folder=tmp_path / "run"))
    [jump] = [event for event in events if isinstance(event, LossJumped)]
    held_out = [event.held_out["loss"] for event in events if isinstance(event, EpochEnded)]
    assert jump.kept_epoch is not None
    kept = int(jump.kept_epoch)
    assert 0 < kept < jump.epoch and held_out[kept] < 0.06 < 3 * held_out[kept] < jump.after
    assert isinstance(events[-1], RunFinished)
    assert _held_out_error(tmp_path / "run", "good") == pytest.approx(held_out[kept], rel=1e-3)
    assert held_out[-1] > 3 * held_out[kept]
    LineReport().say(jump)
    assert capsys.readouterr().err == f"{jump.what} {jump.why} {jump.advice}\n"
    assert "steps are too large" in jump.why


def test_a_loss_that_the_first_epoch_throws_far_above_the_untrained_one_is_told_with_nothing_to_keep() -> None:
    wild = Recipe.load("mnist-ae-2d").override(*LINEAR, "optimizer.learning_rate=1", "schedule.epochs=3")
    events = list(fit(wild))
    [jump] = troubles(events)
    held_out = [event.held_out["loss"] for event in events if isinstance(event, EpochEnded)]
    assert isinstance(jump, LossJumped)
    assert (jump.epoch, jump.before, jump.after) == (1, *held_out[:2]) and jump.after > 1000 * jump.before
    assert jump.kept_epoch is None and jump.advice == "Try a smaller learning rate."


def _held_out_error(folder: Path, checkpoint: CheckpointName) -> float:
    """Mean squared error of a run of digits, measured here."""
    run, digits = load_run(folder, checkpoint), load_images("digits")
    assert all(bool(torch.isfinite(weight).all()) for weight in run.snapshot.state_dict().values())
    x = digits.batch(digits.split(run.recipe.data.held_out, run.recipe.seed).held_out)
    return float((run.reconstruct(x) - x).square().mean())


def test_a_loss_that_jumps_and_then_is_no_number_goes_back_to_before_the_jump(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch, {5 * STEPS + 5: triple, 6 * STEPS + 20: break_for_good})
    *_, last = fit(recipe, folder=tmp_path / "run")
    assert isinstance(last, RunFailed)
    assert last.what == "The loss stopped being a number in epoch 7."
    assert "The weights from epoch 5.0 are kept" in last.advice
    assert load_run(tmp_path / "run").snapshot.step == 5 * STEPS


def troubles(events: list[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, LossJumped | Collapsed | RunFailed)]


@pytest.mark.parametrize(
    "changes",
    [
        # The settings of report C: four images a step, far too few to tell much.
        ("schedule.batch_size=4", "schedule.epochs=3", "optimizer.learning_rate=5e-3"),
        ("bottleneck.kind=gaussian", "objective.kl_warmup=5", "objective.beta=0.1", "schedule.epochs=8"),
        ("corruption.kind=erase", "schedule.batch_size=4", "schedule.epochs=3"),
        ("optimizer.learning_rate=1e-5", "schedule.epochs=6"),
    ],
)
def test_healthy_runs_say_nothing(changes: tuple[str, ...]) -> None:
    recipe = Recipe.load("mnist-ae-2d").override(*SMALL, *changes)
    some = load_images(recipe.data).pixels[:500].numpy()
    assert not troubles(list(fit(recipe, some)))


def test_a_vae_that_decodes_the_mean_image_says_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.collapse.STEPS", 5 * STEPS)
    # So high a price on every nat that the code is not worth it.
    recipe = Recipe.load("mnist-ae-2d").override(
        *SMALL,
        "bottleneck.kind=gaussian",
        "objective.beta=1000",
        "optimizer.learning_rate=2e-2",
        "schedule.epochs=10",
    )
    events = list(fit(recipe))
    [collapsed] = troubles(events)
    assert isinstance(collapsed, Collapsed)
    assert collapsed.advice == "Try a smaller learning rate, or a smaller β."
    started = next(event for event in events if isinstance(event, RunStarted))
    x = started.images.pixels[started.split.held_out].double().numpy() / 255
    error = np.square(x - x.mean(0)).mean((1, 2, 3))
    assert collapsed.psnr == pytest.approx(np.mean(-10 * np.log10(error)), abs=0.3)
    ended = next(event for event in events if isinstance(event, EpochEnded) and event.epoch == collapsed.epoch)
    assert ended.held_out["psnr"] == collapsed.psnr


def test_a_run_goes_on_from_before_the_jump_and_is_told_again_without_it(recipe: Recipe, tmp_path: Path) -> None:
    wild = recipe.override(*LINEAR, "optimizer.learning_rate=0.1", "optimizer.warmup=8")
    folder = tmp_path / "run"
    with pytest.raises(InputError, match="no checkpoint “good”"):
        list(fit(recipe, folder=tmp_path / "sound", control=_stopped()))
        list(fit(recipe, folder=tmp_path / "sound", resume=True, checkpoint="good"))
    [jump] = troubles(list(fit(wild, folder=folder)))
    assert isinstance(jump, LossJumped) and jump.kept_epoch is not None
    kept = int(jump.kept_epoch)
    good = load_run(folder, "good").snapshot.state_dict()
    first, *_, last = fit(wild, folder=folder, resume=True, checkpoint="good", control=_stopped())
    assert isinstance(first, RunStarted) and first.step == kept * STEPS
    assert (last.step, load_run(folder).snapshot.step) == (kept * STEPS, kept * STEPS)
    assert all(torch.equal(good[name], weight) for name, weight in load_run(folder).snapshot.state_dict().items())
    again = list(replay(folder, lambda recipe: load_images(recipe.data)))
    assert [event.epoch for event in again if isinstance(event, EpochEnded)] == list(range(kept + 1))
    assert not troubles(again)


def _stopped() -> Control:
    control = Control()
    control.stop()
    return control
