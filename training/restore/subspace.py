"""Subspace: the principal axes of training images, as the best linear code of so many numbers would have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from training.data.images import to_unit
from training.latent.projection import Projection

MOST_IMAGES = 5000
"""Images that the axes are computed of; more change them next to nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Subspace:
    """The ``k`` principal axes of images of d = C · H · W numbers.

    Attributes:
        shape: of an image, (C, H, W).
        mean: (d,) float64.
        axes: (k, d) float64, orthonormal rows, those of largest variance first.
        variances: (k,) float64 of the images along each.
    """

    shape: tuple[int, ...]
    mean: Tensor
    axes: Tensor
    variances: Tensor

    @classmethod
    def fit(cls, pixels: Tensor, components: int = 128) -> Self:
        """The subspace of training images (N, C, H, W), uint8 or float in [0, 1]; of fewer axes where they have fewer.

        Of more than ``MOST_IMAGES`` images, evenly spaced ones are taken.
        """
        n = len(pixels)
        chosen = torch.arange(min(n, MOST_IMAGES)) * n // max(min(n, MOST_IMAGES), 1)
        flat = to_unit(pixels[chosen]).double().flatten(1).numpy()
        found = Projection.fit(flat, min(components, *flat.shape))
        along = torch.from_numpy(found.project(flat)).square().sum(0) / max(len(flat) - 1, 1)
        there = along > 0
        axes = torch.from_numpy(found.axes)[there]
        return cls(tuple(pixels.shape[1:]), torch.from_numpy(found.mean), axes, along[there])
