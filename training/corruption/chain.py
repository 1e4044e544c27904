"""Chain: several corruptions, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from training.corruption.blur import Blur
from training.corruption.corrupted import Corrupted, CorruptionPart
from training.corruption.erase import Erase
from training.corruption.gaussian import GaussianNoise
from training.corruption.low_resolution import LowResolution
from training.corruption.mask import Mask
from training.corruption.salt_pepper import SaltPepper
from training.corruption.stripes import Stripes
from training.models.backbone import ImageShape

if TYPE_CHECKING:
    from torch import Tensor

Link = Annotated[
    Erase | GaussianNoise | SaltPepper | Blur | LowResolution | Stripes | Mask, Field(discriminator="kind")
]
"""What a chain may have: every kind but a chain."""


class Chain(CorruptionPart):
    """``[corruption] kind = "chain"``, with a table ``[[corruption.parts]]`` for each of them."""

    kind: Literal["chain"] = "chain"
    parts: tuple[Link, ...] = Field((Erase(), GaussianNoise()), title="Parts")
    """The corruptions in the order in which they are done."""

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.parts:
            raise ValueError("a chain needs at least one part, such as a table [[corruption.parts]] of kind erase")
        return self

    def check(self, image_shape: ImageShape) -> None:
        """See whether every part can do with images of that shape.

        Raises:
            InputError: one cannot.
        """
        for part in self.parts:
            part.check(image_shape)

    def apply(self, x: Tensor, *, seed: int, purpose: str, indices: Tensor) -> Corrupted:
        """One part after the other, each with draws of its own.

        ``hidden`` is what any part hides, as long as every part leaves the other pixels alone; one that leaves none,
        such as noise on all of them, makes it None.
        """
        hidden = None
        whole = True
        for number, part in enumerate(self.parts, start=1):
            corrupted = part.apply(x, seed=seed, purpose=f"{purpose}, part {number}", indices=indices)
            x = corrupted.pixels
            if corrupted.hidden is None:
                whole = False
            else:
                hidden = corrupted.hidden if hidden is None else hidden | corrupted.hidden
        return Corrupted(x, hidden if whole else None)
