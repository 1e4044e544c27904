"""Random erasing: one rectangle of every image is painted over (Zhong et al. 2020; report A)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from training.corruption.corrupted import Corrupted, CorruptionPart

if TYPE_CHECKING:
    from torch import Tensor

ATTEMPTS = 10
"""Rectangles drawn for an image until one is smaller than it; if none is, the image stays whole, as in torchvision."""


class Erase(CorruptionPart):
    """``[corruption] kind = "erase"``: rectangles distributed as those of torchvision.transforms.RandomErasing."""

    kind: Literal["erase"] = "erase"
    p: float = Field(1.0, title="Images hit", gt=0, le=1)
    """Probability that an image gets a rectangle at all."""
    scale_min: float = Field(0.02, title="Area from", gt=0, le=1)
    """Smallest area of the rectangle, as a share of the image's."""
    scale_max: float = Field(0.33, title="Area to", gt=0, le=1)
    """Largest area of the rectangle, as a share of the image's."""
    ratio_min: float = Field(0.3, title="Height : width from", gt=0, le=100)
    """Flattest rectangle: its height divided by its width."""
    ratio_max: float = Field(3.3, title="Height : width to", gt=0, le=100)
    """Steepest rectangle: its height divided by its width."""
    fill: Literal["value", "noise"] = Field("value", title="Filled with")
    """``value``: one grey. ``noise``: each pixel and channel uniform from 0 to 1."""
    value: float = Field(0.5, title="Fill value", ge=0, le=1)
    """The grey that it is filled with: 0 is black, 1 is white."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.scale_min > self.scale_max:
            raise ValueError("the smallest area (scale_min) has to be at most the largest (scale_max)")
        if self.ratio_min > self.ratio_max:
            raise ValueError("the flattest rectangle (ratio_min) has to be at most the steepest (ratio_max)")
        return self

    def apply(self, x: Tensor, *, seed: int, purpose: str, indices: Tensor) -> Corrupted:
        """Fill each image's rectangle; ``hidden`` is that rectangle."""
        import torch

        from training.seeds import uniform_noise

        _, channels, height, width = x.shape
        top, left, h, w = self.rectangles((height, width), seed=seed, purpose=purpose, indices=indices).unbind(1)
        rows = torch.arange(height, device=x.device) - top[:, None]
        columns = torch.arange(width, device=x.device) - left[:, None]
        in_rows = (rows >= 0) & (rows < h[:, None])
        in_columns = (columns >= 0) & (columns < w[:, None])
        hidden = (in_rows[:, :, None] & in_columns[:, None, :])[:, None]
        if self.fill == "value":
            return Corrupted(x.masked_fill(hidden, self.value), hidden)
        noise = uniform_noise(seed, f"erase fill {purpose}", indices, (channels, height, width))
        return Corrupted(noise.to(x.dtype).where(hidden, x), hidden)

    def rectangles(self, size: tuple[int, int], *, seed: int, purpose: str, indices: Tensor) -> Tensor:
        """Top, left, height and width in pixels of each image's rectangle, (n, 4) int64; of height 0 where it has none.

        Area and the logarithm of height / width are uniform; both sides are rounded, and have to be smaller than the
        image of ``size`` (H, W); then every place within it is equally likely.
        """
        import torch

        from training.seeds import uniform_noise

        height, width = size
        n = len(indices)
        draws = uniform_noise(seed, f"erase {purpose}", indices, (3 + 2 * ATTEMPTS,))
        hit, down, across = draws[:, :3].unbind(1)
        area_draws, ratio_draws = draws[:, 3:].reshape(n, 2, ATTEMPTS).unbind(1)
        area = height * width * (self.scale_min + area_draws * (self.scale_max - self.scale_min))
        low, high = math.log(self.ratio_min), math.log(self.ratio_max)
        ratio = torch.exp(low + ratio_draws * (high - low))
        heights = torch.sqrt(area * ratio).round().long()
        widths = torch.sqrt(area / ratio).round().long()
        fits = (heights < height) & (widths < width)
        # The first that fits: argmax gives the first of equal values.
        first = fits.byte().argmax(1, keepdim=True)
        h, w = heights.gather(1, first).squeeze(1), widths.gather(1, first).squeeze(1)
        there = fits.any(1) & (hit < self.p)
        h, w = h * there, w * there
        top = (down.double() * (height - h + 1)).long()
        left = (across.double() * (width - w + 1)).long()
        return torch.stack((top, left, h, w), dim=1)
