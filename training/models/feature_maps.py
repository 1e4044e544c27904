"""Convolutional backbone whose code is a stack of feature maps: it still says what is where (reports C, E, F)."""

from __future__ import annotations

from collections import OrderedDict
from typing import Literal

from pydantic import Field, field_validator

from training.errors import InputError
from training.models.backbone import Backbone, ImageShape
from training.models.stages import Maps, Stages, odd
from training.part import unit


class FeatureMaps(Stages):
    """``[model] kind = "feature-maps"``.

    Report E is channels (48, 96, 192) with 16 maps, batch norm, an activated code and output tanh: on 64 × 64 images
    425,427 parameters and a code of 16 × 8 × 8; one stage less leaves 16 × 16. Report C's code of 64 × 48 × 48 has
    no stages at all, and 64 maps by a kernel of 3 on 50 × 50 images.
    """

    kind: Literal["feature-maps"] = "feature-maps"
    code_maps: Maps = Field(16, title="Code maps")
    """How many feature maps the code of an image has."""
    code_kernel: int = Field(1, title="Code kernel", ge=1, le=15, json_schema_extra=unit("pixels"))
    """Kernel of the convolution that makes the code, without padding: 3 makes maps 2 pixels smaller."""
    code_activation: bool = Field(False, title="Activation on code")
    """Batch normalisation, if chosen, and activation on the code too (report E). Not in a VAE."""

    _odd_code = field_validator("code_kernel")(odd)

    @property
    def code(self) -> str:
        """What the code is called in titles."""
        return f"{self.code_maps}-map"

    def build(self, image_shape: ImageShape) -> Backbone:
        """The layers for images of ``image_shape`` (C, H, W).

        Raises:
            InputError: images too small for so many stages, or maps too small for the code's kernel.
        """
        from torch import nn

        from training.models.convolution import after_layer, enlarging, shrinking

        maps = (image_shape[0], *self.channels)[-1]
        height, width = (side - self.code_kernel + 1 for side in self.sizes(image_shape)[-1])
        if min(height, width) < 1:
            raise InputError(
                f"The code's kernel of {self.code_kernel} pixels is larger than the maps that {len(self.channels)} "
                f"stages make of images of {image_shape[1]}×{image_shape[2]} pixels. "
                "Choose a smaller model.code_kernel, or leave stages out of model.channels."
            )
        # For a kernel of 1 both are the same; the transposed one turns what the encoder's larger kernels did around.
        back = nn.Conv2d if self.code_kernel == 1 else nn.ConvTranspose2d
        layers: OrderedDict[str, nn.Module] = OrderedDict()
        layers["code"] = back(self.code_maps, maps, self.code_kernel)
        if self.channels:
            layers |= after_layer(self, maps)
        return Backbone(
            encoder=nn.Sequential(shrinking(self, image_shape)),
            head=lambda: nn.Conv2d(maps, self.code_maps, self.code_kernel),
            finish=lambda: nn.Sequential(after_layer(self, self.code_maps)) if self.code_activation else None,
            decoder=nn.Sequential(OrderedDict(layers, **enlarging(self, image_shape))),
            latent_shape=(self.code_maps, height, width),
            output=self.output,
        )
