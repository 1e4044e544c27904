"""Codes of the watched images, with what is known of these images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from training.events import LatentsEncoded, RunStarted


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Row i is image ``indices[i]``.

    Attributes:
        step: optimizer steps that the model had taken.
        indices: (n,) int64, into the run's images.
        codes: (n, d) float32, maps flattened.
        labels: (n,) int64, or None without classes.
        held_out: (n,) bool, whether the model never learns from the image.
    """

    step: int
    indices: NDArray[np.int64]
    codes: NDArray[np.float32]
    labels: NDArray[np.int64] | None
    held_out: NDArray[np.bool_]

    @property
    def nbytes(self) -> int:
        """Memory of the codes; the other columns are shared."""
        return self.codes.nbytes


NOTHING_ENCODED = Encoded(0, np.empty(0, np.int64), np.empty((0, 0), np.float32), None, np.empty(0, np.bool_))


def encoded(event: LatentsEncoded, start: RunStarted, before: Encoded) -> Encoded:
    """The codes that ``event`` tells of; shares the columns of ``before`` where the same images are watched."""
    codes = np.ascontiguousarray(event.codes, np.float32).reshape(len(event.indices), -1)
    if np.array_equal(event.indices, before.indices):
        return Encoded(event.step, before.indices, codes, before.labels, before.held_out)
    labels = start.images.labels
    return Encoded(
        event.step,
        event.indices,
        codes,
        None if labels is None else labels.numpy()[event.indices],
        np.isin(event.indices, start.split.held_out.numpy()),
    )
