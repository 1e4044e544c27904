"""Plain bottleneck: the code is a point. This makes the model an autoencoder (AE)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from training.part import Part

if TYPE_CHECKING:
    from torch import nn


class Plain(Part):
    """``[bottleneck] kind = "plain"``."""

    kind: Literal["plain"] = "plain"

    def build(self, head: Callable[[], nn.Module]) -> nn.Module:
        """One head: features to code."""
        from training.bottlenecks.heads import PointHead

        return PointHead(head())
