"""Paste back: raw output into [0, 1], and the pixels that were never damaged from the original."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor

Fit = Literal["none", "clamp", "rescale"]
"""How raw output comes into [0, 1]: not at all, cut off at the ends, or each image stretched from its own ends."""


def into_unit(raw: Tensor, how: Fit) -> Tensor:
    """Raw output (N, C, H, W) as pixels; only ``none`` may leave them outside [0, 1] (report A).

    ``rescale``: (x − min) / (max − min) of each image; one of a single value stays as it is, clamped.
    """
    if how == "clamp":
        return raw.clamp(0, 1)
    if how == "rescale":
        low, high = raw.amin((1, 2, 3), keepdim=True), raw.amax((1, 2, 3), keepdim=True)
        return torch.where(high > low, (raw - low) / (high - low).clamp_min(torch.finfo(raw.dtype).tiny), raw).clamp(
            0, 1
        )
    return raw


def paste_back(restored: Tensor, damaged: Tensor, hidden: Tensor) -> Tensor:
    """``restored`` where ``hidden`` (N, 1, H, W) bool is true, and ``damaged`` elsewhere; pixels (N, C, H, W)."""
    return torch.where(hidden, restored, damaged)
