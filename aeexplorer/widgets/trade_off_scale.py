"""How far along their axes costs and errors stand, and which of their values the axes name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from aeexplorer.widgets.axis_ticks import labelled_ticks, tick_text

MARGIN = 0.08
"""Of the span of values, beyond the outermost points."""


class TradeOffScale:
    """Costs across, linear or logarithmic, and errors upwards, both a little beyond the points that there are."""

    def __init__(self, costs: Sequence[float] = (), errors: Sequence[float] = (), *, log: bool = False) -> None:
        """``costs`` are above 0 if ``log``."""
        self._log = log
        self._costs = sorted(set(costs))
        scaled = [self._scaled(cost) for cost in costs]
        self._left, self._right = _span(scaled)
        if scaled and not log:
            # No cost is below nothing.
            self._left = max(self._left, min(0.0, *scaled))
        low, self._high = _span(errors)
        self._low = max(low, 0.0)

    def across(self, cost: float) -> float:
        """How far right a cost stands: 0 at the left end of its axis, 1 at the right one."""
        return (self._scaled(cost) - self._left) / (self._right - self._left)

    def up(self, error: float) -> float:
        """How far up an error stands: 0 at the bottom, 1 at the top."""
        return (error - self._low) / (self._high - self._low)

    def cost_ticks(self, most: int, least_apart: float) -> list[tuple[float, str]]:
        """Costs to name, with their texts: the very ones that there are where these lie apart, else round ones.

        ``least_apart``: the share of the axis that one text needs.
        """
        places = [self.across(cost) for cost in self._costs]
        if self._log and all(after - before >= least_apart for before, after in pairwise(places)):
            # Sizes of codes are powers of two more often than of ten.
            return [(cost, tick_text(cost, [cost])) for cost in self._costs]
        if self._log:
            return labelled_ticks(10**self._left, 10**self._right, most, log=True)
        return labelled_ticks(self._left, self._right, most)

    def error_ticks(self, most: int) -> list[tuple[float, str]]:
        """Errors to name, with their texts."""
        return labelled_ticks(self._low, self._high, most)

    def _scaled(self, cost: float) -> float:
        return math.log10(cost) if self._log else cost


def _span(values: Sequence[float]) -> tuple[float, float]:
    """From a little below the smallest value to a little above the largest."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = MARGIN * (high - low) or max(abs(high) * MARGIN, 1e-6)
    return low - room, high + room
