"""Gaussian filter as one matrix for each side of an image, as sharpening and structural similarity need it."""

from __future__ import annotations

import math
from functools import lru_cache

import torch
from torch import Tensor


def filtered(x: Tensor, sigma: float, truncate: float = 4.0) -> Tensor:
    """Images (…, H, W) filtered with a Gaussian of standard deviation ``sigma`` pixels, cut off after ``truncate``.

    Beyond its ends an image is mirrored, ends included: scipy.ndimage.gaussian_filter of mode "reflect".
    """
    down, across = (_band(size, sigma, truncate).to(x) for size in x.shape[-2:])
    return down @ x @ across.T


@lru_cache(maxsize=16)
def _band(size: int, sigma: float, truncate: float) -> Tensor:
    """Matrix (size, size) float64 that filters a line."""
    radius = int(truncate * sigma + 0.5)
    offsets = torch.arange(-radius, radius + 1)
    weights = torch.exp(-0.5 * (offsets.double() / max(sigma, math.ulp(1.0))) ** 2)
    weights /= weights.sum()
    at = (torch.arange(size)[:, None] + offsets) % (2 * size)
    mirrored = torch.where(at < size, at, 2 * size - 1 - at)
    matrix = torch.zeros(size, size, dtype=torch.float64)
    matrix.scatter_add_(1, mirrored, weights.expand(size, -1))
    return matrix
