"""Stripes: parallel bars lie over the image, as of a fence or a blind."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, Self

from pydantic import Field, model_validator

from training.corruption.corrupted import Corrupted, CorruptionPart
from training.part import unit

if TYPE_CHECKING:
    from torch import Tensor


class Stripes(CorruptionPart):
    """``[corruption] kind = "stripes"``."""

    kind: Literal["stripes"] = "stripes"
    width: float = Field(2.0, title="Width", gt=0, le=4096, json_schema_extra=unit("px"))
    """Width of a stripe."""
    spacing: float = Field(6.0, title="Spacing", gt=0, le=8192, json_schema_extra=unit("px"))
    """From the middle of a stripe to that of the next."""
    angle: float = Field(0.0, title="Angle", ge=-180, le=180, json_schema_extra=unit("°"))
    """0 is horizontal; positive angles turn counter-clockwise."""
    random_phase: bool = Field(True, title="Moved at random")
    """Every image has its stripes elsewhere; else they begin at its middle."""
    value: float = Field(0.5, title="Fill value", ge=0, le=1)
    """The grey of the stripes: 0 is black, 1 is white."""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.width >= self.spacing:
            raise ValueError("stripes have to be narrower (width) than the distance of their middles (spacing)")
        return self

    def apply(self, x: Tensor, *, seed: int, purpose: str, indices: Tensor) -> Corrupted:
        """Fill the stripes; ``hidden`` is what they cover."""
        import torch

        from training.seeds import uniform_noise

        height, width = x.shape[2:]
        turn = math.radians(self.angle)
        down = torch.arange(height, device=x.device, dtype=torch.float32) - (height - 1) / 2
        right = torch.arange(width, device=x.device, dtype=torch.float32) - (width - 1) / 2
        # How far a pixel lies from the line through the image's middle; rows count downwards.
        across = down[:, None] * math.cos(turn) + right * math.sin(turn)
        phase = torch.zeros(len(x), 1, 1, 1, device=x.device)
        if self.random_phase:
            phase = uniform_noise(seed, f"stripes {purpose}", indices, (1, 1, 1)) * self.spacing
        place = torch.remainder(across + phase + self.width / 2, self.spacing)
        hidden = place < self.width
        return Corrupted(x.masked_fill(hidden, self.value), hidden)
