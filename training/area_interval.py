"""Interval: how sure the area under a ROC curve is, with so many images, by the bootstrap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.roc import roc

LEVEL = 0.95
REPEATS = 2000


def area_interval(
    scores: NDArray[Any], strange: NDArray[Any], *, level: float = LEVEL, repeats: int = REPEATS, seed: int = 0
) -> tuple[float, float]:
    """Percentile bootstrap interval of the area under the curve of ``roc`` (Efron 1979).

    Raises:
        ValueError: not both kinds of images, or scores that are not finite.
    """
    return interval_of(np.fromiter(bootstrap_areas(scores, strange, repeats=repeats, seed=seed), float), level)


def interval_of(areas: NDArray[Any], level: float = LEVEL) -> tuple[float, float]:
    """Within which the middle share ``level`` of ``areas`` (n,) lies."""
    low, high = np.quantile(areas, ((1 - level) / 2, (1 + level) / 2))
    return float(low), float(high)


def bootstrap_areas(
    scores: NDArray[Any], strange: NDArray[Any], *, repeats: int = REPEATS, seed: int = 0
) -> Iterator[float]:
    """Areas under the curves of images drawn anew, each kind for itself and as many as there are, ``repeats`` times.

    A draw is how often each image came up, so that every area is a weighted sum over the images, sorted once:

        area = Σ over scores s of  strange(s) · (ordinary below s + ordinary(s) / 2)  /  (all strange · all ordinary)

    Raises:
        ValueError: not both kinds of images, or scores that are not finite.
    """
    values, truth = np.asarray(scores, np.float64), np.asarray(strange, bool)
    roc(values, truth)
    random = np.random.default_rng(seed)
    _, group = np.unique(values, return_inverse=True)
    last = int(group.max()) + 1
    of_strange, of_ordinary = group[truth], group[~truth]
    pairs = len(of_strange) * len(of_ordinary)
    for _ in range(repeats):
        hits = np.bincount(random.choice(of_strange, len(of_strange)), minlength=last)
        alarms = np.bincount(random.choice(of_ordinary, len(of_ordinary)), minlength=last)
        yield float(hits @ (np.cumsum(alarms) - alarms / 2)) / pairs
