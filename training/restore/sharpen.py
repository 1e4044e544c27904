"""Sharpening: an unsharp mask for the soft edges that a reconstruction has."""

from __future__ import annotations

import math

import torch
from torch import Tensor

_TRUNCATE = 4.0
"""Standard deviations at which the Gaussian ends, as in scikit-image."""


def sharpen(x: Tensor, *, sigma: float = 1.0, amount: float = 1.0) -> Tensor:
    """Pixels (N, C, H, W) in [0, 1] with an unsharp mask, clamped to [0, 1].

    sharp = x + amount · (x − blur(x)), each channel alone: scikit-image's ``unsharp_mask`` of radius ``sigma``.

    Args:
        x: the images, on any device.
        sigma: standard deviation of the blur, in pixels.
        amount: weight of the edges that are added.
    """
    down, across = (_blur(size, sigma, x) for size in x.shape[-2:])
    blurred = down @ x @ across.T
    return (x + amount * (x - blurred)).clamp(0, 1)


def _blur(size: int, sigma: float, like: Tensor) -> Tensor:
    """Matrix (size, size) that filters a line with a Gaussian; beyond its ends the line is mirrored, end included."""
    radius = int(_TRUNCATE * sigma + 0.5)
    offsets = torch.arange(-radius, radius + 1)
    weights = torch.exp(-0.5 * (offsets.double() / max(sigma, math.ulp(1.0))) ** 2)
    weights /= weights.sum()
    at = (torch.arange(size)[:, None] + offsets) % (2 * size)
    mirrored = torch.where(at < size, at, 2 * size - 1 - at)
    matrix = torch.zeros(size, size, dtype=torch.float64)
    matrix.scatter_add_(1, mirrored, weights.expand(size, -1))
    return matrix.to(like)
