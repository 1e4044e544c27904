"""Gaussian blur: every pixel becomes a weighted mean of those around it."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from training.corruption.corrupted import Corrupted, CorruptionPart
from training.part import unit

if TYPE_CHECKING:
    import torch
    from torch import Tensor

TRUNCATE = 4.0
"""Standard deviations after which the Gaussian is cut off, as in scipy.ndimage."""


class Blur(CorruptionPart):
    """``[corruption] kind = "blur"``."""

    kind: Literal["blur"] = "blur"
    sigma: float = Field(1.0, title="Blur", gt=0, le=50, json_schema_extra=unit("px"))
    """Standard deviation of the Gaussian, in pixels."""

    def apply(self, x: Tensor, *, seed: int, purpose: str, indices: Tensor) -> Corrupted:  # noqa: ARG002
        """``x`` as scipy.ndimage.gaussian_filter blurs it (mode "reflect"): nothing is drawn, nothing is hidden."""
        n, channels, height, width = x.shape
        planes = x.reshape(n * channels, height, width)
        down, across = (_band(size, self.sigma, x.device, x.dtype) for size in (height, width))
        # One product an image: a single large one would round differently in batches of other sizes.
        blurred = down.expand(len(planes), -1, -1) @ planes @ across.mT.expand(len(planes), -1, -1)
        return Corrupted(blurred.reshape(x.shape), None)


@lru_cache(maxsize=8)
def _band(size: int, sigma: float, device: torch.device, dtype: torch.dtype) -> Tensor:
    """(size, size) matrix whose row i holds the weights of the pixels that pixel i becomes the mean of."""
    import torch

    radius = int(TRUNCATE * sigma + 0.5)
    offsets = torch.arange(-radius, radius + 1, dtype=torch.float64)
    weights = torch.exp(-0.5 * (offsets / sigma).square())
    weights /= weights.sum()
    places = torch.arange(size)[:, None] + offsets.long()
    # Beyond an edge the image is mirrored, again and again: d c b a | a b c d | d c b a.
    places = places.remainder(2 * size)
    places = torch.minimum(places, 2 * size - 1 - places)
    band = torch.zeros(size, size, dtype=torch.float64)
    band.scatter_add_(1, places, weights.expand(size, -1).contiguous())
    assert math.isclose(float(band.sum()), size)
    return band.to(device, dtype)
