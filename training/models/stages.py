"""What convolutional backbones have in common in a recipe: their stages, and the sizes of maps in them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from training.errors import InputError
from training.models.activations import Activation
from training.models.backbone import ImageShape, Output
from training.part import Part, unit

Maps = Annotated[int, Field(ge=1, le=4096)]
Size = tuple[int, int]
"""(H, W)"""


def odd(kernel: int) -> int:
    """``kernel``, if it has a middle; ValueError if not."""
    if kernel % 2 == 0:
        raise ValueError("a kernel needs a middle: choose an odd number")
    return kernel


class Stages(Part):
    """The keys that convolutional backbones share. The decoder mirrors the encoder, stage by stage."""

    kind: str = ""
    channels: tuple[Maps, ...] = Field((32, 64), title="Channels", max_length=12)
    """Feature maps of each stage of the encoder, from the image to the code."""
    depth: int = Field(1, title="Layers per stage", ge=1, le=16)
    """Convolutions in each stage."""
    kernel: int = Field(3, title="Kernel", ge=1, le=15, json_schema_extra=unit("pixels"))
    """Width and height of each convolution's kernel; an odd number."""
    activation: Activation = Field("relu", title="Activation")
    """Nonlinearity between the layers."""
    batch_norm: bool = Field(False, title="Batch norm")
    """Batch normalisation before every activation but the first, which sees the image (Radford et al. 2016)."""
    down: Literal["max-pool", "stride", "none"] = Field("max-pool", title="Shrinking")
    """What halves the maps at the end of a stage: the maximum of 2 × 2 pixels, or a stride of 2, or nothing does."""
    up: Literal["upsample", "transposed", "tiles"] = Field("upsample", title="Growing")
    """What doubles them in the decoder: the nearest pixel and a convolution, a transposed convolution with the kernel
    above, or one whose kernel is the tile that a pixel grows to: 2 × 2, or 3 where pooling left a pixel out."""
    output: Output = Field("sigmoid", title="Output")
    """Last mapping to pixels; a sigmoid keeps them in [0, 1], and so does a tanh, of pixels in [−1, 1] inside."""

    _odd = field_validator("kernel")(odd)

    def sizes(self, image_shape: ImageShape) -> tuple[Size, ...]:
        """Height and width of the maps before each stage, and after the last.

        Raises:
            InputError: the image is too small for so many stages, or a transposed convolution cannot bring it back.
        """
        _, height, width = image_shape
        sizes = [(height, width)]
        for stage in range(len(self.channels)):
            size = sizes[-1]
            if self.down != "none" and min(size) < 2:
                raise InputError(
                    f"Images of {height}×{width} pixels are too small for {len(self.channels)} stages that halve them: "
                    f"after {stage} they are {size[0]}×{size[1]}. Leave stages out of model.channels, or choose "
                    "model.down = “none”."
                )
            sizes.append((self._after(size[0]), self._after(size[1])))
        if self.down == "max-pool" and self.up == "transposed" and self.kernel == 1:
            raise InputError(
                "A transposed convolution with a kernel of 1 pixel leaves gaps that pooled images do not come back "
                "from. Choose model.kernel = 3 or more, or model.up = “upsample”."
            )
        return tuple(sizes)

    def _after(self, side: int) -> int:
        """A side's length after a stage: pooling leaves an odd last pixel out, a stride does not."""
        return {"none": side, "max-pool": side // 2, "stride": (side + 1) // 2}[self.down]
