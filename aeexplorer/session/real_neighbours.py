"""The nearest training images of generated ones, and what their distances say. For the thread that generates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

    from training.data.images import ImageSet
    from training.latent.nearest import Verdict

MOST_NUMBERS = 2**26
"""Pixels of training images that are compared with, 256 MB: of larger sets some images, drawn by the seed 0."""
AT_ONCE = 2**33
"""Multiplications of a portion, a second or two of one core."""
MANY, FEW = 1000, 300
"""Training images whose distances to each other are measured, for small sets and for large ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """For each of the first m images the nearest training image.

    Attributes:
        rows: (m,) int64, which image of the set it is.
        distances: (m,) float64, root of the mean squared difference of pixels.
        percentiles: (m,) of the distances among those from training images to their nearest other ones.
        verdicts: a word for each of these.
        among: how many training images were compared with.
        of: how many there are.
    """

    rows: NDArray[np.int64]
    distances: NDArray[np.float64]
    percentiles: NDArray[np.float64]
    verdicts: list[Verdict]
    among: int
    of: int


class RealNeighbours:
    """Keeps the training images that it was asked about last, ready to be compared with."""

    def __init__(self) -> None:
        self._of: tuple[ImageSet, NDArray[np.int64]] | None = None
        self._rows: NDArray[np.int64] = np.empty(0, np.int64)
        self._known: Tensor | None = None
        self._real: NDArray[np.float64] = np.empty(0)

    def of(self, pixels: NDArray[np.float32], images: ImageSet, training: NDArray[np.int64]) -> Iterator[Neighbours]:
        """The neighbours of ``pixels`` (m, C, H, W) among the images with numbers ``training``, of more and more of m.

        Nothing comes where there is only one such image, which is far from no other.
        """
        import torch

        from training.latent.nearest import nearest, percentiles, verdicts

        if len(training) < 2:
            return
        known = self._images(images, training)
        portion = max(AT_ONCE // known.numel(), 16)
        rows, distances = np.empty(0, np.int64), np.empty(0)
        for first in range(0, len(pixels), portion):
            found = nearest(torch.from_numpy(pixels[first : first + portion]), known)
            rows = np.concatenate((rows, self._rows[found.row]))
            distances = np.concatenate((distances, found.distance))
            percentile = percentiles(distances, self._real)
            yield Neighbours(rows, distances, percentile, verdicts(percentile), len(self._rows), len(training))

    def _images(self, images: ImageSet, training: NDArray[np.int64]) -> Tensor:
        import torch

        from training.latent.nearest import real_distances
        from training.latent.samplers.sampler import some_rows

        of = self._of
        if self._known is None or of is None or of[0] is not images or not np.array_equal(of[1], training):
            self._known = None  # Two sets at a time may be more than there is memory for.
            most = max(MOST_NUMBERS // int(np.prod(images.shape)), 2)
            self._rows = training[some_rows(len(training), most, 0)]
            self._known = images.batch(torch.from_numpy(self._rows))
            few = self._known.numel() > MOST_NUMBERS // 4
            self._real = real_distances(self._known, most=FEW if few else MANY)
            self._of = images, training
        return self._known
