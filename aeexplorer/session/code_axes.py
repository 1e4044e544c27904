"""The few directions in which codes of many numbers are moved by hand: their principal components."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.float32]

AXES = 8
"""Components that get a slider; further ones change little that can be seen."""
MOST_NUMBERS = 16
"""Sliders of the code view: one a number, or else one for each of so many principal components."""
ENOUGH = 1000
"""Codes that are looked at to find the components."""
NUMBERS = 2**24
"""Numbers that are looked at to find them, at most: a code may have a hundred thousand."""


@dataclass(frozen=True, slots=True, eq=False)
class CodeAxes:
    """Orthonormal directions through the mean code.

    Attributes:
        mean: (d,) the mean code.
        directions: (k, d) orthonormal rows, the direction of largest spread first.
        shares: (k,) part of the codes' spread along each, in [0, 1].
    """

    mean: Codes
    directions: Codes
    shares: NDArray[np.float64]

    def places(self, codes: Codes) -> Codes:
        """Where codes (n, d) lie along each direction: (n, k)."""
        places: Codes = codes @ self.directions.T - self.mean @ self.directions.T
        return places

    def moved(self, code: Codes, places: Codes) -> Codes:
        """``code`` (d,), moved to ``places`` (k,) along the directions; what is across them stays."""
        by = places - self.places(code[None])[0]
        moved: Codes = (code + by @ self.directions).astype(np.float32)
        return moved


def principal_axes(codes: Codes, before: CodeAxes | None = None, *, most: int = AXES) -> CodeAxes:
    """The ``most`` directions of largest spread of ``codes`` (n, d), pointing as in ``before`` where that is known.

    Not for the GUI thread: it imports scipy and takes a tenth of a second.
    """
    from training.latent.projection import Projection

    enough = max(min(ENOUGH, NUMBERS // max(codes.shape[1], 1)), 2)
    chosen = np.unique(np.linspace(0, len(codes) - 1, min(len(codes), enough)).round().astype(np.int64))
    found = Projection.fit(codes[chosen], min(most, codes.shape[1]))
    directions = found.axes.astype(np.float32)
    if before is not None and before.directions.shape == directions.shape:
        directions *= np.where((directions * before.directions).sum(1, keepdims=True) < 0, -1, 1).astype(np.float32)
    return CodeAxes(found.mean.astype(np.float32), directions, found.explained)
