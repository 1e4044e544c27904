"""Gaussian bottleneck: the code is a diagonal Gaussian. This makes the model a variational autoencoder (VAE)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from training.part import Part

if TYPE_CHECKING:
    from torch import nn


class Gaussian(Part):
    """``[bottleneck] kind = "gaussian"``."""

    kind: Literal["gaussian"] = "gaussian"

    def build(self, head: Callable[[], nn.Module]) -> nn.Module:
        """Two heads: features to the mean and to the log-variance."""
        from training.bottlenecks.heads import GaussianHead

        return GaussianHead(head(), head())
