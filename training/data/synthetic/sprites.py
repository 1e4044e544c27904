"""Binary sprites with known factors (shape, scale, orientation, x, y), after the definition of dSprites."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray

from training.data.images import ImageSet
from training.data.synthetic.draws import Floats
from training.seeds import derive

SIDE = 64
CLASSES = ("square", "ellipse", "heart")
GRID = {"shape": 3, "scale": 6, "orientation": 40, "x": 32, "y": 32}
"""How many values each factor has."""
COMBINATIONS = math.prod(GRID.values())
REACH = 16
"""Pixels from the middle of a sprite as far as it may reach; its middle is on one of 32 neighbouring pixels."""
HEART_MIDDLE = 0.2935
"""Height of the heart curve's middle of mass."""
NOTE = "These sprites are computed, after the definition of dSprites: every factor of variation is known."


def generate(n: int, seed: int) -> ImageSet:
    """``n`` of the 737,280 combinations of dSprites' factors (Matthey et al. 2017), (1, 64, 64) uint8, 0 or 255.

    Image i depends on ``seed`` and i only, and no combination comes twice unless ``n`` is larger than their number.
    Factors, as there: ``shape`` 0 to 2, ``scale`` 0.5 to 1 in 6 steps, ``orientation`` 0 to 2π in 40 (radians; the last
    equals the first), ``x`` and ``y`` 0 to 1 in 32 (one pixel each). Outlines are not anti-aliased.
    """
    combinations = np.unravel_index(_shuffled(np.arange(n, dtype=np.uint64), seed), tuple(GRID.values()))
    steps = dict(zip(GRID, combinations, strict=True))
    stencils = _stencils()
    pixels = np.zeros((n, 1, SIDE, SIDE), np.uint8)
    width = 2 * REACH + 1
    for image, (shape, scale, orientation, x, y) in zip(pixels, zip(*combinations, strict=True), strict=True):
        image[0, y : y + width, x : x + width] = stencils[shape, scale, orientation]
    return ImageSet(
        "sprites",
        torch.from_numpy(pixels),
        torch.from_numpy(steps["shape"]),
        CLASSES,
        note=NOTE,
        synthetic=True,
        factors={name: torch.from_numpy(_range(name)[values]) for name, values in steps.items()},
    )


def _stencils() -> NDArray[np.uint8]:
    """Every shape, scale and orientation about the middle of a square, (3, 6, 40, 33, 33), 0 or 255."""
    shape, scale, orientation = np.meshgrid(
        *(_range(name) for name in ("shape", "scale", "orientation")), indexing="ij"
    )
    at = np.arange(-REACH, REACH + 1, dtype=np.float32)
    cos, sin, size = (values[..., None, None] for values in (np.cos(orientation), np.sin(orientation), scale))
    u = (at * cos + at[:, None] * sin) / size
    v = (at[:, None] * cos - at * sin) / size
    square = (np.abs(u) < 10.6) & (np.abs(v) < 10.6)
    ellipse = (u / 14.9) ** 2 + (v / 9.1) ** 2 < 1
    # The heart curve (x² + y² - 1)³ = x² y³, its point downwards, about its middle of mass.
    p, q = u / 11.5, HEART_MIDDLE - v / 11.5
    heart = (p**2 + q**2 - 1) ** 3 < p**2 * q**3
    kind = shape[..., None, None]
    return np.where(np.where(kind == 0, square, np.where(kind == 1, ellipse, heart)), 255, 0).astype(np.uint8)


def _range(factor: str) -> Floats:
    """The values of a factor."""
    first, last = {"shape": (0, 2), "scale": (0.5, 1), "orientation": (0, 2 * np.pi)}.get(factor, (0, 1))
    return np.linspace(first, last, GRID[factor], dtype=np.float32)


def _shuffled(numbers: NDArray[np.uint64], seed: int) -> NDArray[np.int64]:
    """Another number below ``COMBINATIONS`` for each; different ones for different numbers below it.

    A Feistel cipher permutes the numbers of 20 bits, and is applied again where the result is too large: a permutation
    of the smaller range (Black & Rogaway 2002).
    """
    shuffled = numbers % np.uint64(COMBINATIONS)
    keys = [np.uint64(derive(seed, f"sprites round {number}")) for number in range(6)]
    waiting = np.ones(len(shuffled), bool)
    while waiting.any():
        left, right = shuffled[waiting] >> np.uint64(10), shuffled[waiting] & np.uint64(1023)
        for key in keys:
            mixed = (right + key) * np.uint64(0xBF58476D1CE4E5B9)
            left, right = (
                right,
                left ^ ((mixed ^ (mixed >> np.uint64(29))) * np.uint64(0x94D049BB133111EB) >> np.uint64(54)),
            )
        shuffled[waiting] = (left << np.uint64(10)) | right
        waiting = waiting & (shuffled >= COMBINATIONS)
    return shuffled.astype(np.int64)
