"""Very many points: small squares, summed per pixel; colour is their mean, cover grows with their number."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aeexplorer.widgets.map.pixel_grid import Floats, PixelGrid

_FIELD = 26
"""Two whole numbers of 26 bits share one float64: half the passes over the points."""


def paint_density(
    x: Floats,
    y: Floats,
    classes: NDArray[np.uint8],
    palette: NDArray[np.uint8],
    grid: PixelGrid,
    diameter: float,
    alpha: float,
) -> NDArray[np.uint32]:
    """Premultiplied ARGB (H, W) of squares ``diameter`` wide around (x, y), which lie at most one beside the grid.

    n points over one pixel cover 1 - (1 - alpha)^n of it, in their mean colour: what painting them in random order
    gives on average, and the same in whichever order they come.
    """
    side = max(round(diameter), 1)
    margin = side + int(np.ceil(diameter))
    width, height = grid.width + 2 * margin, grid.height + 2 * margin
    # The margin makes every number positive, so truncation rounds down.
    shift = np.float32(margin - side / 2 + 0.5)
    place = (y + shift).astype(np.int64)
    place *= width
    place += (x + shift).astype(np.int64)
    coarse = max(int(np.ceil(np.log2(max(len(x), 1) * 255))) - _FIELD, 0)
    channel = (palette >> coarse).astype(np.float64)
    high = float(1 << _FIELD)
    red_green = _sums(place, np.take(channel[:, 0] * high + channel[:, 1], classes), side, width, height, margin)
    blue_count = _sums(place, np.take(channel[:, 2] * high + 1, classes), side, width, height, margin)

    image = np.zeros((grid.height, grid.width), np.uint32)
    drawn = np.flatnonzero(blue_count)
    red, green = _apart(red_green.reshape(-1)[drawn], high)
    blue, count = _apart(blue_count.reshape(-1)[drawn], high)
    cover = (1 - (1 - alpha) ** np.arange(256)) * 255
    opacity = cover[np.minimum(count, 255).astype(np.int64)]
    share = opacity * ((1 << coarse) / 255) / count
    packed = opacity.round().astype(np.uint32) << np.uint32(24)
    for value, place_of in ((red, 16), (green, 8), (blue, 0)):
        packed |= (value * share).astype(np.uint32) << np.uint32(place_of)
    image.reshape(-1)[drawn] = packed
    return image


def _sums(
    place: NDArray[np.int64], weight: NDArray[np.float64], side: int, width: int, height: int, margin: int
) -> NDArray[np.float64]:
    """Per pixel of the grid without its margin, the sum over all squares that cover it."""
    sums = np.bincount(place, weight, minlength=width * height)
    for step in (1, width):
        single = sums
        sums = single.copy()
        for behind in range(step, step * side, step):
            sums[behind:] += single[:-behind]
    inner = sums.reshape(height, width)[margin : height - margin, margin : width - margin]
    return np.ascontiguousarray(inner)


def _apart(packed: NDArray[np.float64], high: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    upper = np.floor(packed / high)
    return upper, packed - upper * high
