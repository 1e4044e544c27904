"""Every corruption is drawn by seed, purpose and image alone; each does what its name says."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter

from training import Recipe
from training.corruption import Corruption
from training.corruption.blur import Blur
from training.corruption.gaussian import GaussianNoise
from training.corruption.salt_pepper import SaltPepper

KINDS = {
    "none": (),
    "erase": ("corruption.p=0.7", "corruption.fill=noise"),
    "gaussian": (),
    "salt-pepper": (),
    "blur": (),
    "low-resolution": ("corruption.factor=3", "corruption.enlarge=linear"),
    "stripes": ("corruption.angle=30",),
    "mask": ("corruption.rectangles=[3, 4, 5, 6]",),
    "chain": ('corruption.parts=[{kind="erase"}, {kind="stripes"}, {kind="salt-pepper"}]',),
}


def corruption_of(kind: str) -> Corruption:
    # One override at a time: a mask of no rectangle is none.
    return Recipe().override(f"corruption.kind={kind}", *KINDS[kind]).corruption


@pytest.fixture
def x() -> torch.Tensor:
    return torch.rand(90, 3, 17, 13, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("batch", [1, 7, 64])
def test_the_size_of_a_batch_changes_no_bit(kind: str, batch: int, x: torch.Tensor) -> None:
    corruption, indices = corruption_of(kind), torch.randperm(90)
    whole = corruption.apply(x, seed=7, purpose="training 3", indices=indices)
    for rows in torch.arange(90).split(batch):
        part = corruption.apply(x[rows], seed=7, purpose="training 3", indices=indices[rows])
        assert torch.equal(part.pixels, whole.pixels[rows])
        if whole.hidden is not None:
            assert part.hidden is not None
            assert torch.equal(part.hidden, whole.hidden[rows])


def test_no_kind_is_left_out_here() -> None:
    union, _ = get_args(Corruption)
    assert {part.model_fields["kind"].default for part in get_args(union)} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_on_another_device(kind: str, x: torch.Tensor) -> None:
    # The meta device, which every machine has, computes with its own tensors only.
    apply = corruption_of(kind).apply
    seen = apply(x.to("meta"), seed=7, purpose="training 3", indices=torch.arange(90, device="meta"))
    assert (seen.pixels.device.type, seen.pixels.shape) == ("meta", x.shape)
    assert seen.hidden is None or (seen.hidden.device.type, len(seen.hidden)) == ("meta", 90)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("kind", KINDS)
def test_a_gpu_makes_of_an_image_what_the_cpu_does(kind: str, x: torch.Tensor) -> None:
    corruption, indices = corruption_of(kind), torch.arange(90)
    here = corruption.apply(x, seed=7, purpose="training 3", indices=indices)
    there = corruption.apply(x.cuda(), seed=7, purpose="training 3", indices=indices.cuda())
    assert there.pixels.device.type == "cuda"
    assert there.pixels.dtype == x.dtype
    differs = ((there.pixels.cpu() - here.pixels).abs() > 1e-5).any(1, keepdim=True)
    assert (there.hidden is None) == (here.hidden is None)
    if here.hidden is None or there.hidden is None:
        assert not differs.any()
        return
    assert there.hidden.device.type == "cuda"
    elsewhere = there.hidden.cpu() != here.hidden
    # On the very edge of what is hidden, rounding decides.
    assert elsewhere.float().mean() < 1e-3
    assert not differs[~elsewhere].any()


@pytest.mark.parametrize("kind", ["erase", "gaussian", "salt-pepper", "stripes", "chain"])
def test_seed_purpose_and_image_decide(kind: str, x: torch.Tensor) -> None:
    corruption, indices = corruption_of(kind), torch.arange(90)
    first = corruption.apply(x, seed=7, purpose="training 3", indices=indices).pixels
    for seed, purpose, images in (
        (8, "training 3", indices),
        (7, "training 4", indices),
        (7, "training 3", indices + 1),
    ):
        assert not torch.equal(first, corruption.apply(x, seed=seed, purpose=purpose, indices=images).pixels)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_hidden_is_the_image_itself(kind: str, x: torch.Tensor) -> None:
    before = x.clone()
    pixels, hidden = corruption_of(kind).apply(x, seed=7, purpose="evaluate", indices=torch.arange(90))
    assert torch.equal(x, before)
    assert pixels.shape == x.shape
    assert pixels.dtype == x.dtype
    if hidden is not None:
        shown = ~hidden.expand_as(x)
        assert hidden.any()
        assert torch.equal(pixels[shown], x[shown])


def test_a_recipe_without_corruption_shows_the_images_themselves(x: torch.Tensor) -> None:
    seen = Recipe().corruption.apply(x, seed=7, purpose="evaluate", indices=torch.arange(90))
    assert seen.pixels is x
    assert seen.hidden is None


def test_gaussian_noise_has_the_standard_deviation_asked_for(x: torch.Tensor) -> None:
    noisy = GaussianNoise(factor=0.4, clip=False).apply(x, seed=7, purpose="a", indices=torch.arange(90)).pixels
    assert (noisy - x).std() == pytest.approx(0.4, rel=0.02)
    assert abs((noisy - x).mean()) < 0.01
    clipped = GaussianNoise(factor=0.4, clip=True).apply(x, seed=7, purpose="a", indices=torch.arange(90)).pixels
    assert torch.equal(clipped, noisy.clamp(0, 1))


def test_gaussian_corruption_is_not_the_noise_on_the_code() -> None:
    from training.seeds import normal_noise

    x, indices = torch.zeros(20, 1, 2, 2), torch.arange(20)
    noisy = GaussianNoise(factor=1, clip=False).apply(x, seed=7, purpose="training 0", indices=indices).pixels
    assert not torch.equal(noisy, normal_noise(7, "training 0", indices, (1, 2, 2)))


def test_salt_and_pepper_hit_the_share_asked_for_half_black_half_white(x: torch.Tensor) -> None:
    x = x * 0.5 + 0.25
    pixels, hidden = SaltPepper(share=0.2).apply(x, seed=7, purpose="a", indices=torch.arange(90))
    assert hidden is not None
    assert hidden.float().mean() == pytest.approx(0.2, abs=0.01)
    assert (pixels == 0).float().mean() == pytest.approx(0.1, abs=0.01)
    assert (pixels == 1).float().mean() == pytest.approx(0.1, abs=0.01)
    assert ((pixels == 0) | (pixels == 1)).all(1, keepdim=True).eq(hidden).all()


@pytest.mark.parametrize("sigma", [0.3, 1.0, 2.5, 9.0])
def test_blur_is_that_of_scipy(sigma: float, x: torch.Tensor) -> None:
    # The widest reaches over the image several times.
    blurred = Blur(sigma=sigma).apply(x[:5], seed=7, purpose="a", indices=torch.arange(5)).pixels
    expected = gaussian_filter(x[:5].double().numpy(), (0, 0, sigma, sigma), mode="reflect")
    np.testing.assert_allclose(blurred.numpy(), expected, atol=1e-6)
