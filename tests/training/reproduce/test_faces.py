"""G: the report's network is trained in a small part of the 24 GiB that a graphics card of its day had."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from training import Recipe, build_model
from training.data import load_images
from training.footprint import outputs
from training.reproduce import declared
from training.reproduce.runner import file_of

GIB = 2**30
WIDTHS = (12288, 4096, 2048, 4096, 12288)
FLOAT = 4
"""Bytes."""


def test_grey_faces_are_given_the_three_channels_of_the_reports_network(tmp_path: Path) -> None:
    faces = np.random.default_rng(0).integers(0, 256, (4, 64, 64), np.uint8)
    np.savez(tmp_path / "olivetti.npz", x=faces, y=np.arange(4))
    (source,) = declared("G").images.values()
    assert file_of(source, tmp_path) == tmp_path / "olivetti.npz"
    data = Recipe.load("faces-dense").override(*source.overrides).data
    images = load_images(data, tmp_path / "olivetti.npz")
    assert images.shape == (3, 64, 64)
    assert np.array_equal(images.pixels.numpy(), np.stack([faces] * 3, 1))


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
