"""A long curve thinned to the width of its plot, every peak and dip kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def thin(x: Floats, y: Floats, low: float, high: float, columns: int) -> tuple[Floats, Floats]:
    """First, lowest, highest and last value of each of ``columns`` equal columns of [``low``, ``high``], in order.

    ``x`` (n,) is sorted, ``y`` (n,) may hold NaN, which is left out. Curves of at most 4 points a column come
    back as they are. O(n), no Python loop over points.
    """
    finite = np.isfinite(x) & np.isfinite(y)
    x, y = x[finite], y[finite]
    if len(x) <= 4 * columns or high <= low:
        return x, y
    column = np.clip((x - low) * (columns / (high - low)), 0, columns - 1).astype(np.int64)
    starts = np.flatnonzero(np.r_[True, np.diff(column) > 0])
    ends = np.r_[starts[1:], len(x)] - 1
    by_value = np.lexsort((y, column))
    keep = np.unique(np.concatenate([starts, by_value[starts], by_value[ends], ends]))
    return x[keep], y[keep]
