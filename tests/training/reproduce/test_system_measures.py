"""What single systems measure is what NumPy and scikit-image compute from the same model's output."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from skimage.filters import unsharp_mask
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from training.build import build_model
from training.corruption.erase import Erase
from training.data.images import ImageSet
from training.recipe import Recipe
from training.reproduce import digits, inpainting, latent_noise, measures, wafers
from training.reproduce.trained import Trained
from training.seeds import normal_noise

Floats = NDArray[np.float32]


@pytest.fixture(autouse=True)
def _several_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last one is smaller: a mean of the chunks' means would be another number."""
    for module in (measures, latent_noise):
        monkeypatch.setattr(module, "CHUNK", 4)


def trained(name: str, pixels: NDArray[Any], *assignments: str) -> Trained:
    """A built-in recipe's model before its first step, as if it were trained on images (n, C, H, W)."""
    recipe = Recipe.load(name).override("data.classes=[]", *assignments)
    images = ImageSet.from_array(pixels)
    model = build_model(recipe, images.shape).eval().requires_grad_(False)
    return Trained(recipe, model, images, images, images.split(recipe.data.held_out, recipe.seed), [])


def louder(run: Trained) -> None:
    """Let its output leave [0, 1], and be not nearly the same everywhere."""
    for parameter in run.model.decoder.parameters():
        parameter.mul_(4)


def smooth(n: int, *shape: int) -> Floats:
    """Images with structure, (n, C, H, W): each channel from 0 to 1."""
    images = gaussian_filter(np.random.default_rng(3).random((n, *shape)), (0, 0, 1.5, 1.5))
    images -= images.min((2, 3), keepdims=True)
    return np.asarray(images / images.max((2, 3), keepdims=True), np.float32)


def through(run: Trained, given: Floats) -> Floats:
    """What its model makes of images (n, C, H, W), as it comes."""
    return np.asarray(run.model.decode(run.model.encode(torch.from_numpy(given)).mean).numpy())


def mean_of(measure: Callable[[Floats, Floats], float], images: Floats, originals: Floats) -> float:
    return float(np.mean([measure(a, b) for a, b in zip(images, originals, strict=True)]))


def mse(image: Floats, original: Floats) -> float:
    return float(np.square(image.astype(np.float64) - original).mean())


def psnr(image: Floats, original: Floats) -> float:
    if np.array_equal(image, original):
        return 100.0
    return float(peak_signal_noise_ratio(original, image, data_range=1))


def ssim(image: Floats, original: Floats) -> float:
    settings = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False, "data_range": 1}
    return float(structural_similarity(original.astype(float), image.astype(float), channel_axis=0, **settings))


def close(expected: float) -> Any:
    return pytest.approx(expected, rel=2e-5)


def test_inpainting_is_judged_as_it_comes_clamped_and_rescaled() -> None:
    run = trained(
        "mnist-01-inpainting", smooth(48, 1, 16, 16), "model.widths=[24]", "model.latent_size=12", "corruption.p=0.7"
    )
    louder(run)
    rows = run.rows("held out")
    clean = run.images.batch(rows).numpy()
    assert isinstance(run.recipe.corruption, Erase)
    holes = run.recipe.corruption.rectangles((16, 16), seed=7, purpose="evaluate", indices=rows).tolist()
    given = clean.copy()
    for image, (top, left, h, w) in zip(given, holes, strict=True):
        image[:, top : top + h, left : left + w] = 0.5
    assert len(clean) % 4
    assert any(h == 0 for _, _, h, _ in holes), "an image without a hole has a finite PSNR too"

    raw = through(run, given)
    assert raw.min() < 0
    assert raw.max() > 1
    low, high = raw.min((1, 2, 3), keepdims=True), raw.max((1, 2, 3), keepdims=True)
    pasted, rescaled = given.copy(), given.copy()
    for onto, output in ((pasted, np.clip(raw, 0, 1)), (rescaled, (raw - low) / (high - low))):
        for image, restored, (top, left, h, w) in zip(onto, output, holes, strict=True):
            hole = (slice(None), slice(top, top + h), slice(left, left + w))
            image[hole] = restored[hole]

    assert inpainting.measure(run, "held out") == {
        "mse-raw": close(mean_of(mse, raw, clean)),
        "mse-pasted": close(mean_of(mse, pasted, clean)),
        "mse-rescaled": close(mean_of(mse, rescaled, clean)),
        "psnr": close(mean_of(psnr, pasted, clean)),
        "ssim": close(mean_of(ssim, pasted, clean)),
    }


