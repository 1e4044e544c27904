"""Which codes to decode for a ground of images, and how their images become one mosaic; no Qt, runs in any thread."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aeexplorer.widgets.map.pixel_grid import PixelGrid

FINEST = 80
"""Pixels of a mosaic's tile at most: it is drawn in about 40."""


@dataclass(frozen=True, slots=True)
class Lattice:
    """Codes at the middles of cells that tile the visible window; cell (0, 0) is at the top left.

    The cells are anchored at the origin of the latent plane, so that panning shows the same codes at the same places.

    Attributes:
        left, top: corner of cell (0, 0), in latent units.
        across, up: a cell's sides, in latent units.
        columns, rows: how many.
    """

    left: float
    top: float
    across: float
    up: float
    columns: int
    rows: int

    @classmethod
    def over(cls, grid: PixelGrid, cell: float) -> Lattice:
        """Cells about ``cell`` pixels wide and high that cover the window; whole cells, so a little more than it."""
        wide, high = grid.scale
        across, up = cell / wide, cell / high
        first, last = math.floor(grid.left / across), math.ceil(grid.right / across)
        lowest, highest = math.floor(grid.bottom / up), math.ceil(grid.top / up)
        return cls(first * across, highest * up, across, up, max(last - first, 1), max(highest - lowest, 1))

    def points(self) -> NDArray[np.float32]:
        """Middles (rows * columns, 2) of the cells, row by row from the top."""
        x = self.left + (np.arange(self.columns) + 0.5) * self.across
        y = self.top - (np.arange(self.rows) + 0.5) * self.up
        down, right = np.meshgrid(y, x, indexing="ij")
        return np.stack([right.ravel(), down.ravel()], 1).astype(np.float32)

    @property
    def window(self) -> PixelGrid:
        """The cells as a window of one pixel a cell."""
        right, bottom = self.left + self.columns * self.across, self.top - self.rows * self.up
        return PixelGrid(self.left, right, bottom, self.top, self.columns, self.rows)


def mosaic(pixels: NDArray[np.float32], lattice: Lattice) -> NDArray[np.uint8]:
    """Decoded images (rows * columns, C, H, W) in [0, 1] as one picture, uint8.

    Grey images give the ink to print, (H', W'): what differs from their background, which may be black or white.
    Others give colours, (H', W', 3).
    """
    images = np.nan_to_num(pixels, nan=0.0, posinf=1.0, neginf=0.0)
    step = max(1, math.ceil(max(images.shape[2:]) / FINEST))
    if step > 1:
        n, c, h, w = images.shape
        images = images[:, :, : h // step * step, : w // step * step]
        images = images.reshape(n, c, h // step, step, w // step, step).mean((3, 5))
    if images.shape[1] not in (1, 3):
        images = images.mean(1, keepdims=True)
    if images.shape[1] == 1 and _bright_border(images):
        images = 1 - images
    _, channels, height, width = images.shape
    tiles = images.reshape(lattice.rows, lattice.columns, channels, height, width).transpose(0, 3, 1, 4, 2)
    whole = tiles.reshape(lattice.rows * height, lattice.columns * width, channels)
    painted = np.rint(np.clip(whole, 0, 1) * 255).astype(np.uint8)
    return painted[:, :, 0] if channels == 1 else painted


def _bright_border(images: NDArray[np.float32]) -> bool:
    border = (images[:, :, 0], images[:, :, -1], images[:, :, :, 0], images[:, :, :, -1])
    return float(np.median(np.concatenate([edge.ravel() for edge in border]))) > 0.5
