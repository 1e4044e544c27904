"""Reconstruction errors, pixel by pixel: a new one is one more entry of ``ERRORS`` and of the objective's ``Loss``."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from training.models.autoencoder import Autoencoder
from training.models.sigmoid import cross_entropy


class _LogCosh(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, error: Tensor) -> Tensor:
        ctx.save_for_backward(error)
        size = error.abs()
        # log cosh e = log(1 + 2 sinh²(e / 2)) keeps its digits near 0,
        near = torch.log1p(2 * torch.sinh(size.clamp(max=1.0) / 2).square())
        # log cosh e = |e| + log(1 + exp(−2|e|)) − log 2 does not overflow.
        far = size + torch.log1p(torch.exp(-2 * size)) - math.log(2)
        return torch.where(size < 1, near, far)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Tensor:
        (error,) = ctx.saved_tensors
        slope: Tensor = torch.tanh(error) * grad_outputs[0]
        return slope


def log_cosh(error: Tensor) -> Tensor:
    """log cosh(error), elementwise: error² / 2 near 0, and |error| − log 2 far from it. Its slope is tanh(error)."""
    value: Tensor = _LogCosh.apply(error)
    return value


Error = Callable[[Autoencoder, Tensor, Tensor], Tensor]
"""(model, raw output, target pixels in [0, 1]) to errors, all (N, C, H, W)."""

ERRORS: dict[str, Error] = {
    "bce": lambda _, raw, target: cross_entropy(raw, target),
    "mse": lambda model, raw, target: F.mse_loss(model.pixels(raw), target, reduction="none"),
    "l1": lambda model, raw, target: F.l1_loss(model.pixels(raw), target, reduction="none"),
    "log-cosh": lambda model, raw, target: log_cosh(model.pixels(raw) - target),
}
