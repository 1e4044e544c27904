"""The network of report B, exactly: 112,643 parameters on wafer maps of 3 × 26 × 26, codes of 64 × 3 × 3."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from training.errors import InputError
from training.models.activations import Activation, activation
from training.models.backbone import Backbone, ImageShape, Output
from training.part import Part

SMALLEST = 18
"""Pixels: the last convolution's kernel of 5 just fits."""


class WaferConv(Part):
    """``[model] kind = "wafer-conv"``."""

    kind: Literal["wafer-conv"] = "wafer-conv"
    activation: Activation = Field("relu", title="Activation")
    """Nonlinearity between the layers; the report's is ReLU."""
    output: Output = Field("sigmoid", title="Output")
    """Last mapping to pixels; the report's is a sigmoid."""

    @property
    def code(self) -> str:
        """What the code is called in titles."""
        return "64-map"

    def build(self, image_shape: ImageShape) -> Backbone:
        """The layers for images of ``image_shape`` (C, H, W).

        Raises:
            InputError: a size that the decoder's paddings do not come back to.
        """
        from torch import nn

        channels, *size = image_shape
        if any(side < SMALLEST or side % 4 != 2 for side in size):
            raise InputError(
                f"The network of report B takes images with sides of 18, 22, 26, 30 … pixels, and these are "
                f"{size[0]}×{size[1]}. Choose model.kind = “feature-maps”, which takes any size."
            )
        after = [-(-side // 4) - 4 for side in size]

        def act() -> nn.Module:
            return activation(self.activation)

        return Backbone(
            encoder=nn.Sequential(
                nn.Conv2d(channels, 16, 3, stride=2, padding=1),
                act(),
                nn.Conv2d(16, 32, 3, stride=2, padding=1),
                act(),
            ),
            head=lambda: nn.Conv2d(32, 64, 5),
            decoder=nn.Sequential(
                nn.ConvTranspose2d(64, 32, 5),
                act(),
                nn.ConvTranspose2d(32, 16, 3, stride=2, padding=1, output_padding=1),
                act(),
                nn.ConvTranspose2d(16, channels, 3, stride=2, padding=2, output_padding=1),
            ),
            latent_shape=(64, after[0], after[1]),
            output=self.output,
        )
