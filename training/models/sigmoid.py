"""The logistic sigmoid, and cross-entropy on its logits, bit for bit the same on any number of threads.

torch's own sigmoid rounds the last numbers of each thread's share differently from the rest, so a run would depend on
how many threads the machine could spare. ``tanh``, ``exp`` and ``logsigmoid`` do not.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def sigmoid(x: Tensor) -> Tensor:
    """1 / (1 + exp(−x)) = ½ · tanh(x / 2) + ½, elementwise."""
    return torch.tanh(x * 0.5) * 0.5 + 0.5


class Sigmoid(nn.Module):
    """``sigmoid`` as an activation."""

    def forward(self, x: Tensor) -> Tensor:
        """Activation of x, of any shape."""
        return sigmoid(x)


class _CrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, logits: Tensor, target: Tensor) -> Tensor:
        log_probability = F.logsigmoid(logits)
        ctx.save_for_backward(log_probability, target)
        # −t · log σ(x) − (1 − t) · log(1 − σ(x)), where log(1 − σ(x)) = log σ(x) − x
        return (1 - target) * logits - log_probability

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> tuple[Tensor, None]:
        log_probability, target = ctx.saved_tensors
        return (log_probability.exp() - target) * grad_outputs[0], None


def cross_entropy(logits: Tensor, target: Tensor) -> Tensor:
    """Binary cross-entropy of ``logits`` against ``target`` in [0, 1], elementwise, in nats."""
    loss: Tensor = _CrossEntropy.apply(logits, target)
    return loss
