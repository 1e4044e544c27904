"""What is said of held-out images: means and spreads as scikit-image and NumPy find them, image by image."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from skimage.metrics import mean_squared_error, peak_signal_noise_ratio, structural_similarity
from torch.distributions import Normal, kl_divergence
from torch.nn.functional import binary_cross_entropy

from training.build import build_model
from training.evaluate import evaluate, evaluation
from training.events import EpochEnded
from training.loop import fit
from training.recipe import Recipe
from training.replay import replay
from training.seeds import normal_noise

SMALL = ("data.source=digits", "model.widths=[8]", "schedule.epochs=2", "schedule.batch_size=256")


@pytest.mark.parametrize("kind", ["plain", "gaussian"])
def test_means_and_spreads_agree_with_scikit_image(kind: str) -> None:
    recipe = Recipe.load("mnist-ae-2d").override("model.widths=[16]", f"bottleneck.kind={kind}")
    x = torch.rand(13, 1, 28, 28, generator=torch.Generator().manual_seed(2))
    model = build_model(recipe, (1, 28, 28)).eval()
    means, spread = evaluation(model, recipe.objective, x, torch.arange(13), seed=1, chunk=5)
    with torch.no_grad():
        pictures = model.decode(model.encode(x).mean).clamp(0, 1).double().numpy()[:, 0]
    pairs = list(zip(x.double().numpy()[:, 0], pictures, strict=True))
    expected = {
        "mse": [mean_squared_error(a, b) for a, b in pairs],
        "psnr": [peak_signal_noise_ratio(a, b, data_range=1.0) for a, b in pairs],
        "ssim": [
            structural_similarity(a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1.0)
            for a, b in pairs
        ],
    }
    for metric, values in expected.items():
        assert means[metric] == pytest.approx(np.mean(values), abs=1e-4), metric
        assert spread[metric] == pytest.approx(np.std(values, ddof=1), abs=1e-4), metric
    assert set(spread) == set(means) - {"active_units"}
    assert evaluate(model, recipe.objective, x, torch.arange(13), seed=1, chunk=5) == means


@pytest.mark.parametrize("beta", [0.25, 3.0])
@pytest.mark.parametrize(("reduction", "pixels"), [("sum", 1), ("mean", 144)])
def test_the_terms_of_a_vae_agree_with_closed_forms(beta: float, reduction: str, pixels: int) -> None:
    recipe = Recipe.load("mnist-vae-2d").override(
        "model.widths=[16]", f"objective.beta={beta}", f"objective.reduction={reduction}"
    )
    x = torch.rand(13, 1, 12, 12, generator=torch.Generator().manual_seed(2))
    model = build_model(recipe, (1, 12, 12)).eval()
    with torch.no_grad():
        for weights in model.encoder.parameters():
            weights.mul_(4)
        posterior = model.encode(x)
        assert posterior.logvar is not None
        spread = posterior.logvar.exp().sqrt()
        z = posterior.mean + spread * normal_noise(recipe.seed, "evaluate", torch.arange(13), (2,))
        pictures = model.decode(z)
    kl = kl_divergence(Normal(posterior.mean, spread), Normal(0.0, 1.0)).sum(1).mean().item()
    nats = binary_cross_entropy(pictures.double(), x.double(), reduction="none").flatten(1).sum(1).mean().item()
    assert kl > 0.1

    means = evaluate(model, recipe.objective, x, torch.arange(13), seed=recipe.seed, chunk=5)
    assert means["kl"] == pytest.approx(kl, rel=1e-5)
    assert means["reconstruction"] == pytest.approx(nats / pixels, rel=1e-5)
    assert means["loss"] == pytest.approx(nats / pixels + beta * kl, rel=1e-5)
    # What the effective β promises: the loss, were the reconstruction summed over pixels.
    assert means["loss"] * pixels == pytest.approx(nats + recipe.objective.effective_beta((1, 12, 12)) * kl, rel=1e-5)


def test_one_image_has_no_spread() -> None:
    recipe = Recipe.load("mnist-ae-2d").override("model.widths=[4]")
    model = build_model(recipe, (1, 8, 8))
    found = evaluation(model, recipe.objective, torch.rand(1, 1, 8, 8), torch.arange(1), seed=1)
    assert set(found.spread.values()) == {0.0}


def test_a_saved_run_tells_its_spreads_and_one_of_an_older_version_none(tmp_path: Path) -> None:
    from training.data import load_images

    recipe = Recipe.load("mnist-vae-2d").override(*SMALL)
    said = [event.spread for event in fit(recipe, folder=tmp_path / "run") if isinstance(event, EpochEnded)]
    assert all(spread["psnr"] > 0 for spread in said)

    def told() -> list[dict[str, float]]:
        events = replay(tmp_path / "run", lambda recipe: load_images(recipe.data))
        return [event.spread for event in events if isinstance(event, EpochEnded)]

    assert told() == said
    log = tmp_path / "run" / "events.jsonl"
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    for entry in entries:
        entry.pop("spread", None)
    log.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    assert told() == [{}] * 3
