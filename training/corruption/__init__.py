"""Corruptions: what is done to images before the model sees them. A new one is a new file and one more member here."""

from typing import Annotated

from pydantic import Field

from training.corruption.blur import Blur
from training.corruption.chain import Chain
from training.corruption.corrupted import Corrupted
from training.corruption.erase import Erase
from training.corruption.gaussian import GaussianNoise
from training.corruption.low_resolution import LowResolution
from training.corruption.mask import Mask
from training.corruption.none import Uncorrupted
from training.corruption.salt_pepper import SaltPepper
from training.corruption.stripes import Stripes

__all__ = ["Corrupted", "Corruption"]

Corruption = Annotated[
    Uncorrupted | Erase | GaussianNoise | SaltPepper | Blur | LowResolution | Stripes | Mask | Chain,
    Field(discriminator="kind"),
]
