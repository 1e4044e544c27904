"""Which images are compared: those that none of the models has learned from, one of each class, or chosen ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from aeexplorer.session.run import Run

Show = Literal["class", "first", "chosen", "worst"]
Numbers = NDArray[np.int64]

MOST_SHOWN = 12
MOST_SCORED = 128
"""Images over which models are scored: so many tell them apart, and are soon computed."""


def held_out_by_all(runs: Sequence[Run]) -> Numbers:
    """Numbers (n,), ascending, of the images that every one of these started runs holds out."""
    held_out = [run.start_event.split.held_out.numpy() for run in runs if run.start_event is not None]
    if not held_out:
        return np.empty(0, np.int64)
    common: Numbers = held_out[0]
    for numbers in held_out[1:]:
        if not np.array_equal(common, numbers):
            common = np.intersect1d(common, numbers, assume_unique=True)
    return common


def of_every_class(numbers: Numbers, labels: Numbers | None, count: int) -> Numbers:
    """The first of ``numbers`` (n,) of every class, then the second ones, until there are ``count``, by class.

    ``labels`` (N,) are those of all images; without them, the first ``count``.
    """
    if labels is None:
        return numbers[:count]
    of = labels[numbers]
    order = np.argsort(of, kind="stable")
    _, starts, sizes = np.unique(of[order], return_index=True, return_counts=True)
    turn = np.arange(len(order)) - np.repeat(starts, sizes)
    taken = order[np.argsort(turn, kind="stable")[:count]]
    return numbers[taken[np.lexsort((numbers[taken], of[taken]))]]


def evenly_spaced(numbers: Numbers, most: int = MOST_SCORED) -> Numbers:
    """At most so many of ``numbers`` (n,), from all over the set: many sets are sorted by class."""
    if len(numbers) <= most:
        return numbers
    return numbers[np.linspace(0, len(numbers) - 1, most).round().astype(np.int64)]
