"""Nonlinearities between layers, by name: a new one is one more entry of ``Activation`` and of ``activation``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from torch import nn

Activation = Literal["relu", "leaky-relu", "gelu", "silu", "tanh", "sigmoid"]


def activation(name: Activation) -> nn.Module:
    """A new module for the nonlinearity ``name``."""
    from torch import nn

    from training.models.sigmoid import Sigmoid

    kinds: dict[Activation, type[nn.Module]] = {
        "relu": nn.ReLU,
        "leaky-relu": nn.LeakyReLU,
        "gelu": nn.GELU,
        "silu": nn.SiLU,
        "tanh": nn.Tanh,
        "sigmoid": Sigmoid,
    }
    return kinds[name]()
