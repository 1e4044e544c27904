"""Nonlinearities between layers, by name: a new one is one more entry of ``Activation`` and of ``activation``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from torch import nn

Activation = Literal["relu", "leaky-relu", "gelu", "silu", "tanh", "sigmoid"]

LEAK = 0.1
"""Slope of ``leaky-relu`` below zero. With 0.01, torch's own, wafer maps and dogs are learned less well."""


def activation(name: Activation) -> nn.Module:
    """A new module for the nonlinearity ``name``."""
    from torch import nn

    from training.models.sigmoid import Sigmoid

    kinds: dict[Activation, Callable[[], nn.Module]] = {
        "relu": nn.ReLU,
        "leaky-relu": partial(nn.LeakyReLU, LEAK),
        "gelu": nn.GELU,
        "silu": nn.SiLU,
        "tanh": nn.Tanh,
        "sigmoid": Sigmoid,
    }
    return kinds[name]()
