"""What every backbone family hands to the composer: a trunk, a maker of latent heads, and a decoder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

ImageShape = tuple[int, int, int]
"""(C, H, W)"""


@dataclass(frozen=True, slots=True)
class Backbone:
    """An encoder trunk (N, C, H, W) -> features, ``head()`` features -> (N, *latent_shape), and a decoder.

    The decoder ends on the *raw* output (N, C, H, W), before ``output`` maps it to pixels: so a loss on
    logits and a picture come from the same network.
    """

    encoder: nn.Module
    head: Callable[[], nn.Module]
    decoder: nn.Module
    latent_shape: tuple[int, ...]
    output: str
    """``sigmoid`` or ``identity``: how the raw output becomes pixels in [0, 1]."""
