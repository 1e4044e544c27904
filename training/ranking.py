"""Ranking: images sorted by any metric, the worst or the best first, as a browser of failures goes through them."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray


def ranked(
    values: NDArray[Any],
    better: Literal["lower", "higher"],
    first: Literal["worst", "best"] = "worst",
    *,
    among: NDArray[Any] | None = None,
) -> NDArray[np.int64]:
    """Places (n,) of ``values`` (n,) in order; equal ones as they come, and those that are no numbers last.

    Args:
        values: of one metric, one per image.
        better: which values of it are good.
        first: which end comes first.
        among: (n,) bool, only these images; all if left out.
    """
    array = np.asarray(values, np.float64)
    rising = (better == "lower") == (first == "best")
    # NumPy sorts NaN to the end.
    order = np.argsort(array if rising else -array, kind="stable")
    return order if among is None else order[np.asarray(among, bool)[order]]
