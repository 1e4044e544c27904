"""Output mapping: how what a model puts out comes into [0, 1] (report A)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from torch import Tensor

Output = Literal["none", "clamp", "rescale"]
"""Not at all, cut off at the ends, or each image stretched from its own ends."""


def into_unit(raw: Tensor, how: Output) -> Tensor:
    """Raw output (N, C, H, W) as pixels; only ``none`` may leave them outside [0, 1].

    ``rescale``: (x − min) / (max − min) of each image; one of a single value stays as it is, clamped.
    """
    import torch

    if how == "none":
        return raw
    if how == "clamp":
        return raw.clamp(0, 1)
    low, high = raw.amin((1, 2, 3), keepdim=True), raw.amax((1, 2, 3), keepdim=True)
    stretched = (raw - low) / (high - low).clamp_min(torch.finfo(raw.dtype).tiny)
    return torch.where(high > low, stretched, raw).clamp(0, 1)
