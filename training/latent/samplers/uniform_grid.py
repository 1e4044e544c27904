"""A uniform grid over a rectangle of the latent plane, as a sampler (report D: −5 … 5)."""

from __future__ import annotations

import math
from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from training.errors import InputError
from training.latent.samplers.sampler import Draw, Floats, Randomness, Sampler, finite
from training.latent.sampling import grid

FARTHEST = 1e6
"""No model encodes to numbers near this; far beyond it, float32 has no room for a grid."""
_MOST = 10_000
"""Codes that say well enough where most of them lie."""


class UniformGrid(Sampler):
    """``kind = "grid"``: the middles of equal cells, row by row from the top left; for codes of two numbers.

    Nothing is random about it: the first code is the first cell's, whatever the seed.
    """

    title: ClassVar[str] = "Uniform grid"
    description: ClassVar[str] = "Evenly spaced codes over a part of the plane, for codes of two numbers."
    together: ClassVar[bool] = True

    kind: Literal["grid"] = "grid"
    over: Literal["codes", "square"] = Field("square", title="Over")
    """Where most codes of real images lie (98 % of each number), or a rectangle of one's own."""
    left: float = Field(-5.0, title="Left", ge=-FARTHEST, le=FARTHEST)
    """Smallest first number."""
    right: float = Field(5.0, title="Right", ge=-FARTHEST, le=FARTHEST)
    """Largest first number."""
    bottom: float = Field(-5.0, title="Bottom", ge=-FARTHEST, le=FARTHEST)
    """Smallest second number."""
    top: float = Field(5.0, title="Top", ge=-FARTHEST, le=FARTHEST)
    """Largest second number."""

    @model_validator(mode="after")
    def _has_area(self) -> Self:
        if self.left >= self.right or self.bottom >= self.top:
            raise ValueError("The rectangle has no area: left has to be less than right, and bottom less than top.")
        return self

    @property
    def wants(self) -> int:
        """Codes that say where most of them lie, unless the rectangle is given."""
        return _MOST if self.over == "codes" else 0

    def whole(self, count: int) -> int:
        """The largest square number up to ``count``."""
        return math.isqrt(count) ** 2

    def fitted(self, known: Floats) -> Draw:
        """Lay the grid over the rectangle, or over most of the ``known`` codes.

        Raises:
            InputError: codes that are not pairs of numbers.
        """
        shape = known.shape[1:]
        if shape != (2,):
            raise InputError(
                f"A grid needs codes of two numbers, but this run's have the shape {'×'.join(map(str, shape))}. "
                "Choose another sampler."
            )
        x, y = (self.left, self.right), (self.bottom, self.top)
        if self.over == "codes":
            x, y = _most_of(finite(known))

        def draw(random: Randomness, _starts: Floats | None) -> Floats:
            side = math.isqrt(len(random))
            return grid(x, y, side, side)

        return draw


def _most_of(codes: Floats) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where most of the codes are, and not what the farthest outliers would make of it."""
    low, high = np.quantile(codes.astype(np.float64), (0.01, 0.99), axis=0)
    # A number that never changes still needs a cell of some width.
    high = np.where(high > low, high, low + 1)
    return (float(low[0]), float(high[0])), (float(low[1]), float(high[1]))
