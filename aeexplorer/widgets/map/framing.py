"""Which window of the latent plane to show: around the codes, and only moved when they leave it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LEAVE = 0.10
"""Codes may leave the window by this share of its side before it follows."""
SHRUNK = 0.5
"""It also follows when the codes fill less than this share of it."""
MARGIN = 0.08


class Frame(NamedTuple):
    """A window of the latent plane, ``left < right`` and ``bottom < top``."""

    left: float
    right: float
    bottom: float
    top: float

    def fitting(self, aspect: float) -> Frame:
        """The smallest window with this centre, ``aspect`` times as wide as high, that holds this one."""
        x, y = (self.left + self.right) / 2, (self.bottom + self.top) / 2
        height = max(self.top - self.bottom, (self.right - self.left) / aspect)
        return Frame(x - height * aspect / 2, x + height * aspect / 2, y - height / 2, y + height / 2)


def frame_of(points: NDArray[np.float32]) -> Frame | None:
    """The window of points (n, 2) with a margin; the outermost 0.5 % on each side may lie outside. None without any."""
    finite = points[np.isfinite(points).all(1)]
    if not len(finite):
        return None
    (left, bottom), (right, top) = np.percentile(finite.astype(np.float64), [0.5, 99.5], axis=0).tolist()
    # Equal codes still need a window that has a size.
    least = max(1e-6, 1e-6 * max(map(abs, (left, right, bottom, top))))
    across, up = max(right - left, least), max(top - bottom, least)
    longest = max(across, up)
    across, up = max(across, longest * 0.02) * (1 + 2 * MARGIN), max(up, longest * 0.02) * (1 + 2 * MARGIN)
    x, y = (left + right) / 2, (bottom + top) / 2
    return Frame(x - across / 2, x + across / 2, y - up / 2, y + up / 2)


def should_follow(shown: Frame, wanted: Frame) -> bool:
    """Whether the codes' own window ``wanted`` has left ``shown`` by a tenth, or fills less than half of it."""
    across, up = shown.right - shown.left, shown.top - shown.bottom
    outside = max(
        (shown.left - wanted.left) / across,
        (wanted.right - shown.right) / across,
        (shown.bottom - wanted.bottom) / up,
        (wanted.top - shown.top) / up,
    )
    filled = max((wanted.right - wanted.left) / across, (wanted.top - wanted.bottom) / up)
    return outside > LEAVE or filled < SHRUNK
