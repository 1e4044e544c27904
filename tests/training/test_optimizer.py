"""The optimizer of a recipe does what torch's own would do, and its learning rate depends on the step alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from training import InputError, Recipe
from training.optimizer import Optimizer

RUN = {"steps_per_epoch": 10, "epochs": 8}


def rates(optimizer: Optimizer) -> list[float]:
    return [optimizer.rate(step, **RUN) for step in range(80)]


def test_without_decay_the_rate_never_changes() -> None:
    assert Optimizer(learning_rate=0.02).constant
    assert rates(Optimizer(learning_rate=0.02)) == [0.02] * 80


def test_cosine_decay_is_that_of_torch() -> None:
    parameter = torch.nn.Parameter(torch.zeros(1))
    theirs = torch.optim.Adam([parameter], lr=0.02)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(theirs, T_max=80)
    expected = []
    for _ in range(80):
        expected.append(theirs.param_groups[0]["lr"])
        theirs.step()
        schedule.step()
    assert rates(Optimizer(learning_rate=0.02, decay="cosine")) == pytest.approx(expected)


def test_warm_up_rises_evenly_and_decay_begins_behind_it() -> None:
    warm = rates(Optimizer(learning_rate=1.0, warmup=2))
    assert warm[:20] == pytest.approx([(step + 1) / 20 for step in range(20)])
    assert warm[20:] == [1.0] * 60
    both = rates(Optimizer(learning_rate=1.0, warmup=2, decay="cosine"))
    assert both[:20] == pytest.approx(warm[:20])
    assert both[20] == 1.0
    assert both[50] == pytest.approx(0.5)
    assert 0 < both[79] < 0.001
    assert all(later < earlier for earlier, later in pairwise(both[20:]))


def test_a_warm_up_longer_than_the_run_never_ends() -> None:
    long = rates(Optimizer(learning_rate=1.0, warmup=16, decay="cosine"))
    assert long[-1] == pytest.approx(0.5)


@pytest.mark.parametrize(("kind", "theirs"), [("adam", torch.optim.Adam), ("adamw", torch.optim.AdamW)])
def test_kinds_are_those_of_torch_fused(kind: str, theirs: type[torch.optim.Optimizer]) -> None:
    settings = Recipe().override(f"optimizer.kind={kind}", "optimizer.weight_decay=0.1").optimizer
    ours = settings.build([torch.nn.Parameter(torch.ones(3))])
    assert type(ours) is theirs
    assert ours.param_groups[0]["fused"]
    assert ours.param_groups[0]["weight_decay"] == 0.1


def test_impossible_settings_are_refused() -> None:
    for change in ("kind=sgd", "decay=linear", "warmup=-1", "clip=-1", "learning_rate=0"):
        with pytest.raises(InputError, match="optimizer"):
            Recipe().override(f"optimizer.{change}")
