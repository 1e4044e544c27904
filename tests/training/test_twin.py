"""A twin differs in its bottleneck only: same images in the same order, same weights to begin with."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from training import fit
from training.build import build_model
from training.events import EpochEnded, SnapshotTaken
from training.recipe import Recipe
from training.twin import twin

IMAGES = np.random.default_rng(0).random((70, 8, 8), dtype=np.float32)
DENSE = ("model.widths=[16]",)
MAPS = ("model.kind=feature-maps", "model.channels=[6]", "model.code_maps=3")


def recipe(*assignments: str) -> Recipe:
    return Recipe(title="Digits").override("schedule.epochs=3", "schedule.batch_size=16", *assignments)


def trained(run: Recipe) -> tuple[list[EpochEnded], dict[str, torch.Tensor]]:
    events = list(fit(run, IMAGES))
    weights = [event.snapshot.state_dict() for event in events if isinstance(event, SnapshotTaken)][-1]
    return [event for event in events if isinstance(event, EpochEnded)], weights


@pytest.mark.parametrize("model", [DENSE, MAPS], ids=["dense", "feature maps"])
@pytest.mark.parametrize("loss", ["mse", "bce"])
def test_a_vae_without_kl_and_sampling_is_its_twin_exactly(model: tuple[str, ...], loss: str) -> None:
    vae = recipe(
        *model,
        f"objective.reconstruction={loss}",
        "bottleneck.kind=gaussian",
        "bottleneck.sample=false",
        "objective.beta=0",
    )
    ae = twin(vae)
    assert ae.bottleneck.kind == "plain"
    (vae_epochs, vae_weights), (ae_epochs, ae_weights) = trained(vae), trained(ae)
    for mine, other in zip(vae_epochs, ae_epochs, strict=True):
        assert mine.training.get("loss") == other.training.get("loss")
        for key in ("loss", "mse", "psnr", "ssim"):
            assert mine.held_out[key] == other.held_out[key]
    assert vae_epochs[0].held_out["loss"] > vae_epochs[-1].held_out["loss"]
    for name, weight in ae_weights.items():
        assert torch.equal(weight, vae_weights[name]), name


def test_with_sampling_or_kl_they_differ() -> None:
    for assignments in (("objective.beta=0",), ("bottleneck.sample=false",)):
        vae = recipe(*DENSE, "bottleneck.kind=gaussian", *assignments)
        (mine, _), (other, _) = trained(vae), trained(twin(vae))
        assert mine[-1].held_out["loss"] != other[-1].held_out["loss"]


@pytest.mark.parametrize("name", ["mnist-ae-2d", "mnist-conv-2d", "eyes-vae", "dogs-noise-010"])
def test_a_twin_starts_equal_where_layers_match(name: str) -> None:
    mine = Recipe.load(name)
    other = twin(mine)
    assert other.bottleneck.has_kl is not mine.bottleneck.has_kl
    kept = {"title", "bottleneck"}
    assert mine.model_dump(exclude=kept) == other.model_dump(exclude=kept)
    shape = (3, 64, 64) if "dogs" in name else (3, 50, 50) if "eyes" in name else (1, 28, 28)
    a, b = build_model(mine, shape).state_dict(), build_model(other, shape).state_dict()
    assert all(torch.equal(a[key], b[key]) for key in a.keys() & b.keys())
    heads = ("bottleneck.logvar.", "bottleneck.finish.")
    assert all(key.startswith(heads) for key in a.keys() ^ b.keys())


def test_a_twin_of_a_twin_is_the_first() -> None:
    vae = Recipe.load("mnist-vae-2d")
    assert twin(twin(vae)).model_dump() == vae.model_dump()


@pytest.mark.parametrize(
    ("title", "kind", "other"),
    [
        ("Digits, VAE: two numbers", "gaussian", "Digits, AE: two numbers"),
        ("Digits", "gaussian", "Digits (AE twin)"),
        ("Digits", "plain", "Digits (VAE twin)"),
        ("x" * 120, "plain", "x" * 109 + " (VAE twin)"),
    ],
)
def test_the_title_names_the_kind(title: str, kind: str, other: str) -> None:
    assert twin(Recipe(title=title).override(f"bottleneck.kind={kind}")).title == other
