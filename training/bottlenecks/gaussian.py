"""Gaussian bottleneck: the code is a diagonal Gaussian. This makes the model a variational autoencoder (VAE)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from training.models.backbone import Backbone
from training.part import Part

if TYPE_CHECKING:
    from torch import nn


class Gaussian(Part):
    """``[bottleneck] kind = "gaussian"``."""

    kind: Literal["gaussian"] = "gaussian"
    sample: bool = Field(True, title="Sampling")
    """Decode a code drawn from the Gaussian in training. Without it only the mean is decoded; with β = 0 besides, the
    model learns exactly what an autoencoder does."""

    short: ClassVar[str] = "VAE"
    has_kl: ClassVar[bool] = True

    @property
    def draws(self) -> bool:
        """Whether codes are drawn with noise in training."""
        return self.sample

    def build(self, backbone: Backbone) -> nn.Module:
        """Two heads: features to the mean and to the log-variance.

        Neither ends on the backbone's activation of codes: the prior has negative numbers as often as positive ones.
        """
        from training.bottlenecks.heads import GaussianHead

        return GaussianHead(backbone.head(), backbone.head(), sampled=self.sample)
