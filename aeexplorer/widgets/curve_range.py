"""The value range of a curve's axis: close around what matters, and still while the curve grows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aeexplorer.widgets.curve_thinning import Floats

MARGIN = 0.12
"""Room that a new range leaves on both sides, so that the next values seldom need another one."""
SHRINK = 0.4
"""A range that the data fill by less than this share is too wide."""


class CurveRange:
    """From ``low`` to ``high``; after epoch 1 the fall from the untrained model is cut off, except on a log axis."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Take the next data's range as it is."""
        self.low, self.high = 0.0, 1.0
        self._log = False
        self._known = False

    def follow(self, training: tuple[Floats, Floats], held_out: tuple[Floats, Floats], *, log: bool) -> None:
        """Keep the range if the curves (epochs, values) still fit it, else take a new one."""
        values = _values_that_matter(training, held_out, everything=log)
        if log:
            values = values[values > 0]
        if not len(values):
            return
        if log:
            values = np.log(values)
        low, high = float(values.min()), float(values.max())
        if high - low < 1e-9 * max(abs(low), abs(high), 1e-30):
            half = 0.05 * abs(low) or 0.5
            low, high = low - half, high + half
        if not (self._known and self._log == log and self._fits(low, high)):
            margin = MARGIN * (high - low)
            self._low, self._high = low - margin, high + margin
            self._known, self._log = True, log
            bounds = np.array([self._low, self._high])
            self.low, self.high = (float(b) for b in (np.exp(bounds) if log else bounds))

    def share(self, values: NDArray[np.float64]) -> Floats:
        """How far up the axis each of the values stands: 0 at ``low``, 1 at ``high``; NaN where it has no place."""
        if not self._known:
            return values
        if self._log:
            with np.errstate(divide="ignore", invalid="ignore"):
                values = np.log(values)
        share: Floats = np.asarray((values - self._low) / (self._high - self._low), np.float64)
        share[np.isneginf(share)] = -10.0
        return share

    def _fits(self, low: float, high: float) -> bool:
        span = self._high - self._low
        return self._low <= low and high <= self._high and high - low >= SHRINK * span


def _values_that_matter(
    training: tuple[Floats, Floats], held_out: tuple[Floats, Floats], *, everything: bool
) -> Floats:
    """The values from epoch 1 on, once there are two such held-out ones; till then all of them."""
    epochs, values = held_out
    start = 1.0 if not everything and np.count_nonzero(epochs >= 1) >= 2 else 0.0
    kept: Floats = np.concatenate([training[1][training[0] >= start], values[epochs >= start]])
    finite: Floats = kept[np.isfinite(kept)]
    return finite
