"""What every backbone family hands to the composer: a trunk, a maker of latent heads, and a decoder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from torch import nn

ImageShape = tuple[int, int, int]
"""(C, H, W)"""

Output = Literal["sigmoid", "tanh", "identity"]
"""How the raw output becomes pixels: see ``training.models.outputs``."""


def _as_it_is() -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backbone:
    """An encoder trunk (N, C, H, W) -> features, ``head()`` features -> (N, *latent_shape), and a decoder.

    The decoder ends on the *raw* output (N, C, H, W), before ``output`` maps it to pixels: so a loss on
    logits and a picture come from the same network.
    """

    encoder: nn.Module
    head: Callable[[], nn.Module]
    decoder: nn.Module
    latent_shape: tuple[int, ...]
    output: Output
    finish: Callable[[], nn.Module | None] = _as_it_is
    """What follows the head where codes are points, such as batch norm and ReLU; None for nothing."""
