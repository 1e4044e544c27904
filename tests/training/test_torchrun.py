"""Two processes under torchrun train the same model as one, and only the first speaks and writes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from training.__main__ import main
from training.run_folder import RunFolder

TINY = ("--set", "data.source=digits", "--set", "model.widths=[16]", "--set", "device.accelerator=cpu")


def _held_out(out: Path) -> list[float]:
    return [entry["held_out"]["loss"] for entry in RunFolder.open(out).events() if entry["event"] == "EpochEnded"]


def test_two_processes_train_the_same_model_as_one(tmp_path: Path) -> None:
    settings = (
        "augmentation.zoom=0.1",
        "corruption.kind=erase",
        "optimizer.decay=cosine",
        "optimizer.warmup=0.5",
        "optimizer.clip=1",
    )
    more = [word for setting in settings for word in ("--set", setting)]
    fit = ["fit", "mnist-vae-2d", *TINY, *more, "--set", "schedule.epochs=2"]
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", "-m", "training"]
    ran = subprocess.run(
        [*torchrun, *fit, "--out", str(tmp_path / "two")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("Run folder: ") == 1
    assert "Initializing" not in ran.stderr
    assert [line.split()[1] for line in ran.stderr.splitlines() if line.startswith("epoch")] == ["0/2", "1/2", "2/2"]
    kinds = [entry["event"] for entry in RunFolder.open(tmp_path / "two").events()]
    assert kinds.count("RunStarted") == kinds.count("RunFinished") == 1
    assert main([*fit, "--out", str(tmp_path / "one")]) == 0
    assert RunFolder.open(tmp_path / "two").load().step == RunFolder.open(tmp_path / "one").load().step == 24
    # The mean over two halves of a batch differs from the mean over the batch by rounding only.
    assert _held_out(tmp_path / "two") == pytest.approx(_held_out(tmp_path / "one"), rel=1e-3)


SCRIPT = """
import sys
import torch.distributed as dist
from training import Recipe, fit
from training.events import EpochEnded, SnapshotTaken

keys = ("data.source=digits", "schedule.epochs=1", "device.accelerator=cpu", "model.batch_norm=true")
recipe = Recipe().override(*keys, "model.kind=feature-maps", "model.channels=[4]", "schedule.batch_size=256")
events = list(fit(recipe, folder=sys.argv[1]))
state = [event.snapshot for event in events if isinstance(event, SnapshotTaken)][-1].state_dict()
last = [event.held_out for event in events if isinstance(event, EpochEnded)][-1]
told = [None, None]
dist.all_gather_object(told, ({name: tensor.tolist() for name, tensor in state.items()}, last))
assert told[0] == told[1], "the processes' averages or figures differ"
dist.destroy_process_group()
"""


def test_two_processes_keep_the_same_averages_of_batch_norm(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    ran = subprocess.run(
        [*command, str(tmp_path / "script.py"), str(tmp_path / "run")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert ran.returncode == 0, ran.stderr
    tensors = RunFolder.open(tmp_path / "run").load().tensors
    averages = {name: tensor for name, tensor in tensors.items() if "running_mean" in name}
    assert averages and all(tensor.abs().sum() > 0 for tensor in averages.values())
