"""Threshold: what calling every image strange from some score on would find, miss, and wrongly alarm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.roc import Roc


@dataclass(frozen=True, slots=True)
class Rates:
    """Images by truth and by verdict: strange is a score of at least ``threshold``.

    Attributes:
        threshold: the score.
        found: strange images that are called strange.
        missed: strange images that are not.
        alarms: ordinary images that are called strange.
        passed: ordinary images that are not.
    """

    threshold: float
    found: int
    missed: int
    alarms: int
    passed: int

    @property
    def true_positive(self) -> float:
        """Share of the strange images that are found (recall); NaN without any."""
        return _share(self.found, self.missed)

    @property
    def false_positive(self) -> float:
        """Share of the ordinary images that are called strange; NaN without any."""
        return _share(self.alarms, self.passed)

    @property
    def precision(self) -> float:
        """Share of strange images among those called so; NaN if none is."""
        return _share(self.found, self.alarms)


def rates(scores: NDArray[Any], strange: NDArray[Any], threshold: float) -> Rates:
    """The rates of ``scores`` (n,) against the truth ``strange`` (n,) bool, at a threshold; NaN scores are ordinary."""
    called, truth = np.asarray(scores, np.float64) >= threshold, np.asarray(strange, bool)
    found, alarms = int((called & truth).sum()), int((called & ~truth).sum())
    return Rates(threshold, found, int(truth.sum()) - found, alarms, int((~truth).sum()) - alarms)


def best_threshold(curve: Roc) -> float:
    """The score at which found less wrongly alarmed, as shares, is largest (Youden 1950): where a slider may begin.

    Of several such scores the highest; infinite where calling none strange is best.
    """
    return float(curve.threshold[int(np.argmax(curve.true_positive - curve.false_positive))])


def _share(part: int, rest: int) -> float:
    return part / (part + rest) if part + rest else float("nan")
