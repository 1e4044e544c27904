"""Roc: how well a score tells strange images from ordinary ones, at every threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Roc:
    """The receiver operating characteristic: one point per threshold, from “none is strange” to “all are”.

    Attributes:
        false_positive: (k,) share of the ordinary images with a score of at least the threshold.
        true_positive: (k,) share of the strange ones.
        threshold: (k,) falling, the first infinite.
    """

    false_positive: Floats
    true_positive: Floats
    threshold: Floats

    @property
    def area(self) -> float:
        """Area under the curve: the chance that a strange image scores above an ordinary one, ties counted half."""
        return float(np.trapezoid(self.true_positive, self.false_positive))


def roc(scores: NDArray[Any], strange: NDArray[Any]) -> Roc:
    """The curve of ``scores`` (n,), high where an image is thought strange, against the truth ``strange`` (n,) bool.

    Raises:
        ValueError: not both kinds of images, or scores that are not finite.
    """
    values, truth = np.asarray(scores, np.float64), np.asarray(strange, bool)
    if not truth.any() or truth.all():
        raise ValueError("a curve needs strange and ordinary images")
    if not np.isfinite(values).all():
        raise ValueError("scores have to be finite")
    order = np.argsort(-values, kind="stable")
    values, truth = values[order], truth[order]
    # Images of one score pass the threshold together: a point stands at the last of them.
    last = np.append(np.flatnonzero(np.diff(values)), len(values) - 1)
    hits = np.cumsum(truth)[last]
    alarms = last + 1 - hits
    start = np.zeros(1)
    return Roc(
        np.concatenate((start, alarms / (~truth).sum())),
        np.concatenate((start, hits / truth.sum())),
        np.concatenate((start + np.inf, values[last])),
    )
