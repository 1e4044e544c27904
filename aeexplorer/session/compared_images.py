"""Which images are compared: those that none of the models has learned from, one of each class, or chosen ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from aeexplorer.session.compare_scores import Scores
    from aeexplorer.session.compare_settings import CompareSettings
    from aeexplorer.session.run import Run

Numbers = NDArray[np.int64]
NONE: Numbers = np.empty(0, np.int64)

MOST_SCORED = 128
"""Images over which models are scored: so many tell them apart, and are soon computed."""


def held_out_by_all(runs: Sequence[Run]) -> Numbers:
    """Numbers (n,), ascending, of the images that every one of these started runs holds out."""
    held_out = [run.start_event.split.held_out.numpy() for run in runs if run.start_event is not None]
    if not held_out:
        return NONE
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


class ComparedImages:
    """Chooses anew only where something has changed: a slider must not wait for a look through all images."""

    def __init__(self, settings: CompareSettings) -> None:
        self._settings = settings
        self._known: tuple[tuple[object, ...], Numbers] = ((), NONE)
        self._held_out: tuple[tuple[object, ...], Numbers] = ((), NONE)

    def shown(self, runs: Sequence[Run], scores: Scores | None) -> Numbers:
        """Numbers of the images to show, ``settings.number`` at most."""
        asked = self._settings
        depends = (
            *(run.start_event for run in runs),
            asked.show,
            asked.number,
            asked.chosen if asked.show == "chosen" else None,
            scores if asked.show == "worst" else None,
        )
        if not _same(depends, self._known[0]):
            self._known = depends, self._choose(runs, scores)
        return self._known[1]

    def many(self, runs: Sequence[Run]) -> Numbers:
        """Numbers of the images to score the models on."""
        return evenly_spaced(self._all(runs))

    def _all(self, runs: Sequence[Run]) -> Numbers:
        depends = tuple(run.start_event for run in runs)
        if not _same(depends, self._held_out[0]):
            self._held_out = depends, held_out_by_all(runs)
        return self._held_out[1]

    def _choose(self, runs: Sequence[Run], scores: Scores | None) -> Numbers:
        asked, images = self._settings, runs[0].images if runs else None
        if images is None:
            return NONE
        if asked.show == "chosen":
            return np.array([k for k in asked.chosen if 0 <= k < len(images)][: asked.number], np.int64)
        if asked.show == "worst" and scores is not None:
            return worst(scores, asked.number)
        labels = None if images.labels is None or asked.show == "first" else images.labels.numpy()
        return of_every_class(self._all(runs), labels, asked.number)


def worst(scores: Scores, count: int) -> Numbers:
    """Numbers of the images with the lowest PSNR under the noise, on average over the models; the worst first."""
    psnr = np.mean(list(scores.values("noisy", "psnr").values()), 0)
    return scores.indices[np.argsort(psnr, kind="stable")[:count]]


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """By identity, but for what is counted: runs' events hold tensors, which have no one answer to ==."""
    plain = (str, int, tuple)
    return len(one) == len(other) and all(
        a is b or (isinstance(a, plain) and a == b) for a, b in zip(one, other, strict=True)
    )
