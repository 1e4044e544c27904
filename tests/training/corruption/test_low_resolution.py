"""Low resolution takes means of blocks, as scikit-image does, and enlarges them again."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from skimage.measure import block_reduce

from training.corruption.low_resolution import LowResolution


def corrupted(x: torch.Tensor, **settings: object) -> torch.Tensor:
    corruption = LowResolution.model_validate(settings)
    pixels, hidden = corruption.apply(x, seed=7, purpose="test", indices=torch.arange(len(x)))
    assert hidden is None
    return pixels


@pytest.mark.parametrize("factor", [2, 3, 7])
def test_nearest_repeats_the_means_of_blocks(factor: int) -> None:
    x = torch.rand(2, 3, 21, 42, generator=torch.Generator().manual_seed(0))
    expected = block_reduce(x.double().numpy(), (1, 1, factor, factor), np.mean)[
        :, :, : 21 // factor + (21 % factor > 0)
    ]
    if 21 % factor == 0:
        expected = expected.repeat(factor, 2).repeat(factor, 3)
        assert np.allclose(corrupted(x, factor=factor).numpy(), expected, atol=1e-6)


def test_what_is_left_over_at_an_end_has_a_mean_of_its_own() -> None:
    x = torch.arange(5.0).div(10).view(1, 1, 1, 5).expand(1, 1, 4, 5)
    assert torch.allclose(corrupted(x, factor=4)[0, 0, 0], torch.tensor([0.15, 0.15, 0.15, 0.15, 0.4]))


def test_linear_makes_ramps_between_the_middles_of_blocks() -> None:
    x = torch.tensor([0.0, 0.0, 1.0, 1.0]).view(1, 1, 1, 4).expand(1, 1, 2, 4)
    found = corrupted(x, factor=2, enlarge="linear")[0, 0, 0]
    # Middles lie at 0.5 and 2.5; beyond them the value stays.
    expected = torch.from_numpy(np.interp([0, 1, 2, 3], [0.5, 2.5], [0, 1])).float()
    assert torch.allclose(found, expected)


@pytest.mark.parametrize("enlarge", ["nearest", "linear"])
def test_a_factor_beyond_the_image_leaves_its_mean(enlarge: str) -> None:
    x = torch.rand(2, 1, 5, 6)
    found = corrupted(x, factor=64, enlarge=enlarge)
    assert torch.allclose(found, x.mean((2, 3), keepdim=True).expand_as(x))
