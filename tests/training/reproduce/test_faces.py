"""G: the report's network is trained in a small part of the 24 GiB that a graphics card of its day had."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from training import Recipe, build_model
from training.footprint import outputs
from training.reproduce import declared

GIB = 2**30
WIDTHS = (12288, 4096, 2048, 4096, 12288)
FLOAT = 4
"""Bytes."""


@pytest.mark.parametrize("role", ["settings", "ours"])
def test_weights_gradients_moments_and_a_batch_take_far_less_than_24_gib(role: str) -> None:
    (experiment,) = declared("G").experiments
    plan = experiment.settings if role == "settings" else experiment.ours
    assert plan is not None
    recipe = Recipe.load(plan.recipe).override(*plan.overrides)
    assert recipe.optimizer.kind == "adam"
    with torch.device("meta"):
        model = build_model(recipe, (3, 64, 64))
    parameters = sum(parameter.numel() for parameter in model.parameters())
    between = sum(a * b + b for a, b in pairwise(WIDTHS))
    batch_norm = 2 * sum(WIDTHS[1:-1])
    assert parameters == between + batch_norm == 117_483_520

    of_weights = 4 * parameters * FLOAT
    assert of_weights / GIB == pytest.approx(1.75, abs=0.01), "weights, gradients, and Adam's two moments"
    # What each layer puts out, and its gradient on the way back.
    of_batch = 2 * recipe.schedule.batch_size * outputs(model) * FLOAT
    assert outputs(model) >= sum(WIDTHS[1:])
    assert of_weights + of_batch < 24 * GIB / 10
