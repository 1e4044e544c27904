"""Sharpening is scikit-image's unsharp mask, for a batch and on the tensors' device."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from skimage.filters import unsharp_mask

from training.restore.sharpen import sharpen


@pytest.mark.parametrize(("shape", "sigma", "amount"), [((2, 1, 28, 28), 1.0, 1.0), ((1, 3, 9, 17), 2.5, 0.6)])
def test_equal_to_scikit_image(shape: tuple[int, ...], sigma: float, amount: float) -> None:
    x = np.random.default_rng(0).random(shape)
    expected = [unsharp_mask(image, radius=sigma, amount=amount, channel_axis=0) for image in x]
    np.testing.assert_allclose(sharpen(torch.from_numpy(x), sigma=sigma, amount=amount), expected, atol=1e-12)


def test_a_soft_edge_becomes_steeper_and_stays_in_range() -> None:
    edge = torch.linspace(0, 1, 9).repeat(9, 1)[None, None]
    sharp = sharpen(edge, amount=3)
    assert sharp.amin() >= 0
    assert sharp.amax() <= 1
    assert (sharp[..., 6] - sharp[..., 2] >= edge[..., 6] - edge[..., 2]).all()


def test_a_flat_image_stays_as_it_is() -> None:
    torch.testing.assert_close(sharpen(torch.full((1, 1, 3, 3), 0.4)), torch.full((1, 1, 3, 3), 0.4))
