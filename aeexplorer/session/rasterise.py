"""Rasterising: which pixels a stroke, a rectangle, an ellipse or a lasso covers, and how much. NumPy only.

Places are in pixels from the image's top left corner: pixel (row i, column j) covers [j, j + 1) × [i, i + 1), and its
centre decides. Covers are uint8, 0 for not at all and 255 for wholly.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Tip = Literal["round", "square"]
Size = tuple[int, int]
"""Height and width of the image, in pixels."""
Floats = NDArray[np.floating[Any]]


class Patch(NamedTuple):
    """How much the pixels from row ``top`` and column ``left`` on are covered, (h, w) uint8; all others are not."""

    top: int
    left: int
    cover: NDArray[np.uint8]

    @property
    def rows(self) -> slice:
        """Its rows of the image."""
        return slice(self.top, self.top + self.cover.shape[0])

    @property
    def columns(self) -> slice:
        """Its columns of the image."""
        return slice(self.left, self.left + self.cover.shape[1])


def stroke(points: ArrayLike, diameters: ArrayLike, size: Size, *, hardness: float = 1.0, tip: Tip = "round") -> Patch:
    """What a brush covers on its way along ``points`` (n, 2) of (x, y), with ``diameters`` (n,) in pixels there.

    Between two points the tip is swept, so there are no gaps however far they are apart; every pixel that the line
    itself passes is covered, however small the brush. ``hardness`` 1 covers wholly or not at all; below, the cover
    falls from the share ``hardness`` of the radius to nothing at the rim.
    """
    places = np.asarray(points, np.float64).reshape(-1, 2)
    radii = np.broadcast_to(np.asarray(diameters, np.float64), len(places)) / 2
    reach = float(radii.max(initial=0.5)) + 1
    patch = _empty(places.min(0) - reach, places.max(0) + reach, size)
    if not patch.cover.size:
        return patch
    centres = _centres(patch)
    starts = range(max(len(places) - 1, 1))
    for k in starts:
        end = min(k + 1, len(places) - 1)
        away, radius = _distance(centres, places[k], places[end], radii[k], radii[end], tip)
        np.maximum(patch.cover, _covered(away, radius, hardness), out=patch.cover)
        _cover_line(patch, places[k], places[end])
    return patch


def on_grid(points: ArrayLike, diameters: ArrayLike) -> Floats:
    """Where tips of ``diameters`` (n,) pixels stand that are held over ``points`` (n, 2) of (x, y).

    Those of an even number of pixels stand on the nearest corner of pixels: around the centre of one they would cover
    an odd number of them, with a nub of a single pixel at each side.
    """
    places = np.array(points, np.float64).reshape(-1, 2)
    even = np.broadcast_to(np.asarray(diameters, np.float64) % 2 == 0, len(places))
    places[even] = np.floor(places[even] + 0.5)
    return places


def rectangle(one: ArrayLike, other: ArrayLike, size: Size) -> Patch:
    """The whole pixels from that under one corner (x, y) to that under the other."""
    low, high = _whole(one, other, size)
    patch = _empty(low, high + 1, size)
    patch.cover.fill(255)
    return patch


def ellipse(one: ArrayLike, other: ArrayLike, size: Size) -> Patch:
    """The pixels whose centres lie in the ellipse within that rectangle."""
    low, high = _whole(one, other, size)
    patch = _empty(low, high + 1, size)
    middle, half = (low + high + 1) / 2, (high + 1 - low) / 2
    x, y = _centres(patch)
    inside = ((x - middle[0]) / half[0]) ** 2 + ((y - middle[1]) / half[1]) ** 2 <= 1
    patch.cover[inside] = 255
    return patch


def lasso(points: ArrayLike, size: Size) -> Patch:
    """The pixels whose centres lie within the closed line through ``points`` (n, 2), by the even-odd rule."""
    places = np.asarray(points, np.float64).reshape(-1, 2)
    patch = _empty(np.floor(places.min(0)), np.floor(places.max(0)) + 1, size)
    x, y = _centres(patch)
    inside = np.zeros(patch.cover.shape, bool)
    for (x0, y0), (x1, y1) in zip(places, np.roll(places, -1, 0), strict=True):
        if y0 == y1:
            continue
        crosses = (y0 > y) != (y1 > y)
        inside ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    patch.cover[inside] = 255
    return patch


def random_rectangle(random: np.random.Generator, size: Size) -> Patch:
    """A rectangle of 2 to 33 % of the image, 0.3 to 3.3 times as high as wide: random erasing (Zhong et al. 2020)."""
    height, width = size
    for _ in range(10):
        area = height * width * random.uniform(0.02, 0.33)
        ratio = np.exp(random.uniform(np.log(0.3), np.log(3.3)))
        h, w = (max(1, round(float(side))) for side in (np.sqrt(area * ratio), np.sqrt(area / ratio)))
        if h < height and w < width:
            top, left = int(random.integers(height - h + 1)), int(random.integers(width - w + 1))
            return Patch(top, left, np.full((h, w), 255, np.uint8))
    return Patch(0, 0, np.full((max(height // 2, 1), max(width // 2, 1)), 255, np.uint8))


def _distance(
    centres: tuple[Floats, Floats], start: Floats, end: Floats, r0: float, r1: float, tip: Tip
) -> tuple[Floats, Floats]:
    """How far centres are from the line, and the brush's radius at the place on the line that is nearest."""
    x, y = centres[0] - start[0], centres[1] - start[1]
    dx, dy = end - start
    if tip == "round":
        length = dx * dx + dy * dy
        along = np.clip((x * dx + y * dy) / length, 0, 1) if length else np.zeros(np.broadcast(x, y).shape)
        return np.hypot(x - along * dx, y - along * dy), r0 + along * (r1 - r0)
    # max(|x - t dx|, |y - t dy|) is convex and piecewise linear in t: its least value stands at an end, or where one
    # of the two is zero or both are equal.
    candidates = [(0.0, 1.0), (1.0, 1.0), (x, dx), (y, dy), (x - y, dx - dy), (x + y, dx + dy)]
    least = np.full(np.broadcast(x, y).shape, np.inf)
    at = np.zeros_like(least)
    for over, under in candidates:
        if not under:
            continue
        t = np.clip(over / under, 0, 1)
        away = np.maximum(np.abs(x - t * dx), np.abs(y - t * dy))
        nearer = away < least
        least = np.where(nearer, away, least)
        at = np.where(nearer, t, at)
    return least, r0 + at * (r1 - r0)


