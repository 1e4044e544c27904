"""Generated images: the pictures, their codes, and the images and classes that they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Generated:
    """m new images.

    Attributes:
        by: what the samples belong to, several of one image or of one class after each other; or to nothing.
        pixels: (m, C, H, W) float32 in [0, 1].
        codes: (m, *latent_shape) float32 that they were decoded from.
        classes: a name per label; empty where the images have no classes.
        labels: (m,) int64, their classes; None where they have none, or were drawn without any.
        starts: (m,) int64, the row of the image at whose code each began; None where they began nowhere.
        turn: (m,) int64, which sample of its image or class it is, from 1.
    """

    by: Literal["image", "class", "nothing"]
    pixels: Floats
    codes: Floats
    classes: tuple[str, ...]
    labels: Numbers | None
    starts: Numbers | None
    turn: Numbers

    @property
    def groups(self) -> list[Numbers]:
        """The numbers of the samples of each image or class; those of one class follow each other."""
        begins = np.flatnonzero(self.turn == 1)
        groups = np.split(np.arange(len(self)), begins[1:])
        if self.labels is None:
            return groups
        return [groups[i] for i in np.argsort(self.labels[begins], kind="stable")]

    def __len__(self) -> int:
        return len(self.pixels)
