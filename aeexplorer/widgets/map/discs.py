"""Thousands of points: round, smooth-edged discs at their exact places, without a loop over points."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from aeexplorer.widgets.map.pixel_grid import Floats, PixelGrid

Owners = NDArray[np.int16]
_NOBODY_ABOVE = np.int16(-1)
_NOBODY_BELOW = np.int16(32767)


def paint_discs(
    x: Floats,
    y: Floats,
    classes: NDArray[np.uint8],
    palette: NDArray[np.uint8],
    grid: PixelGrid,
    diameter: float,
    alpha: float,
) -> NDArray[np.uint32]:
    """Premultiplied ARGB (H, W) of discs around (x, y), later ones over earlier ones; at most 32,766 of them.

    Every pixel is owned by up to four discs: the first and the last that touch it, and the first and the last that
    fill it. Those are blended in order, each by how much of the pixel it covers. Where two discs meet this is exact;
    where more do, what is left out lies below at least two others.
    """
    radius = diameter / 2
    pad = int(np.ceil(radius + 0.5)) + 2
    width, height = grid.width + 2 * pad, grid.height + 2 * pad
    near = np.flatnonzero((x >= 2 - pad) & (x < grid.width + pad - 2) & (y >= 2 - pad) & (y < grid.height + pad - 2))
    x, y, classes = x[near] + np.float32(pad), y[near] + np.float32(pad), classes[near]
    image = np.zeros((height, width), np.uint32)
    if not len(x):
        return image[pad:-pad, pad:-pad]
    place = y.astype(np.int64) * width + x.astype(np.int64)
    number = np.arange(len(x), dtype=np.int16)

    upper = np.full(width * height, _NOBODY_ABOVE)
    upper[place] = number
    lower = np.full(width * height, _NOBODY_BELOW)
    lower[place[::-1]] = number[::-1]
    touch, fill = radius + 1.2, max(radius - 0.4, 0.0)
    last = _spread(upper, touch, width, np.maximum)
    first = _spread(lower, touch, width, np.minimum)
    last_solid = _spread(upper, fill, width, np.maximum)
    first_solid = _spread(lower, fill, width, np.minimum)

    pixels = np.flatnonzero(last >= 0)
    down, across = np.divmod(pixels.astype(np.int32), np.int32(width))
    row, column = down.astype(np.float32) + np.float32(0.5), across.astype(np.float32) + np.float32(0.5)
    shade = shades(palette, alpha).reshape(-1)
    base = classes.astype(np.int32) * 256
    mixed = np.zeros(len(pixels), np.uint32)
    used: list[Owners] = []
    for owners in (first, first_solid, last_solid, last):
        owner = owners[pixels]
        fresh = (owner >= 0) & (owner != _NOBODY_BELOW)
        for earlier in used:
            fresh &= owner != earlier
        used.append(owner)
        which = np.flatnonzero(fresh)
        of = owner[which]
        aside, below = column[which] - x[of], row[which] - y[of]
        cover = np.float32(radius + 0.5) - np.sqrt(aside * aside + below * below)
        level = (np.clip(cover, 0, 1) * np.float32(255.99)).astype(np.int32)
        mixed[which] = over(shade[base[of] + level], mixed[which])
    image.reshape(-1)[pixels] = mixed
    return np.ascontiguousarray(image[pad:-pad, pad:-pad])


def shades(palette: NDArray[np.uint8], alpha: float) -> NDArray[np.uint32]:
    """Premultiplied ARGB (k, 256) of each colour covering a pixel by 0 to 255 parts of ``alpha``."""
    opacity = np.arange(256, dtype=np.float64)[None, :] * alpha
    packed = np.repeat((opacity + 0.5).astype(np.uint32) << np.uint32(24), len(palette), 0)
    for channel, place in enumerate((16, 8, 0)):
        packed |= (opacity * palette[:, [channel]] / 255 + 0.5).astype(np.uint32) << np.uint32(place)
    return packed


def over(source: NDArray[np.uint32], ground: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Premultiplied ARGB of ``source`` painted over ``ground``: source + ground × (255 - source's alpha) / 255."""
    # Two channels at a time in one 32-bit number; (t + t / 256 + 128) / 256 is t / 255, rounded.
    pair, half = np.uint32(0x00FF00FF), np.uint32(0x00800080)
    clear = np.uint32(255) - (source >> np.uint32(24))
    low = (ground & pair) * clear
    low = ((low + ((low >> np.uint32(8)) & pair) + half) >> np.uint32(8)) & pair
    high = ((ground >> np.uint32(8)) & pair) * clear
    high = (high + ((high >> np.uint32(8)) & pair) + half) & ~pair
    painted: NDArray[np.uint32] = source + low + high
    return painted


def _spread(owners: Owners, radius: float, width: int, better: Callable[..., Owners]) -> Owners:
    """The best owner within ``radius`` pixels of each pixel; owners keep at least that far from the grid's edges."""
    reach = int(radius)
    spread = owners.copy()
    run = owners
    for half in range(reach + 1):
        if half:
            wider = run.copy()
            better(wider[half:], owners[:-half], out=wider[half:])
            better(wider[:-half], owners[half:], out=wider[:-half])
            run = wider
        # Rows whose chord of the circle is 2 * half + 1 wide.
        for rows in range(reach + 1):
            if int(np.sqrt(radius**2 - rows**2)) != half:
                continue
            if rows == 0:
                better(spread, run, out=spread)
                continue
            shift = rows * width
            better(spread[shift:], run[:-shift], out=spread[shift:])
            better(spread[:-shift], run[shift:], out=spread[:-shift])
    return spread
