"""Points to one picture and one id buffer, in NumPy: the map's answer to a million codes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aeexplorer.widgets.map.density import paint_density
from aeexplorer.widgets.map.discs import paint_discs
from aeexplorer.widgets.map.pixel_grid import Floats, PixelGrid
from aeexplorer.widgets.map.scratch import Scratch
from aeexplorer.widgets.map.shapes import paint_shapes

SHAPES_UP_TO = 500
DISCS_UP_TO = 20_000


@dataclass(frozen=True, slots=True)
class PointStyle:
    """How points are drawn: ``diameter`` in logical pixels, ``alpha`` in (0, 1]."""

    diameter: float
    alpha: float


@dataclass(frozen=True, slots=True)
class Splat:
    """What a splat gives.

    Attributes:
        image: (H, W) uint32, premultiplied ARGB, transparent where no point is.
        ids: (H, W) int32, at each point's centre its row, elsewhere -1. The last of several in one pixel.
    """

    image: NDArray[np.uint32]
    ids: NDArray[np.int32]


def point_style(count: int) -> PointStyle:
    """Diameter and alpha by the number of points on the map: few are large and solid, many fine and clear."""
    for most, diameter, alpha in ((500, 7.0, 1.0), (5_000, 4.5, 0.85), (20_000, 3.0, 0.8), (100_000, 2.0, 0.55)):
        if count <= most:
            return PointStyle(diameter, alpha)
    return PointStyle(2.0, 0.3)


def splat(
    points: Floats,
    classes: NDArray[np.uint8],
    palette: NDArray[np.uint8],
    grid: PixelGrid,
    style: PointStyle,
    *,
    pixel_ratio: float = 1.0,
    scratch: Scratch | None = None,
) -> Splat:
    """Paint points and note who is where.

    Up to 500 points get a shape per class, up to 20,000 smooth discs, and more are summed up as densities.

    Args:
        points: (n, 2) float32 in latent units. What is not finite is not drawn.
        classes: (n,) uint8, a row of ``palette`` each.
        palette: (k, 3) uint8, red, green, blue.
        grid: the window, in device pixels.
        style: diameter in logical pixels, and alpha.
        pixel_ratio: device pixels per logical pixel.
        scratch: memory to work in; what the last splat in it gave is gone then.
    """
    diameter = style.diameter * pixel_ratio
    if len(points) > DISCS_UP_TO:
        return Splat(*paint_density(points, classes, palette, grid, diameter, style.alpha, scratch or Scratch()))
    x, y = grid.to_pixels(points)
    rows = grid.within(x, y, diameter)
    if rows is not None:
        x, y, classes = x[rows], y[rows], classes[rows]
    paint = paint_shapes if len(points) <= SHAPES_UP_TO else paint_discs
    image = paint(x, y, classes, palette, grid, diameter, style.alpha)
    return Splat(image, _ids(x, y, rows, grid, int(np.ceil(diameter)) + 1))


def pick(ids: NDArray[np.int32], x: float, y: float, radius: float) -> int | None:
    """Row of the point whose centre is nearest to device pixel (x, y), at most ``radius`` away; else None."""
    height, width = ids.shape
    reach = int(np.ceil(radius))
    column, row = int(np.floor(x)), int(np.floor(y))
    left, top = max(column - reach, 0), max(row - reach, 0)
    window = ids[top : max(row + reach + 1, 0), left : max(column + reach + 1, 0)]
    if not (0 <= column < width and 0 <= row < height):
        return None
    rows, columns = np.nonzero(window >= 0)
    if not len(rows):
        return None
    distance = (columns + left + 0.5 - x) ** 2 + (rows + top + 0.5 - y) ** 2
    best = int(distance.argmin())
    return int(window[rows[best], columns[best]]) if distance[best] <= radius**2 else None


def nearest(points: Floats, grid: PixelGrid, x: float, y: float, radius: float) -> int | None:
    """As ``pick``, of thousands of points and without a picture of them; all of ``points`` are finite."""
    if not len(points) or not (0 <= x < grid.width and 0 <= y < grid.height):
        return None
    columns, rows = grid.to_pixels(points)
    distance = np.square(columns - np.float32(x)) + np.square(rows - np.float32(y))
    best = int(distance.argmin())
    return best if distance[best] <= radius**2 else None


def _ids(x: Floats, y: Floats, rows: NDArray[np.int64] | None, grid: PixelGrid, margin: int) -> NDArray[np.int32]:
    """The id buffer of points at most ``margin`` beside the grid."""
    width = grid.width + 2 * margin
    ids = np.full((grid.height + 2 * margin, width), -1, np.int32)
    # The margin makes every number positive, so truncation rounds down.
    place = (y + np.float32(margin)).astype(np.int64)
    place *= width
    place += (x + np.float32(margin)).astype(np.int64)
    ids.reshape(-1)[place] = np.arange(len(x), dtype=np.int32) if rows is None else rows
    return ids[margin:-margin, margin:-margin]
