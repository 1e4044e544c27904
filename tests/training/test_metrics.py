"""The metrics say what scikit-image, scikit-learn and the formulas say."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from torch import Tensor
from torch.nn import functional as F

from training import metrics


def pair(n: int, c: int, h: int, w: int) -> tuple[Tensor, Tensor]:
    """Smooth images and noisy copies."""
    random = torch.Generator().manual_seed(3)
    coarse = torch.rand(n, c, 4, 4, generator=random)
    x = F.interpolate(coarse, (h, w), mode="bicubic").clamp(0, 1)
    return x, (x + 0.1 * torch.randn(x.shape, generator=random)).clamp(0, 1)


def reference_ssim(x: Tensor, y: Tensor, sigma: float = 1.5) -> list[float]:
    return [
        structural_similarity(
            a,
            b,
            channel_axis=0,
            gaussian_weights=True,
            sigma=sigma,
            use_sample_covariance=False,
            data_range=1.0,
        )
        for a, b in zip(x.double().numpy(), y.double().numpy(), strict=True)
    ]


def test_mse_and_psnr_agree_with_numpy_and_scikit_image() -> None:
    x, y = pair(6, 3, 12, 9)
    assert metrics.mse(x, y).tolist() == pytest.approx(((x - y).numpy() ** 2).mean((1, 2, 3)).tolist(), rel=1e-5)
    expected = [
        peak_signal_noise_ratio(a, b, data_range=1.0)
        for a, b in zip(x.double().numpy(), y.double().numpy(), strict=True)
    ]
    assert metrics.psnr(x, y).tolist() == pytest.approx(expected, rel=1e-5)


def test_psnr_of_equal_images_is_infinite() -> None:
    x, _ = pair(2, 1, 8, 8)
    assert metrics.psnr(x, x).tolist() == [float("inf")] * 2


@pytest.mark.parametrize("shape", [(20, 1, 28, 28), (5, 3, 64, 64), (5, 3, 26, 40), (4, 1, 11, 30), (700, 1, 28, 28)])
def test_ssim_agrees_with_scikit_image(shape: tuple[int, int, int, int]) -> None:
    x, y = pair(*shape)
    similarity = metrics.ssim(x, y)
    assert similarity.shape == shape[:1]
    assert similarity.dtype == torch.float32
    np.testing.assert_allclose(similarity.numpy(), reference_ssim(x, y), rtol=0, atol=1e-6)


@pytest.mark.parametrize("y_of_x", ["x * 0.4 + 0.3", "x * 0.4", "1 - x", "x * 0 + 0.5", "x * 0.99", "x.roll(2, -1)"])
@pytest.mark.parametrize("ground", ["halves", "blocks", "white", "black", "ramp"])
def test_ssim_agrees_where_float32_cancels(ground: str, y_of_x: str) -> None:
    """Flat regions: their variance is nothing but rounding if it is computed carelessly."""
    x = torch.zeros(2, 1, 28, 28)
    if ground == "halves":
        x[..., 14:] = 1
    elif ground == "blocks":
        tiles = torch.tensor([[0.0, 1.0, 0.5], [0.5, 0.0, 1.0], [1.0, 0.9, 0.0]])
        x[:] = F.interpolate(tiles[None, None], (28, 28))
    elif ground == "white":
        x += 1
    elif ground == "ramp":
        x += torch.linspace(0, 1, 28)
    y: Tensor = eval(y_of_x, {"x": x})
    np.testing.assert_allclose(metrics.ssim(x, y).numpy(), reference_ssim(x, y), rtol=0, atol=1e-6)


@pytest.mark.parametrize(("size", "sigma"), [(10, 1.2), (8, 0.9), (6, 0.6), (3, 0.3)])
def test_ssim_of_images_smaller_than_its_window_uses_a_smaller_one(size: int, sigma: float) -> None:
    x, y = pair(7, 1, size, 12)
    np.testing.assert_allclose(metrics.ssim(x, y).numpy(), reference_ssim(x, y, sigma), rtol=0, atol=1e-6)


def test_ssim_of_equal_images_is_one_and_of_no_images_is_nothing() -> None:
    x, _ = pair(3, 1, 28, 28)
    assert metrics.ssim(x, x).tolist() == [1.0] * 3
    assert metrics.ssim(x[:0], x[:0]).shape == (0,)


def test_ssim_of_an_image_does_not_depend_on_its_batch() -> None:
    x, y = pair(9, 1, 28, 28)
    alone = torch.cat([metrics.ssim(x[i : i + 1], y[i : i + 1]) for i in range(9)])
    np.testing.assert_allclose(metrics.ssim(x, y).numpy(), alone.numpy(), rtol=0, atol=5e-7)


def test_metrics_leave_their_arguments_alone() -> None:
    x, y = pair(3, 1, 16, 16)
    before = x.clone(), y.clone()
    metrics.mse(x, y), metrics.psnr(x, y), metrics.ssim(x, y)
    assert torch.equal(x, before[0])
    assert torch.equal(y, before[1])


def test_active_units_are_those_that_vary_with_the_image() -> None:
    random = torch.Generator().manual_seed(0)
    mean = torch.randn(500, 6, generator=random) * torch.tensor([1.0, 0.5, 0.2, 0.05, 0.0, 0.0]) + 3
    assert metrics.active_units(mean) == 3
    assert metrics.active_units(mean, threshold=0.001) == 4
    assert metrics.active_units(mean.view(500, 3, 2, 1)) == 3
