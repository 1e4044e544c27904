"""Weights that are not finite: whoever meets them says so, why, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training import fit, load_run
from training.broken_weights import are_finite
from training.build import build_model
from training.errors import InputError
from training.latent.samplers.fitted_gaussian import GaussianOfCodes
from training.recipe import Recipe
from training.snapshot import Snapshot

FIRST, LAST = 0, -1
TOLD = "diverged.*damaged.*earlier epoch.*smaller learning rate"


@pytest.mark.parametrize("layer", [FIRST, LAST])
@pytest.mark.parametrize("number", [torch.nan, torch.inf])
def test_one_number_anywhere_breaks_a_model(layer: int, number: float) -> None:
    model = build_model(Recipe().override("model.widths=[4]"), (1, 8, 8))
    assert are_finite(model)
    with torch.no_grad():
        list(model.parameters())[layer].view(-1)[0] = number
    assert not are_finite(model)


def test_codes_of_a_broken_model_cannot_be_decoded_nor_drawn_from_and_that_is_explained() -> None:
    model = build_model(Recipe().override("model.widths=[4]"), (1, 8, 8))
    with torch.no_grad():
        next(model.parameters()).fill_(torch.nan)
    snapshot = Snapshot(model, step=1, epoch=1.0)
    codes = snapshot.encode(np.full((3, 1, 8, 8), 0.5, np.float32))
    with pytest.raises(InputError, match=f"weights are not finite.*{TOLD}"):
        snapshot.decode(codes)
    with pytest.raises(InputError, match=TOLD):
        GaussianOfCodes().fitted(codes)


@pytest.mark.parametrize("kind", [np.asarray, torch.from_numpy])
def test_a_saved_run_never_answers_with_what_is_not_finite(kind: Callable[..., Any], tmp_path: Path) -> None:
    recipe = Recipe.load("mnist-ae-2d").override("model.widths=[4]", "schedule.epochs=1", "schedule.batch_size=4")
    pixels = np.full((20, 1, 8, 8), 0.5, np.float32)
    list(fit(recipe, pixels, folder=tmp_path))
    run = load_run(tmp_path)
    codes = run.encode(kind(pixels))
    assert np.isfinite(np.asarray(run.reconstruct(kind(pixels)))).all()

    spoilt = pixels.copy()
    spoilt[3, 0, 2, 2] = np.nan
    for ask in (run.encode, run.reconstruct):
        with pytest.raises(InputError, match=r"some of these are no numbers \(NaN\)"):
            ask(kind(spoilt))

    # Finite, so that they can be saved and loaded; but their products are not, and ∞ - ∞ is no number.
    with torch.no_grad():
        *earlier, last, _ = run.snapshot.model.parameters()
        for weights in (*earlier, last):
            weights.fill_(3e38)
        last[:, ::2] = -3e38
    for ask, given in ((run.encode, kind(pixels)), (run.reconstruct, kind(pixels)), (run.decode, codes)):
        with pytest.raises(InputError, match=r"not finite \(NaN or infinite\).*too large.*smaller learning rate"):
            ask(given)
