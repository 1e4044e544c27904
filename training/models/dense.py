"""Dense backbone: fully connected layers from the image to the code, mirrored in the decoder (reports D and G)."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from training.models.activations import Activation, activation
from training.models.backbone import Backbone, ImageShape, Output
from training.part import Part, unit

if TYPE_CHECKING:
    from torch import nn

Width = Annotated[int, Field(ge=1, le=65536)]


class Dense(Part):
    """``[model] kind = "dense"``."""

    kind: Literal["dense"] = "dense"
    latent_size: int = Field(2, title="Latent size", ge=1, le=65536, json_schema_extra=unit("numbers"))
    """How many numbers the code of an image has."""
    widths: tuple[Width, ...] = Field((512, 256), title="Hidden widths", min_length=1)
    """Units of each hidden layer of the encoder, from the image to the code; the decoder mirrors them."""
    activation: Activation = Field("relu", title="Activation")
    """Nonlinearity between the layers."""
    batch_norm: bool = Field(False, title="Batch norm")
    """Batch normalisation before every activation."""
    code_activation: bool = Field(False, title="Activation on code")
    """Batch normalisation, if chosen, and activation on the code too (report G). Not in a VAE."""
    output: Output = Field("sigmoid", title="Output")
    """Last mapping to pixels; a sigmoid keeps them in [0, 1], and so does a tanh, of pixels in [−1, 1] inside."""

    @property
    def code(self) -> str:
        """What the code is called in titles."""
        return f"{self.latent_size}-number"

    def build(self, image_shape: ImageShape) -> Backbone:
        """The layers for images of ``image_shape`` (C, H, W)."""
        from torch import nn

        pixels = math.prod(image_shape)
        up = (self.latent_size, *reversed(self.widths))
        return Backbone(
            encoder=nn.Sequential(nn.Flatten(), *self._stack((pixels, *self.widths))),
            head=lambda: nn.Linear(self.widths[-1], self.latent_size),
            finish=lambda: nn.Sequential(*self._after(self.latent_size)) if self.code_activation else None,
            decoder=nn.Sequential(*self._stack(up), nn.Linear(up[-1], pixels), nn.Unflatten(1, image_shape)),
            latent_shape=(self.latent_size,),
            output=self.output,
        )

    def _stack(self, sizes: tuple[int, ...]) -> list[nn.Module]:
        from torch import nn

        return [module for a, b in pairwise(sizes) for module in (nn.Linear(a, b), *self._after(b))]

    def _after(self, units: int) -> list[nn.Module]:
        """What stands between a layer of ``units`` and the next."""
        from training.models.batch_norm import BatchNorm

        return [*([BatchNorm(units)] if self.batch_norm else []), activation(self.activation)]
