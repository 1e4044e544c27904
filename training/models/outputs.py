"""How a model's raw output becomes pixels in [0, 1], and what its encoder is shown of them: one entry a kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from training.models.backbone import Output
from training.models.sigmoid import sigmoid


def _same(x: Tensor) -> Tensor:
    return x


@dataclass(frozen=True, slots=True)
class Mapping:
    """Elementwise, on tensors of any shape."""

    to_pixels: Callable[[Tensor], Tensor] = _same
    """Raw output to pixels."""
    from_pixels: Callable[[Tensor], Tensor] = _same
    """Pixels in [0, 1] to what the encoder takes."""


OUTPUTS: dict[Output, Mapping] = {
    "sigmoid": Mapping(sigmoid),
    # Inside, pixels lie in [−1, 1] (reports E and G).
    "tanh": Mapping(lambda raw: torch.tanh(raw) * 0.5 + 0.5, lambda pixels: pixels * 2 - 1),
    # May leave [0, 1], as report A found.
    "identity": Mapping(),
}
