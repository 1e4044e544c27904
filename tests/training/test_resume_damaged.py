"""A checkpoint whose checksum is right may hold anything all the same: a run is not continued with nonsense."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from training import InputError, Recipe, fit
from training.checkpoint import Checkpoint
from training.events import Event
from training.run_folder import RunFolder

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 8, 8), dtype=np.uint8)
RECIPE = Recipe.load("mnist-ae-2d").override("model.widths=[4]", "schedule.epochs=2", "schedule.batch_size=4")
Tensors = dict[str, Tensor]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of one epoch, which is four steps."""
    folder = tmp_path_factory.mktemp("trained") / "run"
    list(fit(RECIPE.override("schedule.epochs=1"), PIXELS, folder=folder))
    return folder


def _damaged(trained: Path, folder: Path, change: Callable[[Checkpoint], Checkpoint]) -> None:
    shutil.copytree(trained, folder)
    run = RunFolder.open(folder)
    run.save(change(run.load()))


def _resumed(folder: Path) -> list[Event]:
    return list(fit(RECIPE, PIXELS, folder=folder, resume=True))


def _tensors(change: Callable[[Tensors], Tensors]) -> Callable[[Checkpoint], Checkpoint]:
    return lambda old: Checkpoint(old.step, old.epoch, change(dict(old.tensors)), old.metadata)


def _step(step: int, epoch: int) -> Callable[[Checkpoint], Checkpoint]:
    return lambda old: Checkpoint(step, epoch, old.tensors, old.metadata)


def _set(name: str, value: Tensor) -> Callable[[Checkpoint], Checkpoint]:
    return _tensors(lambda tensors: {**tensors, name: value})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            _tensors(lambda old: {k: v[:1] if k.startswith("optimizer") and v.ndim else v for k, v in old.items()}),
            r"“optimizer\.0\.exp_avg” is of shape \(1, 64\) and has to be \(4, 64\)",
        ),
        (_set("optimizer.0.step", torch.zeros(3)), r"“optimizer\.0\.step” is of shape \(3,\) and has to be \(\)"),
        (_set("optimizer.0.step", torch.tensor(-3.0)), r"“optimizer\.0\.step” holds numbers that no training leaves"),
        (_set("optimizer.1.exp_avg", torch.full((4,), torch.nan)), r"“optimizer\.1\.exp_avg” holds numbers"),
        (_set("optimizer.1.exp_avg_sq", -torch.ones(4)), r"“optimizer\.1\.exp_avg_sq” holds numbers"),
        (_set("optimizer.bad", torch.zeros(1)), r"“optimizer\.bad”, which belongs to no parameter"),
        (_set("optimizer.99.step", torch.zeros(())), r"“optimizer\.99\.step”, which belongs to no parameter"),
        (
            _tensors(lambda old: {k: v for k, v in old.items() if not k.startswith("optimizer.0.exp")}),
            r"it lacks “optimizer\.0\.exp_avg”",
        ),
        (
            _tensors(lambda old: {k: v for k, v in old.items() if not k.startswith("optimizer.3.")}),
            r"it lacks “optimizer\.3\.step”",
        ),
        (_set("epoch.losses", torch.zeros(500, 7)), r"“epoch\.losses” is of shape \(500, 7\) and has to be \(0, 1\)"),
        (_step(-4, -1), "it says step -4 and epoch -1"),
        (_step(10**12, 0), "it says step 1000000000000 and epoch 0, but an epoch has 4 steps"),
        (
            _set("model.encoder.1.bias", torch.full((4,), torch.nan)),
            "has weights that are not finite.*smaller learning rate",
        ),
    ],
)
def test_what_no_run_has_saved_is_refused(
    trained: Path, tmp_path: Path, change: Callable[[Checkpoint], Checkpoint], sentence: str
) -> None:
    _damaged(trained, tmp_path / "run", change)
    with pytest.raises(InputError, match=sentence):
        _resumed(tmp_path / "run")
    # The refusal has let go of the folder: restored from a copy, the run goes on.
    shutil.copytree(trained / "checkpoints", tmp_path / "run" / "checkpoints", dirs_exist_ok=True)
    _resumed(tmp_path / "run")
    assert RunFolder.open(tmp_path / "run").load().step == 8


def test_a_run_goes_on_without_what_its_optimizer_remembered(trained: Path, tmp_path: Path) -> None:
    _damaged(trained, tmp_path / "run", _tensors(lambda old: {k: v for k, v in old.items() if k.startswith("model.")}))
    _resumed(tmp_path / "run")
    assert RunFolder.open(tmp_path / "run").load().step == 8
