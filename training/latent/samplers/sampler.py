"""What every sampler is: its settings, what it is fitted to, and how codes are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from training.part import Part

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Randomness:
    """The random numbers of some draws: they depend on (seed, purpose, index) only, never on the company they are in.

    Attributes:
        seed: decides all.
        purpose: tells one use from another.
        indices: (m,) int64, such as the numbers of the images that codes are drawn at. At most 2⁶³ − 1 over the
            numbers in a code.
        turn: which of several samples of the same image or class these are, from 1; one number, or (m,) int64.
    """

    seed: int
    purpose: str
    indices: Numbers
    turn: int | Numbers = 1

    def __len__(self) -> int:
        return len(self.indices)

    def normal(self, shape: tuple[int, ...]) -> Floats:
        """Standard normal numbers (m, *shape)."""
        import torch

        from training.seeds import normal_noise

        noise: Floats = normal_noise(self.seed, self.purpose, torch.from_numpy(self.indices), shape).numpy()
        return noise

    def uniform(self, shape: tuple[int, ...]) -> Floats:
        """Uniform numbers in [0, 1) of shape (m, *shape), independent of ``normal``."""
        import torch

        from training.seeds import uniform_noise

        noise: Floats = uniform_noise(self.seed, self.purpose, torch.from_numpy(self.indices), shape).numpy()
        return noise


Draw = Callable[[Randomness, Floats | None], Floats]
"""Codes (m, *latent_shape) of the randomness of m draws and of the codes (m, *latent_shape) that they start at.

These are None for samplers that start nowhere. Codes are drawn one by one: others beside them change nothing.
"""


class Sampler(Part):
    """A way to draw codes. A new one is a new file with a subclass, and one more member in this folder's list."""

    title: ClassVar[str]
    """Name, for people."""
    description: ClassVar[str]
    """What it does in a few words, for people."""
    starts: ClassVar[bool] = False
    """Whether each draw starts at the code of an image, and so is an image of that one's class."""

    together: ClassVar[bool] = False
    """Whether its codes are laid out together, each by its place among them, and know no classes."""

    kind: str = ""

    @property
    def wants(self) -> int:
        """To how many codes of real images it is fitted at most, such as 256; 0 for none."""
        return 0

    def whole(self, count: int) -> int:
        """How many of ``count`` codes it draws: a grid is a square."""
        return count

    def fitted(self, known: Floats) -> Draw:
        """Fit to ``known`` codes (n, *latent_shape) of real images, n = 0 where none are wanted: how codes are drawn.

        This may take seconds; drawing does not.

        Raises:
            InputError: codes of a shape that it cannot draw, or too few of them.
        """
        raise NotImplementedError


def finite(known: Floats) -> Floats:
    """Those of the codes (n, *shape) that are finite numbers.

    Raises:
        InputError: there are none.
    """
    from training.broken_weights import REMEDY
    from training.errors import InputError

    kept = known[np.isfinite(known.reshape(len(known), -1)).all(1)]
    if not len(known):
        raise InputError("There are no codes to fit to. Give images to encode.")
    if not len(kept):
        raise InputError(
            "There are no codes to fit to, as none is finite: the training diverged, or the checkpoint is damaged. "
            f"{REMEDY}"
        )
    return kept


def some_rows(available: int, wanted: int, seed: int) -> Numbers:
    """``wanted`` of the numbers 0 … available − 1, drawn by the seed, rising; all of them where there are no more."""
    from training.seeds import generator

    if wanted >= available:
        return np.arange(available, dtype=np.int64)
    import torch

    chosen: Numbers = torch.randperm(available, generator=generator(seed, "fitted codes"))[:wanted].numpy()
    return np.sort(chosen)
