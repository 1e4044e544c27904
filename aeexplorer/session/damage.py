"""Damage: what becomes of an image under a mask and further corruptions. Not for the GUI thread: it needs torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from aeexplorer.words import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from torch import Tensor

    from training.corruption.corrupted import CorruptionPart

Images = NDArray[np.float32]
"""(n, C, H, W), pixels in [0, 1]."""
FillKind = Literal["colour", "noise", "neighbour"]
PURPOSE = "restore"
SPACING = 6.0
"""Pixels from one stripe to the next."""


@dataclass(frozen=True, slots=True)
class Further:
    """A corruption besides the mask. ``make`` builds it at a strength in (0, 1]."""

    title: str
    make: Callable[[float], CorruptionPart]


def _gaussian(strength: float) -> CorruptionPart:
    from training.corruption.gaussian import GaussianNoise

    return GaussianNoise(factor=strength)


def _salt_pepper(strength: float) -> CorruptionPart:
    from training.corruption.salt_pepper import SaltPepper

    return SaltPepper(share=strength)


def _blur(strength: float) -> CorruptionPart:
    from training.corruption.blur import Blur

    return Blur(sigma=5 * strength)


def _low_resolution(strength: float) -> CorruptionPart:
    from training.corruption.low_resolution import LowResolution

    return LowResolution(factor=2 + round(6 * strength))


def _stripes(strength: float) -> CorruptionPart:
    from training.corruption.stripes import Stripes

    # Narrower than a pixel, they would fall between the lines of pixels.
    return Stripes(width=1 + (SPACING * 0.9 - 1) * strength, spacing=SPACING)


FURTHER = {
    "low-resolution": Further(QT_TRANSLATE_NOOP("Damage", "Low resolution"), _low_resolution),
    "blur": Further(QT_TRANSLATE_NOOP("Damage", "Blur"), _blur),
    "gaussian": Further(QT_TRANSLATE_NOOP("Damage", "Gaussian noise"), _gaussian),
    "salt-pepper": Further(QT_TRANSLATE_NOOP("Damage", "Salt and pepper"), _salt_pepper),
    "stripes": Further(QT_TRANSLATE_NOOP("Damage", "Stripes"), _stripes),
}
"""By kind, in the order in which they are applied."""


@dataclass(frozen=True, slots=True)
class Damage:
    """What is done to an image.

    Attributes:
        fill: what painted pixels become: one ``colour``, ``noise``, or those of the ``neighbour``, another image.
        colour: grey, or red, green and blue, in [0, 1].
        further: strengths in [0, 1] by kind, of what is done to the whole image before the mask covers it.
        seed: decides all that is drawn.
    """

    fill: FillKind = "colour"
    colour: tuple[float, ...] = (0.5,)
    further: tuple[tuple[str, float], ...] = ()
    seed: int = 0

    def strength(self, kind: str) -> float:
        """Of one further corruption; 0: none of it."""
        return dict(self.further).get(kind, 0.0)

    @property
    def corrupts_all(self) -> bool:
        """Whether pixels are changed that the mask does not cover."""
        return any(strength > 0 for _, strength in self.further)

    def apply(
        self, pixels: Images, cover: NDArray[np.uint8], neighbours: Images | None, indices: NDArray[np.int64]
    ) -> tuple[Tensor, Tensor | None]:
        """Damaged images (n, C, H, W), and where they are damaged, (n, 1, H, W) bool; None if nobody can know.

        ``cover`` (H, W) says how much of each pixel the fill covers; ``indices`` (n,) are the images' numbers.
        """
        import torch

        x, numbers = torch.from_numpy(np.array(pixels, np.float32)), torch.from_numpy(np.array(indices, np.int64))
        hidden = torch.from_numpy(cover > 0)[None, None].expand(len(x), -1, -1, -1)
        spread = False
        for kind, part in FURTHER.items():
            if (strength := self.strength(kind)) > 0:
                given = part.make(strength).apply(x, seed=self.seed, purpose=PURPOSE, indices=numbers)
                x = given.pixels
                spread |= given.hidden is None
                hidden = hidden if given.hidden is None else hidden | given.hidden
        share = torch.from_numpy(cover.astype(np.float32) / np.float32(255))
        filling = self._filling(x, neighbours, numbers)
        # What is wholly covered is the filling itself, and what is not covered the image itself, to the last bit.
        x = torch.where(share >= 1, filling, torch.where(share > 0, torch.lerp(x, filling, share), x))
        return x, hidden if bool(hidden.any()) or not spread else None

    def _filling(self, x: Tensor, neighbours: Images | None, numbers: Tensor) -> Tensor:
        import torch

        from training.seeds import uniform_noise

        if self.fill == "noise":
            return uniform_noise(self.seed, f"fill {PURPOSE}", numbers, tuple(x.shape[1:])).to(x.dtype)
        if self.fill == "neighbour" and neighbours is not None:
            return torch.from_numpy(np.array(neighbours, np.float32))
        colour = torch.tensor(self.colour, dtype=x.dtype)
        if len(colour) not in (1, x.shape[1]):
            colour = colour.mean(0, keepdim=True)
        return colour.view(1, -1, 1, 1).expand_as(x)
