"""Gaussian bottleneck: the code is a diagonal Gaussian. This makes the model a variational autoencoder (VAE)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from training.models.backbone import Backbone
from training.part import Part

if TYPE_CHECKING:
    from torch import nn


class Gaussian(Part):
    """``[bottleneck] kind = "gaussian"``."""

    kind: Literal["gaussian"] = "gaussian"

    short: ClassVar[str] = "VAE"
    draws: ClassVar[bool] = True
    has_kl: ClassVar[bool] = True

    def build(self, backbone: Backbone) -> nn.Module:
        """Two heads: features to the mean and to the log-variance.

        Neither ends on the backbone's activation of codes: the prior has negative numbers as often as positive ones.
        """
        from training.bottlenecks.heads import GaussianHead

        return GaussianHead(backbone.head(), backbone.head())
