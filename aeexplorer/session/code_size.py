"""CodeSize: in how many directions images and codes vary, and what PCA would make of as many numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from aeexplorer.session.run import Run
    from training.data.images import ImageSet

Floats = NDArray[np.float64]

TRAINING, HELD_OUT = 1000, 300
"""Images that are looked at, at most."""
NUMBERS = 2**22
"""Numbers of images or codes, at most: a code may have a hundred thousand."""
HELD = 0.9
"""Of the variance, that a latent size should hold."""


@dataclass(frozen=True, slots=True, eq=False)
class Yardstick:
    """What the images say, whatever the model.

    Attributes:
        values: singular values (r,) of the training images.
        errors: mean squared error (r + 1,) of held-out images, rebuilt from 0 … r principal components.
    """

    values: Floats
    errors: Floats

    @property
    def enough(self) -> int:
        """How many principal components hold 90 % of the variance."""
        from training.latent.spectrum import directions_for

        return directions_for(self.values, HELD)

    def equal_to(self, mse: float) -> int | None:
        """How few components have an error of at most ``mse``; None if it takes more than there are."""
        reached = np.flatnonzero(self.errors <= mse)
        return int(reached[0]) if len(reached) else None


@dataclass(frozen=True, slots=True, eq=False)
class CodeSize:
    """The images' yardstick, and the singular values (k,) of the codes."""

    yardstick: Yardstick
    codes: Floats

    @property
    def used(self) -> int:
        """How many directions hold 99 % of the codes' variance."""
        from training.latent.spectrum import directions_for

        return directions_for(self.codes, 0.99)


@dataclass(frozen=True, slots=True, eq=False)
class RunError:
    """An open run: how many numbers its code has, and its mean squared error on its held-out images."""

    run: Run
    numbers: int
    mse: float


class SizeQuestion:
    """Measures in steps, between which others are answered; what the images say is kept for as long as they stay."""

    def __init__(self) -> None:
        self._images: ImageSet | None = None
        self._training: NDArray[np.int64] = np.empty(0, np.int64)
        self._yardstick: Yardstick | None = None

    def steps(
        self, images: ImageSet, training: NDArray[np.int64], held_out: NDArray[np.int64], codes: NDArray[np.float32]
    ) -> Iterator[str | CodeSize]:
        """The last is a ``CodeSize``, the others say how far it is. For the ask thread: it imports scipy and torch."""
        from training.latent.pca_error import AllAxes
        from training.latent.spectrum import singular_values

        if self._yardstick is None or images is not self._images or not np.array_equal(training, self._training):
            numbers = int(np.prod(images.shape))
            axes = AllAxes.fit(_pixels(images, _few(training, TRAINING, numbers)))
            yield "axes"
            errors = axes.errors(_pixels(images, _few(held_out if len(held_out) else training, HELD_OUT, numbers)))
            self._images, self._training = images, training
            self._yardstick = Yardstick(axes.values, errors)
            yield "errors"
        finite = codes[np.isfinite(codes).all(1)]
        few = _few(np.arange(len(finite)), TRAINING, finite.shape[1])
        yield CodeSize(self._yardstick, singular_values(finite[few]) if len(few) else np.zeros(0))


def _few(indices: NDArray[np.int64], most: int, numbers: int) -> NDArray[np.int64]:
    """At most ``most`` of the indices, evenly spread; fewer where each stands for very many numbers."""
    count = min(len(indices), most, max(NUMBERS // max(numbers, 1), 2))
    return indices[np.linspace(0, len(indices) - 1, count).round().astype(np.int64)]


def _pixels(images: ImageSet, indices: NDArray[np.int64]) -> NDArray[np.float32]:
    import torch

    pixels: NDArray[np.float32] = images.batch(torch.from_numpy(indices)).numpy()
    return pixels
