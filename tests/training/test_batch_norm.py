"""Batch normalisation through a run: averages that are kept, saved and taken up again to the bit."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from training import Control, Recipe, fit, load_run
from training.build import build_model
from training.errors import InputError
from training.evaluate import evaluate
from training.events import EpochEnded, Event, Progress, SnapshotTaken
from training.models.batch_norm import BatchNorm

DENSE = ("model.widths=[32]", "model.batch_norm=true", "model.code_activation=true")
MAPS = ("model.kind=feature-maps", "model.channels=[8,6]", "model.code_maps=3", "model.batch_norm=true")


def recipe(*assignments: str) -> Recipe:
    return Recipe().override("data.source=digits", "schedule.epochs=2", "schedule.batch_size=64", *assignments)


@pytest.mark.parametrize("shape", [(9, 5), (9, 5, 3, 4)])
def test_it_is_torchs_own(shape: tuple[int, ...]) -> None:
    theirs = nn.BatchNorm1d(5) if len(shape) == 2 else nn.BatchNorm2d(5)
    ours = BatchNorm(5)
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    assert torch.equal(ours(x), theirs(x))
    assert all(torch.equal(tensor, theirs.state_dict()[name]) for name, tensor in ours.state_dict().items())
    assert torch.equal(ours.eval()(x), theirs.eval()(x))


def test_a_single_image_is_normalised_by_the_averages_and_leaves_them() -> None:
    norm = BatchNorm(5)
    norm(3 + 2 * torch.randn(50, 5, generator=torch.Generator().manual_seed(0)))
    before = {name: tensor.clone() for name, tensor in norm.state_dict().items()}
    x = torch.randn(1, 5, generator=torch.Generator().manual_seed(1))
    inside = norm(x)
    assert all(torch.equal(tensor, before[name]) for name, tensor in norm.state_dict().items())
    assert torch.equal(inside, norm.eval()(x))


@pytest.mark.parametrize("assignments", [DENSE, MAPS])
def test_evaluation_uses_the_averages_and_does_not_change_them(assignments: tuple[str, ...]) -> None:
    chosen = recipe(*assignments)
    model = build_model(chosen, (1, 8, 8))
    x = torch.rand(40, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    model.train()(x)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    whole = evaluate(model, chosen.objective, x, torch.arange(40), seed=1)
    assert model.training
    assert all(torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items())
    by_ones = evaluate(model, chosen.objective, x, torch.arange(40), seed=1, chunk=1)
    assert by_ones == pytest.approx(whole, rel=1e-4)


@pytest.mark.parametrize("assignments", [DENSE, MAPS])
@pytest.mark.parametrize("bottleneck", ["gaussian", "power"])
def test_a_resumed_run_goes_on_to_the_bit(tmp_path: Path, assignments: tuple[str, ...], bottleneck: str) -> None:
    chosen = recipe(*assignments, f"bottleneck.kind={bottleneck}")
    whole = list(fit(chosen))
    control = Control(paused=True)
    for _ in range(30):
        control.step()
    first: list[Event] = []
    for event in fit(chosen, folder=tmp_path / "run", control=control):
        first.append(event)
        if isinstance(event, Progress) and event.step == 30:
            control.stop()
    rest = list(fit(chosen, folder=tmp_path / "run", resume=True))
    losses = [loss for event in (*first, *rest) if isinstance(event, Progress) for loss in event.losses]
    assert losses == [loss for event in whole if isinstance(event, Progress) for loss in event.losses]
    ends = [event.held_out for event in whole if isinstance(event, EpochEnded)]
    assert [event.held_out for event in rest if isinstance(event, EpochEnded)][-1] == ends[-1]

    last = [event.snapshot for event in whole if isinstance(event, SnapshotTaken)][-1].state_dict()
    saved = load_run(tmp_path / "run").snapshot.state_dict()
    assert all(torch.equal(tensor, saved[name]) for name, tensor in last.items())
    # Only steps count: neither evaluation nor the codes on the map have moved the averages.
    counts = [tensor for name, tensor in saved.items() if name.endswith("num_batches_tracked")]
    assert counts and all(count.dtype == torch.int64 and count == 46 for count in counts)


def test_a_last_batch_of_one_image_trains() -> None:
    x = torch.rand(66, 1, 8, 8, generator=torch.Generator().manual_seed(0)).numpy()
    chosen = recipe(*DENSE, "schedule.batch_size=25", "data.held_out=0.22")
    events = list(fit(chosen, x))
    started = events[0]
    assert len(started.split.training) % 25 == 1  # type: ignore[union-attr]
    assert [event.epoch for event in events if isinstance(event, EpochEnded)] == [0, 1, 2]


def test_a_checkpoint_without_the_averages_is_refused(tmp_path: Path) -> None:
    from training.checkpoint import fill

    model = build_model(recipe(*DENSE), (1, 8, 8))
    tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items() if "running_mean" not in name}
    with pytest.raises(InputError, match="running_mean"):
        fill(model, tensors, "there")
