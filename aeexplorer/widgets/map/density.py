"""Very many points: small squares, summed per pixel; colour is their mean, cover grows with their number."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aeexplorer.widgets.map.pixel_grid import Floats, PixelGrid
from aeexplorer.widgets.map.scratch import Scratch

_FIELD = 26
"""Two whole numbers of 26 bits share one float64: half the passes over the points."""
_HIGH = float(1 << _FIELD)
_CHUNK = 1 << 14
"""Points at a time: what is computed on the way stays in the processor's cache."""


def paint_density(
    points: Floats,
    classes: NDArray[np.uint8],
    palette: NDArray[np.uint8],
    grid: PixelGrid,
    diameter: float,
    alpha: float,
    scratch: Scratch,
) -> tuple[NDArray[np.uint32], NDArray[np.int32]]:
    """Premultiplied ARGB (H, W) of squares ``diameter`` wide around points (n, 2), and the points' id buffer (H, W).

    n points over one pixel cover 1 - (1 - alpha)^n of it, in their mean colour: what painting them in random order
    gives on average, and the same in whichever order they come. Both arrays lie in ``scratch``.
    """
    side = max(round(diameter), 1)
    margin = side + int(np.ceil(diameter))
    width, height = grid.width + 2 * margin, grid.height + 2 * margin
    # Colours get coarser where so many points could fall into one pixel that their sum would leave its field.
    coarse = max(int(np.ceil(np.log2(max(len(points), 1) * 255))) - _FIELD, 0)
    channel = (palette >> coarse).astype(np.float64)
    weight_of = channel[:, 0] * _HIGH + channel[:, 1], channel[:, 2] * _HIGH + 1
    red_green, blue_count, spare = (scratch.array(f"sum {k}", width * height, np.float64) for k in range(3))
    ids, image = scratch.array("ids", width * height, np.int32), scratch.array("image", width * height, np.uint32)
    for numbers, nothing in ((red_green, 0), (blue_count, 0), (image, 0), (ids, -1)):
        numbers.fill(nothing)
    # The margin makes every number positive, so truncation rounds down.
    to_centre, to_corner = np.float32(margin), np.float32(margin - side / 2 + 0.5)
    for start in range(0, len(points), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        x, y = grid.to_pixels(points[chunk])
        row = np.arange(start, start + len(x), dtype=np.int32)
        of = classes[chunk]
        near = grid.within(x, y, diameter)
        if near is not None:
            x, y, row, of = x[near], y[near], row[near], of[near]
        ids[_place(x, y, to_centre, width)] = row
        corner = _place(x, y, to_corner, width)
        np.add.at(red_green, corner, weight_of[0].take(of, mode="clip"))
        np.add.at(blue_count, corner, weight_of[1].take(of, mode="clip"))
    for sums in (red_green, blue_count):
        _widen(sums, spare, side, width)

    cover = (1 - (1 - alpha) ** np.arange(256)) * 255
    drawn = np.flatnonzero(blue_count > 0)
    for start in range(0, len(drawn), _CHUNK):
        pixels = drawn[start : start + _CHUNK]
        red, green = _apart(red_green[pixels])
        blue, count = _apart(blue_count[pixels])
        opacity = cover.take(np.minimum(count, 255).astype(np.int64))
        share = opacity * ((1 << coarse) / 255) / count
        packed = (opacity + 0.5).astype(np.uint32) << np.uint32(24)
        for value, place in ((red, 16), (green, 8), (blue, 0)):
            packed |= (value * share).astype(np.uint32) << np.uint32(place)
        image[pixels] = packed
    inner = slice(margin, height - margin), slice(margin, width - margin)
    return image.reshape(height, width)[inner], ids.reshape(height, width)[inner]


def _place(x: Floats, y: Floats, shift: np.float32, width: int) -> NDArray[np.int64]:
    place = (y + shift).astype(np.int64)
    place *= width
    place += (x + shift).astype(np.int64)
    return place


def _widen(sums: NDArray[np.float64], spare: NDArray[np.float64], side: int, width: int) -> None:
    """Turn sums at the top left corners of squares into sums over all squares that cover a pixel."""
    for step in (1, width) if side > 1 else ():
        np.copyto(spare, sums)
        for behind in range(step, step * side, step):
            sums[behind:] += spare[:-behind]


def _apart(packed: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The two whole numbers in each float64."""
    upper = np.floor(packed * (1 / _HIGH))
    packed -= upper * _HIGH
    return upper, packed
