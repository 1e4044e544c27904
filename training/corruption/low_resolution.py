"""Low resolution: the image as a coarser sensor would have taken it, enlarged to its size again."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from training.corruption.corrupted import Corrupted, CorruptionPart
from training.part import unit

if TYPE_CHECKING:
    import torch
    from torch import Tensor


class LowResolution(CorruptionPart):
    """``[corruption] kind = "low-resolution"``."""

    kind: Literal["low-resolution"] = "low-resolution"
    factor: int = Field(2, title="Factor", ge=2, le=64, json_schema_extra=unit("times"))
    """So many pixels across and down become one: their mean."""
    enlarge: Literal["nearest", "linear"] = Field("nearest", title="Enlarged")
    """``nearest``: as squares of one value. ``linear``: with straight ramps between the coarse pixels."""

    def apply(self, x: Tensor, *, seed: int, purpose: str, indices: Tensor) -> Corrupted:  # noqa: ARG002
        """``x`` down and up again; nothing is drawn, and no pixel stays, so none counts as hidden.

        Where a side is no multiple of the factor, its last coarse pixel is the mean of what is left.
        """
        n, channels, height, width = x.shape
        planes = x.reshape(n * channels, height, width)
        down, across = (_down_and_up(size, self.factor, self.enlarge, x.device, x.dtype) for size in (height, width))
        # One product an image: a single large one would round differently in batches of other sizes.
        coarse = down.expand(len(planes), -1, -1) @ planes @ across.mT.expand(len(planes), -1, -1)
        return Corrupted(coarse.reshape(x.shape).clamp(0, 1) if len(x) else x, None)


@lru_cache(maxsize=8)
def _down_and_up(size: int, factor: int, enlarge: str, device: torch.device, dtype: torch.dtype) -> Tensor:
    """(size, size) matrix whose row i holds the weights of the pixels that pixel i becomes the mean of."""
    import torch

    cell = torch.arange(size) // factor
    cells = int(cell[-1]) + 1
    shrink = (cell == torch.arange(cells)[:, None]).double()
    shrink /= shrink.sum(1, keepdim=True)
    if enlarge == "nearest":
        return shrink[cell].to(device, dtype)
    # Between the middles of coarse pixels the weights go from one to the other in a straight line.
    middles = (shrink * torch.arange(size)).sum(1)
    places = torch.arange(size, dtype=torch.float64).clamp(float(middles[0]), float(middles[-1]))
    right = torch.searchsorted(middles, places).clamp(min(1, cells - 1), cells - 1)
    left = (right - 1).clamp_min(0)
    gap = (middles[right] - middles[left]).clamp_min(1e-12)
    share = ((places - middles[left]) / gap).clamp(0, 1)[:, None] if cells > 1 else torch.zeros(size, 1)
    return (shrink[left] * (1 - share) + shrink[right] * share).to(device, dtype)
