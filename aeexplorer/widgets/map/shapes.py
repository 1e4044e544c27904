"""Few points: each class has its own shape, so that colour never stands alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aeexplorer.widgets.map.pixel_grid import Floats, PixelGrid

_PHASES = 4
_FINE = 8
Unit = NDArray[np.float64]
Inside = Callable[[Unit, Unit], NDArray[np.bool_]]

# Each says which points of the square [-1, 1]² (x to the right, y down) belong to the shape. Areas are about equal.
SHAPES: tuple[Inside, ...] = (
    lambda x, y: np.hypot(x, y) <= 1,
    lambda x, y: np.maximum(abs(x), abs(y)) <= 0.88,
    lambda x, y: abs(x) + abs(y) <= 1.25,
    lambda x, y: (y <= 0.85) & (y >= -1 + 1.75 * abs(x)),
    lambda x, y: (y >= -0.85) & (y <= 1 - 1.75 * abs(x)),
    lambda x, y: np.minimum(abs(x), abs(y)) <= 0.36,
    lambda x, y: np.minimum(abs(x + y), abs(x - y)) <= 0.52,
    lambda x, y: (np.hypot(x, y) <= 1.1) & (np.hypot(x, y) >= 0.55),
    lambda x, y: (np.maximum(abs(x), abs(y)) <= 1) & (np.maximum(abs(x), abs(y)) >= 0.5),
    lambda x, y: (abs(x) <= 1) & (abs(y) <= 0.48),
)


@lru_cache(maxsize=256)
def stamp(shape: int, diameter: float, phase_x: int, phase_y: int) -> NDArray[np.float32]:
    """Cover in [0, 1] of each pixel (side, side) by a shape whose centre is off the middle pixel's by its phase."""
    reach = int(np.ceil(diameter / 2 * 1.15)) + 1
    side = 2 * reach + 1
    fine = (np.arange(side * _FINE) + 0.5) / _FINE - reach
    x = (fine - (phase_x + 0.5) / _PHASES) / (diameter / 2)
    y = (fine - (phase_y + 0.5) / _PHASES) / (diameter / 2)
    across, down = np.meshgrid(x, y)
    limit = (abs(across) <= 1.15) & (abs(down) <= 1.15)
    inside = SHAPES[shape % len(SHAPES)](across, down) & limit
    cover: NDArray[np.float32] = inside.reshape(side, _FINE, side, _FINE).mean((1, 3), dtype=np.float32)
    return cover


def paint_shapes(
    x: Floats,
    y: Floats,
    classes: NDArray[np.uint8],
    palette: NDArray[np.uint8],
    grid: PixelGrid,
    diameter: float,
    alpha: float,
) -> NDArray[np.uint32]:
    """Premultiplied ARGB (H, W) of one shape a point, later ones over earlier ones: for hundreds of points.

    Points (x, y) lie at most ``diameter`` beside the grid.
    """
    pad = int(np.ceil(diameter) + np.ceil(diameter / 2 * 1.15)) + 2
    canvas = np.zeros((grid.height + 2 * pad, grid.width + 2 * pad, 4), np.float32)
    colour = np.concatenate([palette.astype(np.float32), np.full((len(palette), 1), 255, np.float32)], 1)
    down, across = np.floor(y).astype(int), np.floor(x).astype(int)
    phase_x = ((x - across) * _PHASES).astype(int)
    phase_y = ((y - down) * _PHASES).astype(int)
    for column, row, px, py, kind in zip(
        across.tolist(), down.tolist(), phase_x.tolist(), phase_y.tolist(), classes.tolist(), strict=True
    ):
        cover = stamp(kind, diameter, px, py)[:, :, None] * np.float32(alpha)
        reach = len(cover) // 2
        top, left = row + pad - reach, column + pad - reach
        under = canvas[top : top + len(cover), left : left + len(cover)]
        under += (colour[kind] - under) * cover
    visible = canvas[pad : pad + grid.height, pad : pad + grid.width]
    red, green, blue, opacity = np.moveaxis((visible + np.float32(0.5)).astype(np.uint32), 2, 0)
    image: NDArray[np.uint32] = opacity << 24 | red << 16 | green << 8 | blue
    return image
