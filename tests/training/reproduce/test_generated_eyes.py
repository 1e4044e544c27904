"""C: twenty eyes give a hundred new ones with labels, of AE and VAE from the same displacement of their codes."""

from __future__ import annotations

import io

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from training.build import build_model
from training.data.images import ImageSet
from training.recipe import Recipe
from training.reproduce import eyes
from training.reproduce.measures import encoded
from training.reproduce.system import Role
from training.reproduce.trained import Trained

IMAGES = ImageSet.from_array(
    np.random.default_rng(1).random((120, 3, 16, 16), np.float32), np.arange(120) % 7, classes=tuple("abcdefg")
)


def run(name: str) -> Trained:
    recipe = Recipe.load(name).override("model.channels=[4, 8]", "model.latent_size=32")
    model = build_model(recipe, IMAGES.shape).eval().requires_grad_(False)
    return Trained(recipe, model, IMAGES, IMAGES, IMAGES.split(recipe.data.held_out, recipe.seed), [])


@pytest.fixture(scope="module")
def runs() -> dict[tuple[str, Role], Trained]:
    ae, vae = run("eyes-ae-best"), run("eyes-vae-best")
    # Their weights start equal; those of trained models differ.
    for parameter in vae.model.encoder.parameters():
        parameter.mul_(2)
    return {("ae", "ours"): ae, ("vae", "ours"): vae}


def codes_decoded(trained: Trained) -> tuple[Tensor, Tensor]:
    """The codes (20, 5, d) that its new images come from, and those of the images they are made of (20, d)."""
    seen: list[Tensor] = []

    def keep(_decoder: nn.Module, given: tuple[Tensor, ...]) -> None:
        seen.append(given[0])

    hook = trained.model.decoder.register_forward_pre_hook(keep)
    rows, _ = eyes.generated(trained)
    hook.remove()
    return torch.stack(seen, 1), encoded(trained, rows)


def test_a_hundred_new_eyes_are_written_with_the_labels_of_those_they_come_from(
    runs: dict[tuple[str, Role], Trained],
) -> None:
    written = {name: np.load(io.BytesIO(content)) for name, content in eyes.files(runs)}
    assert set(written) == {f"generated-{kind}{end}.npy" for kind in ("ae", "vae") for end in ("", "-labels")}
    assert IMAGES.labels is not None
    for kind in ("ae", "vae"):
        trained = runs[kind, "ours"]
        rows, _ = eyes.generated(trained)
        assert set(rows.tolist()) <= set(trained.rows("held out").tolist())
        images, labels = written[f"generated-{kind}.npy"], written[f"generated-{kind}-labels.npy"]
        assert (images.shape, images.dtype) == ((100, 3, 16, 16), np.float32)
        assert 0 <= images.min() < images.max() <= 1
        assert labels.tolist() == [int(IMAGES.labels[row]) for row in rows for _ in range(5)]
        codes, _ = codes_decoded(trained)
        expected = trained.model.decode(codes.flatten(0, 1)).clamp(0, 1)
        np.testing.assert_allclose(images, expected.numpy(), atol=1e-6)


def test_codes_of_ae_and_vae_are_displaced_alike(runs: dict[tuple[str, Role], Trained]) -> None:
    (ae, ae_from), (vae, vae_from) = (codes_decoded(trained) for trained in runs.values())
    assert ae.shape == vae.shape == (20, 5, 32)
    assert not torch.allclose(ae_from, vae_from, atol=0.01)
    displaced = ae - ae_from[:, None]
    torch.testing.assert_close(displaced, vae - vae_from[:, None], atol=1e-5, rtol=0)
    assert float(displaced.std()) == pytest.approx(eyes.NOISE, rel=0.05)
    assert len(displaced.flatten(0, 1).unique(dim=0)) == 100, "each new image has noise of its own"
