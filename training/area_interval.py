"""Interval: how sure the area under a ROC curve is, with so many images, by the bootstrap."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.anomaly import roc


def area_interval(
    scores: NDArray[Any], strange: NDArray[Any], *, level: float = 0.95, repeats: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """Percentile bootstrap interval of the area under the curve of ``roc`` (Efron 1979).

    Strange and ordinary images are drawn anew, each kind for itself and as many as there are, ``repeats`` times. A
    draw is how often each image came up, so that every area is a weighted sum over the images, sorted once:

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
    areas = np.empty(repeats)
    for i in range(repeats):
        hits = np.bincount(random.choice(of_strange, len(of_strange)), minlength=last)
        alarms = np.bincount(random.choice(of_ordinary, len(of_ordinary)), minlength=last)
        areas[i] = hits @ (np.cumsum(alarms) - alarms / 2)
    areas /= len(of_strange) * len(of_ordinary)
    low, high = np.quantile(areas, ((1 - level) / 2, (1 + level) / 2))
    return float(low), float(high)
