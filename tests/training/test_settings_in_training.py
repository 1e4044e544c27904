"""What a recipe sets reaches every step of training: a formula that is right, but never asked, would change no run."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from training import fit
from training.events import EpochEnded
from training.recipe import Recipe

PIXELS = np.random.default_rng(0).random((80, 6, 5), np.float32)
EPOCHS, STEPS = 2, 4
"""64 of the images are learned from, 16 a step."""
FEW = ("model.widths=[16]", f"schedule.epochs={EPOCHS}", "schedule.batch_size=16", "device.accelerator=cpu")


def ended(*assignments: str) -> EpochEnded:
    """The end of a short run."""
    *_, last = (e for e in fit(Recipe().override(*FEW, *assignments), PIXELS) if isinstance(e, EpochEnded))
    return last


VAE = ("bottleneck.kind=gaussian", "optimizer.learning_rate=0.01")


def test_while_beta_is_cold_the_kl_term_does_not_press() -> None:
    without = ended(*VAE, "objective.beta=0").held_out
    cold = ended(*VAE, "objective.beta=5", "objective.kl_warmup=100000").held_out
    warm = ended(*VAE, "objective.beta=5").held_out
    halfway = ended(*VAE, "objective.beta=5", f"objective.kl_warmup={EPOCHS}").held_out
    assert cold["kl"] == pytest.approx(without["kl"], rel=1e-2)
    assert warm["kl"] < 0.9 * cold["kl"]
    # The first epochs of a run that warms up in as many are pressed, but less.
    assert halfway["kl"] not in (cold["kl"], warm["kl"])


def test_numbers_with_free_bits_to_spare_are_not_pressed() -> None:
    without = ended(*VAE, "objective.beta=0").held_out
    free = ended(*VAE, "objective.beta=5", "objective.free_bits=100").held_out
    assert free["kl"] == without["kl"] and free["reconstruction"] == without["reconstruction"]
    assert ended(*VAE, "objective.beta=5").held_out["kl"] < 0.9 * without["kl"]


def test_the_learning_rate_of_every_step_follows_the_cosine(monkeypatch: pytest.MonkeyPatch) -> None:
    rates: list[float] = []
    step = torch.optim.Adam.step

    def noting(self: torch.optim.Adam, *args: object) -> object:
        rates.append(float(self.param_groups[0]["lr"]))
        return step(self, *args)

    monkeypatch.setattr(torch.optim.Adam, "step", noting)
    ended("optimizer.decay=cosine", "optimizer.learning_rate=0.02")
    steps = EPOCHS * STEPS
    assert rates == pytest.approx([0.01 * (1 + math.cos(math.pi * k / steps)) for k in range(steps)], rel=1e-5)


def test_codes_of_power_1_get_noise_in_training() -> None:
    still = ("optimizer.learning_rate=1e-12", "objective.reconstruction=mse", "bottleneck.kind=power")
    silent, noisy = (ended(*still, f"bottleneck.noise_std={std}") for std in (0, 3))
    assert noisy.training["loss"] > 1.05 * silent.training["loss"]


def test_the_reconstruction_error_that_is_named_is_the_one_that_falls() -> None:
    losses = {
        kind: ended(f"objective.reconstruction={kind}", "optimizer.learning_rate=1e-12").training["loss"]
        for kind in ("log-cosh", "mse", "l1")
    }
    # For errors below 1: e²/2 − e⁴/12 ≤ log cosh e ≤ e²/2.
    assert 0.4 * losses["mse"] < losses["log-cosh"] < 0.5 * losses["mse"] < losses["l1"]
