"""Sampling: which codes to decode to see what a latent space holds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Range = tuple[float, float]
"""From, to; along an axis of the latent space."""


def grid(x: Range, y: Range, columns: int, rows: int) -> NDArray[np.float32]:
    """Codes (rows * columns, 2): the middles of equal cells that cover x × y.

    They come in a picture's order: row by row from the top, where y is largest, and each row from the left.
    """
    across = x[0] + (np.arange(columns) + 0.5) * ((x[1] - x[0]) / columns)
    up = y[1] - (np.arange(rows) + 0.5) * ((y[1] - y[0]) / rows)
    return np.stack([np.tile(across, rows), np.repeat(up, columns)], axis=1).astype(np.float32)
