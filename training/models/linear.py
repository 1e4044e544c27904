"""Linear backbone: fully connected layers with no activation anywhere (report A); it can reach PCA, no more."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Literal

from pydantic import Field

from training.models.backbone import Backbone, ImageShape, Output
from training.models.dense import Width
from training.part import Part, unit


class Linear(Part):
    """``[model] kind = "linear"``."""

    kind: Literal["linear"] = "linear"
    latent_size: int = Field(128, title="Latent size", ge=1, le=65536, json_schema_extra=unit("numbers"))
    """How many numbers the code of an image has."""
    widths: tuple[Width, ...] = Field((512,), title="Hidden widths")
    """Units of each hidden layer of the encoder; the decoder mirrors them. May be empty."""
    output: Output = Field("identity", title="Output")
    """Last mapping to pixels; ``identity`` keeps the whole network linear, and lets pixels leave [0, 1]."""

    @property
    def code(self) -> str:
        """What the code is called in titles."""
        return f"{self.latent_size}-number"

    def build(self, image_shape: ImageShape) -> Backbone:
        """The layers for images of ``image_shape`` (C, H, W)."""
        from torch import nn

        pixels = math.prod(image_shape)
        down = (pixels, *self.widths)
        up = (self.latent_size, *reversed(self.widths), pixels)
        return Backbone(
            encoder=nn.Sequential(nn.Flatten(), *(nn.Linear(a, b) for a, b in pairwise(down))),
            head=lambda: nn.Linear(down[-1], self.latent_size),
            decoder=nn.Sequential(*(nn.Linear(a, b) for a, b in pairwise(up)), nn.Unflatten(1, image_shape)),
            latent_shape=(self.latent_size,),
            output=self.output,
        )
