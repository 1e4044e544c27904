"""Plain bottleneck: the code is a point. This makes the model an autoencoder (AE)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from training.models.backbone import Backbone
from training.part import Part

if TYPE_CHECKING:
    from torch import nn


class Plain(Part):
    """``[bottleneck] kind = "plain"``."""

    kind: Literal["plain"] = "plain"

    short: ClassVar[str] = "AE"
    """What a model with it is called for short."""
    draws: ClassVar[bool] = False
    """Whether codes are drawn with noise in training."""
    has_kl: ClassVar[bool] = False
    """Whether codes are distributions that have a KL divergence from the prior N(0, I)."""

    def build(self, backbone: Backbone) -> nn.Module:
        """One head: features to code."""
        from training.bottlenecks.heads import PointHead

        return PointHead(backbone.head(), backbone.finish())
