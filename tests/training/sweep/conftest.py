"""A sweep small enough for a test: digits of 8 × 8 pixels, a network of 16 units, and a case that diverges."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.sweep import CaseEvent, Sweep, run_sweep

TINY = """
title = "Tiny"
base = "mnist-ae-2d"
pictures = 5

[set]
"data.source" = "digits"
"model.widths" = [16]
"objective.reconstruction" = "mse"
"schedule.epochs" = 2
"device.accelerator" = "cpu"

[[case]]
name = "AE"

[[case]]
name = "VAE"
set = { "bottleneck.kind" = "gaussian" }

[[case]]
name = "Wild"
set = { "model.widths" = [16, 16, 16, 16, 16, 16, 16, 16], "model.output" = "identity", "optimizer.learning_rate" = 10 }

[[report]]
figure = "mse"
on = "training"
source = "Sheet"
values = { "VAE" = 0.25 }
"""


@pytest.fixture(scope="session")
def tiny() -> Sweep:
    return Sweep.from_toml(TINY)


@pytest.fixture(scope="session")
def swept(tiny: Sweep, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[CaseEvent]]:
    """The folder of the whole sweep, and what it said."""
    out = tmp_path_factory.mktemp("swept")
    return out, list(run_sweep(tiny, out, workers=2))
