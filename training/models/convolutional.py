"""Convolutional backbone with a flat code: stages that shrink the image, then one dense layer (reports C, D)."""

from __future__ import annotations

from collections import OrderedDict
from typing import Literal

from pydantic import Field

from training.models.backbone import Backbone, ImageShape
from training.models.stages import Stages
from training.part import unit


class Convolutional(Stages):
    """``[model] kind = "convolutional"``.

    Report C is channels (32, 64), ``up = "tiles"`` and 256 numbers on 50 × 50 images in colour: 4,766,307 parameters.
    """

    kind: Literal["convolutional"] = "convolutional"
    latent_size: int = Field(2, title="Latent size", ge=1, le=65536, json_schema_extra=unit("numbers"))
    """How many numbers the code of an image has."""
    code_activation: bool = Field(False, title="Activation on code")
    """Batch normalisation, if chosen, and activation on the code too. Not in a VAE."""

    @property
    def code(self) -> str:
        """What the code is called in titles."""
        return f"{self.latent_size}-number"

    def build(self, image_shape: ImageShape) -> Backbone:
        """The layers for images of ``image_shape`` (C, H, W).

        Raises:
            InputError: images too small for so many stages.
        """
        from torch import nn

        from training.models.convolution import after_layer, enlarging, shrinking

        maps = (image_shape[0], *self.channels)[-1]
        height, width = self.sizes(image_shape)[-1]
        features = maps * height * width
        layers: OrderedDict[str, nn.Module] = OrderedDict()
        layers["linear"] = nn.Linear(self.latent_size, features)
        layers["unflatten"] = nn.Unflatten(1, (maps, height, width))
        if self.channels:
            layers |= after_layer(self, maps)
        return Backbone(
            encoder=nn.Sequential(OrderedDict(shrinking(self, image_shape), flatten=nn.Flatten())),
            head=lambda: nn.Linear(features, self.latent_size),
            finish=lambda: nn.Sequential(after_layer(self, self.latent_size)) if self.code_activation else None,
            decoder=nn.Sequential(OrderedDict(layers, **enlarging(self, image_shape))),
            latent_shape=(self.latent_size,),
            output=self.output,
        )