def _covered(away: Floats, radius: Floats, hardness: float) -> NDArray[np.uint8]:
    if hardness >= 1:
        return np.where(away <= radius, np.uint8(255), np.uint8(0))
    fall = np.maximum(radius * (1 - hardness), 1e-6)
    cover: NDArray[np.uint8] = np.rint(255 * np.clip((radius - away) / fall, 0, 1)).astype(np.uint8)
    return cover


def _cover_line(patch: Patch, start: Floats, end: Floats) -> None:
    """Cover the pixels under the line: one for each step along its longer axis, so that they touch."""
    steps = int(np.ceil(np.abs(end - start).max())) * 2 + 1
    columns, rows = np.floor(np.linspace(start, end, steps)).astype(np.int64).T
    h, w = patch.cover.shape
    rows, columns = rows - patch.top, columns - patch.left
    there = (rows >= 0) & (rows < h) & (columns >= 0) & (columns < w)
    patch.cover[rows[there], columns[there]] = 255


def _whole(one: ArrayLike, other: ArrayLike, size: Size) -> tuple[Floats, Floats]:
    """Columns and rows of the pixels under two corners, the lower first, drawn into the image."""
    corners = np.floor(np.array([one, other], np.float64))
    corners = np.clip(corners, 0, [size[1] - 1, size[0] - 1])
    return corners.min(0), corners.max(0)


def _empty(low: Floats, high: Floats, size: Size) -> Patch:
    """A patch for all places from ``low`` to ``high`` (x, y) that lie in the image."""
    height, width = size
    left, top = (int(v) for v in np.clip(np.floor(low), 0, [width, height]))
    right, bottom = (int(v) for v in np.clip(np.ceil(high), 0, [width, height]))
    return Patch(top, left, np.zeros((max(bottom - top, 0), max(right - left, 0)), np.uint8))


def _centres(patch: Patch) -> tuple[Floats, Floats]:
    h, w = patch.cover.shape
    return patch.left + np.arange(w)[None, :] + 0.5, patch.top + np.arange(h)[:, None] + 0.5
