"""PixelGrid, the one place where latent coordinates become device pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PixelGrid:
    """A window of the latent plane on a grid of device pixels; rows count down from the top.

    Attributes:
        left, right, bottom, top: the window in latent units, ``left < right`` and ``bottom < top``.
        width, height: device pixels.
    """

    left: float
    right: float
    bottom: float
    top: float
    width: int
    height: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in device pixels."""
        return self.width, self.height

    @property
    def scale(self) -> tuple[float, float]:
        """Device pixels per latent unit, across and up."""
        return self.width / (self.right - self.left), self.height / (self.top - self.bottom)

    def to_pixels(self, points: Floats) -> tuple[Floats, Floats]:
        """Columns and rows, with fractions, of points (n, 2). Points outside get numbers outside."""
        across, up = self.scale
        x = (points[:, 0] - np.float32(self.left)) * np.float32(across)
        y = (np.float32(self.top) - points[:, 1]) * np.float32(up)
        return x, y

    def within(self, x: Floats, y: Floats, margin: float) -> NDArray[np.int64] | None:
        """Which points lie on the grid or at most ``margin`` pixels beside it; None when all do. NaN never does."""
        inside = (x >= -margin) & (x < self.width + margin) & (y >= -margin) & (y < self.height + margin)
        return None if inside.all() else np.flatnonzero(inside)
