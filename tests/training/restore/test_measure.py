"""Restored images are measured as scikit-image measures them, on the whole and inside the hole only."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from skimage.metrics import mean_squared_error, peak_signal_noise_ratio, structural_similarity
from torch import Tensor

from training.restore.measure import CAP, Scores, measure, ssim_map, winners


@pytest.fixture
def images() -> tuple[Tensor, Tensor, Tensor]:
    """Restored, original, hidden; holes of different sizes."""
    random = torch.Generator().manual_seed(0)
    original = torch.rand(3, 3, 19, 15, generator=random)
    restored = (original + 0.2 * torch.randn(original.shape, generator=random)).clamp(0, 1)
    hidden = torch.zeros(3, 1, 19, 15, dtype=torch.bool)
    for row in range(3):
        hidden[row, :, 2 : 5 + 4 * row, 3 : 8 + row] = True
    return restored, original, hidden


def test_metrics_are_those_of_scikit_image(images: tuple[Tensor, Tensor, Tensor]) -> None:
    restored, original, hidden = images
    scores = measure(restored, original, hidden)
    for row in range(3):
        x, y = (part[row].permute(1, 2, 0).double().numpy() for part in (original, restored))
        inside = hidden[row, 0].numpy()
        assert scores.values["mse"][row] == pytest.approx(mean_squared_error(x, y))
        assert scores.values["psnr"][row] == pytest.approx(peak_signal_noise_ratio(x, y, data_range=1))
        assert scores.values["hole_mse"][row] == pytest.approx(mean_squared_error(x[inside], y[inside]))
        expected = peak_signal_noise_ratio(x[inside], y[inside], data_range=1)
        assert scores.values["hole_psnr"][row] == pytest.approx(expected)
        whole, everywhere = structural_similarity(
            x, y, channel_axis=-1, data_range=1, gaussian_weights=True, use_sample_covariance=False, full=True
        )
        assert scores.values["ssim"][row] == pytest.approx(whole, abs=1e-6)
        assert scores.values["hole_ssim"][row] == pytest.approx(everywhere[inside].mean(), abs=1e-9)


def test_the_map_of_similarity_is_one_where_images_agree(images: tuple[Tensor, Tensor, Tensor]) -> None:
    _, original, _ = images
    assert torch.allclose(ssim_map(original, original), torch.ones(1, dtype=torch.float64))


def test_pooled_counts_pixels_and_the_mean_counts_images(images: tuple[Tensor, Tensor, Tensor]) -> None:
    restored, original, hidden = images
    scores = measure(restored, original, hidden)
    inside = hidden.expand_as(original).numpy()
    error = mean_squared_error(original.numpy()[inside].astype(float), restored.numpy()[inside].astype(float))
    assert scores.pooled_mse() == pytest.approx(error)
    assert scores.pooled_psnr() == pytest.approx(-10 * math.log10(error))
    values = scores.values["hole_psnr"].numpy()
    assert scores.mean("hole_psnr") == pytest.approx(values.mean())
    assert scores.spread("hole_psnr") == pytest.approx(np.std(values, ddof=1))


def test_a_perfect_hole_counts_as_the_cap(images: tuple[Tensor, Tensor, Tensor]) -> None:
    restored, original, hidden = images
    restored = restored.clone()
    restored[0] = original[0]
    scores = measure(restored, original, hidden)
    assert scores.values["hole_psnr"][0] == CAP
    assert scores.values["psnr"][0] == CAP
    assert math.isfinite(scores.mean("hole_psnr"))


def test_an_image_without_a_hole_is_left_out_inside_it_and_said(images: tuple[Tensor, Tensor, Tensor]) -> None:
    restored, original, hidden = images
    whole = measure(restored, original, hidden)
    fewer = measure(restored, original, hidden & torch.tensor([True, False, True]).view(3, 1, 1, 1))
    assert "1 of 3 images have no hole" in fewer.note
    assert fewer.mean("mse") == whole.mean("mse")
    assert fewer.mean("hole_mse") == pytest.approx(float(whole.values["hole_mse"][[0, 2]].mean()))
    nothing = measure(restored, original, None)
    assert "Nothing is hidden" in nothing.note
    assert math.isnan(nothing.mean("hole_psnr"))
    assert math.isnan(nothing.pooled_psnr())
    assert math.isfinite(nothing.mean("psnr"))


def test_a_hole_of_everything_is_the_whole_image(images: tuple[Tensor, Tensor, Tensor]) -> None:
    restored, original, hidden = images
    scores = measure(restored, original, torch.ones_like(hidden))
    assert torch.allclose(scores.values["mse"], scores.values["hole_mse"])
    assert scores.note == ""


def test_batches_join(images: tuple[Tensor, Tensor, Tensor]) -> None:
    restored, original, hidden = images
    whole = measure(restored, original, hidden)
    parts = [measure(restored[n : n + 1], original[n : n + 1], hidden[n : n + 1]) for n in range(3)]
    joined = Scores.joined(parts)
    assert joined.pooled_psnr() == pytest.approx(whole.pooled_psnr())
    assert joined.mean("hole_ssim") == pytest.approx(whole.mean("hole_ssim"))


def test_winners_have_the_best_value() -> None:
    values = {"a": 1.0, "b": 2.0, "c": 2.0, "d": math.nan}
    assert winners(values, "higher") == {"b", "c"}
    assert winners(values, "lower") == {"a"}
    assert winners({"a": 1.0, "b": 1.0}, "lower") == frozenset(), "where all are equal, none has won"
    assert winners({"a": math.nan}, "lower") == frozenset()
    assert winners({"a": 3.0}, "lower") == {"a"}
