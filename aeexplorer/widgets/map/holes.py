"""Holes of the latent space: how far real codes are from a place, and from where on that is far; no Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aeexplorer.widgets.map.decoded_grid import Lattice

NEIGHBOURS = 8
"""One code alone is no neighbourhood: the distance to the eighth-nearest counts."""
USUAL, FAR = 75, 99
"""Percentiles of that distance among the codes themselves: up to there it is usual, from there on it is far."""


@dataclass(frozen=True, eq=False)
class Crowd:
    """Real codes (n, 2), with what is near and what is far among them.

    Attributes:
        codes: (n, 2) float32, finite, more than ``NEIGHBOURS`` of them.
        near, far: distances; a place is a hole from their middle on.
    """

    codes: NDArray[np.float32]
    near: float
    far: float

    @classmethod
    def of(cls, codes: NDArray[np.float32]) -> Crowd | None:
        """Of the finite ones among codes (n, 2); None if they are too few or all in one place."""
        from scipy.spatial import cKDTree

        real = codes[np.isfinite(codes).all(1)]
        if len(real) <= NEIGHBOURS:
            return None
        # Every code is its own nearest.
        own = np.asarray(cKDTree(real).query(real, k=[NEIGHBOURS + 1])[0])[:, 0]
        near, far = np.percentile(own, [USUAL, FAR]).tolist()
        far = max(far, 2 * near)
        return cls(real, near, far) if far > 0 else None

    def away(self, places: NDArray[np.float32]) -> NDArray[np.float64]:
        """Distances (m,) of many places (m, 2) from their eighth-nearest codes."""
        from scipy.spatial import cKDTree

        return np.asarray(cKDTree(self.codes).query(places, k=[NEIGHBOURS])[0], np.float64)[:, 0]

    def away_at(self, place: NDArray[np.float32]) -> float:
        """The distance of one place (2,), at once."""
        squares = np.square(self.codes - place).sum(1)
        return float(np.sqrt(np.partition(squares, NEIGHBOURS - 1)[NEIGHBOURS - 1]))

    def is_hole(self, away: float) -> bool:
        """Whether a place so far away lies in a hole."""
        return away >= (self.near + self.far) / 2

    def emptiness(self, lattice: Lattice) -> NDArray[np.float32]:
        """How empty each cell (rows, columns) is: 0 where codes are as near as usual, 1 where they are far."""
        away = self.away(lattice.points()).reshape(lattice.rows, lattice.columns)
        return np.clip((away - self.near) / (self.far - self.near), 0, 1).astype(np.float32)
