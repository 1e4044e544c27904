"""Sharpening: an unsharp mask for the soft edges that a reconstruction has."""

from __future__ import annotations

from torch import Tensor

from training.restore.gaussian_filter import filtered


def sharpen(x: Tensor, *, sigma: float = 1.0, amount: float = 1.0) -> Tensor:
    """Pixels (N, C, H, W) in [0, 1] with an unsharp mask, clamped to [0, 1].

    sharp = x + amount · (x − blur(x)), each channel alone: scikit-image's ``unsharp_mask`` of radius ``sigma``.

    Args:
        x: the images, on any device.
        sigma: standard deviation of the blur, in pixels.
        amount: weight of the edges that are added.
    """
    return (x + amount * (x - filtered(x, sigma))).clamp(0, 1)
