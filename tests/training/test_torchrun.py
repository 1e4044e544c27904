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
    settings = ("corruption.kind=erase", "optimizer.decay=cosine", "optimizer.warmup=0.5", "optimizer.clip=1")
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