def test_dies_are_right_where_the_largest_output_is_their_state() -> None:
    states = np.random.default_rng(5).integers(0, 3, (30, 26, 26))
    # Maps with unlike numbers of dies: a mean of the maps' shares would be another number.
    states[:20, 4:] = 0
    pixels = np.eye(3, dtype=np.float32)[states].transpose(0, 3, 1, 2)
    run = trained("wafers-ae", pixels)
    rows = run.rows("held out").numpy()
    louder(run)
    output = through(run, pixels[rows])
    assert set(np.unique(output.argmax(1))) == {0, 1, 2}
    right = dies = 0
    for image, state in zip(output, states[rows], strict=True):
        for y, x in zip(*np.nonzero(state), strict=True):
            dies += 1
            right += int(image[:, y, x].argmax() == state[y, x])
    assert 0 < right < dies
    assert wafers.measure(run, "held out")["die-accuracy"] == right / dies


def test_denoised_and_sharpened_digits_are_judged_against_the_clean_ones() -> None:
    raw = ("model.output=identity", "objective.reconstruction=mse")
    run = trained("mnist-denoising", smooth(46, 1, 16, 16), "model.widths=[32]", "model.latent_size=8", *raw)
    louder(run)
    rows = run.rows("held out")
    clean = run.images.batch(rows).numpy()
    assert len(clean) % 4
    drawn = normal_noise(7, "corruption evaluate", rows, run.images.shape).numpy()
    noisy = np.clip(clean + np.float32(0.4) * drawn, 0, 1)
    denoised = np.clip(through(run, noisy), 0, 1)
    sharp = np.stack([unsharp_mask(image, radius=1, amount=0.6, channel_axis=0) for image in denoised])
    assert digits.denoising(run, "held out") == {
        "psnr-noisy": close(mean_of(psnr, noisy, clean)),
        "psnr": close(mean_of(psnr, denoised, clean)),
        "psnr-sharpened": close(mean_of(psnr, sharp, clean)),
        "ssim": close(mean_of(ssim, denoised, clean)),
        "ssim-sharpened": close(mean_of(ssim, sharp, clean)),
    }


def test_noisy_codes_are_judged_against_the_original_and_against_codes_without_noise() -> None:
    run = trained("dogs-noise-015", smooth(46, 3, 16, 16), "model.channels=[4, 8]", "model.code_maps=4")
    rows = run.rows("held out")
    clean = run.images.batch(rows).numpy()
    assert len(clean) % 4
    codes = run.model.encode(torch.from_numpy(clean)).mean.numpy()
    np.testing.assert_allclose(np.square(codes).mean((1, 2, 3)), 1, rtol=1e-5)
    drawn = normal_noise(7, "evaluate", rows, run.model.latent_shape).numpy()

    def decoded(z: Floats) -> Floats:
        return np.clip(run.model.decode(torch.from_numpy(z)).numpy(), 0, 1)

    free, noisy = decoded(codes), decoded(codes + np.float32(0.15) * drawn)
    found = latent_noise.measure(run, "held out")
    assert found["psnr"] == close(mean_of(psnr, free, clean))
    assert found["psnr-noisy"] == close(mean_of(psnr, noisy, clean))
    assert found["psnr-free"] == close(mean_of(psnr, noisy, free))
    assert found["psnr-free"] != close(found["psnr-noisy"])
