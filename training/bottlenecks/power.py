"""Power-normalised bottleneck: codes of power 1, and noise on them, so that nearby codes decode alike (report F)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from training.models.backbone import Backbone
from training.part import Part

if TYPE_CHECKING:
    from torch import nn


class Power(Part):
    """``[bottleneck] kind = "power"``.

    With the encoder's features c of one image, all d numbers of its code together:

        z = c / √(Σ c² / d),  and where noise is drawn  z + noise_std · ε,  ε ~ N(0, I).

    The power Σ z² / d of every code is 1, so ``noise_std`` fixes the signal-to-noise ratio: 1 / noise_std².
    """

    kind: Literal["power"] = "power"
    noise_std: float = Field(0.1, title="Noise on the code", ge=0, le=10)
    """Standard deviation of the noise on the normalised code, in training and when noise is asked for later."""

    short: ClassVar[str] = "noisy AE"
    has_kl: ClassVar[bool] = False

    @property
    def draws(self) -> bool:
        """Whether codes are drawn with noise in training."""
        return self.noise_std > 0

    def build(self, backbone: Backbone) -> nn.Module:
        """One head: features to a code of power 1."""
        from training.bottlenecks.heads import PowerHead

        return PowerHead(backbone.head(), backbone.finish(), self.noise_std)
