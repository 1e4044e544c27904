"""The nearest training images of generated ones, and what their distances say. For the thread that generates."""

from __future__ import annotations

from collections.abc import Callable
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
PORTION = 64


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """For each of m images the nearest training image.

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

    def forget(self) -> None:
        """Give the memory back."""
        self._of = self._known = None

    def of(
        self, pixels: NDArray[np.float32], images: ImageSet, training: NDArray[np.int64], go_on: Callable[[], None]
    ) -> Neighbours | None:
        """The neighbours of ``pixels`` (m, C, H, W) among the images with numbers ``training``; None if that is one.

        ``go_on`` is called between portions, and may raise to stop.
        """
        import torch

        from training.latent.nearest import nearest, percentiles, verdicts

        if len(training) < 2:
            return None
        known = self._images(images, training)
        rows, distances = [np.empty(0, np.int64)], [np.empty(0)]
        for first in range(0, len(pixels), PORTION):
            go_on()
            found = nearest(torch.from_numpy(pixels[first : first + PORTION]), known)
            rows.append(found.row)
            distances.append(found.distance)
        distance = np.concatenate(distances)
        percentile = percentiles(distance, self._real)
        near = self._rows[np.concatenate(rows)]
        return Neighbours(near, distance, percentile, verdicts(percentile), len(self._rows), len(training))

    def _images(self, images: ImageSet, training: NDArray[np.int64]) -> Tensor:
        import torch

        from training.latent.nearest import real_distances
        from training.latent.samplers.sampler import some_rows

        of = self._of
        if self._known is None or of is None or of[0] is not images or not np.array_equal(of[1], training):
            self.forget()
            most = max(MOST_NUMBERS // int(np.prod(images.shape)), 2)
            self._rows = training[some_rows(len(training), most, 0)]
            self._known = images.batch(torch.from_numpy(self._rows))
            self._real = real_distances(self._known)
            self._of = images, training
        return self._known
