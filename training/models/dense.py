"""Dense backbone: fully connected layers whose widths shrink to the code, mirrored in the decoder."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from training.models.backbone import Backbone, ImageShape
from training.part import Part, unit

Width = Annotated[int, Field(ge=1, le=65536)]


class Dense(Part):
    """``[model] kind = "dense"``."""

    kind: Literal["dense"] = "dense"
    latent_size: int = Field(2, title="Latent size", ge=1, le=65536, json_schema_extra=unit("numbers"))
    """How many numbers the code of an image has."""
    widths: tuple[Width, ...] = Field((512, 256), title="Hidden widths", min_length=1)
    """Units of each hidden layer of the encoder, from the image to the code; the decoder mirrors them."""
    activation: Literal["relu", "sigmoid", "tanh", "gelu"] = Field("relu", title="Activation")
    """Nonlinearity between the layers."""
    output: Literal["sigmoid", "identity"] = Field("sigmoid", title="Output")
    """Last mapping to pixels; a sigmoid keeps them in [0, 1]."""

    def build(self, image_shape: ImageShape) -> Backbone:
        """The layers for images of ``image_shape`` (C, H, W)."""
        from torch import nn

        from training.models.sigmoid import Sigmoid

        activation = {"relu": nn.ReLU, "sigmoid": Sigmoid, "tanh": nn.Tanh, "gelu": nn.GELU}[self.activation]

        def stack(sizes: tuple[int, ...]) -> list[nn.Module]:
            return [m for a, b in pairwise(sizes) for m in (nn.Linear(a, b), activation())]

        pixels = math.prod(image_shape)
        up = (self.latent_size, *reversed(self.widths))
        return Backbone(
            encoder=nn.Sequential(nn.Flatten(), *stack((pixels, *self.widths))),
            head=lambda: nn.Linear(self.widths[-1], self.latent_size),
            decoder=nn.Sequential(*stack(up), nn.Linear(up[-1], pixels), nn.Unflatten(1, image_shape)),
            latent_shape=(self.latent_size,),
            output=self.output,
        )
