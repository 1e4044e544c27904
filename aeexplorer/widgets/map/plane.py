"""Plane: how codes of any size lie on the map's two axes, and which code a place on the map stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from training.latent.projection import Projection

Codes = NDArray[np.float32]

NUMBERS = 2**25
"""Numbers of codes that the axes are found by, at most."""


@dataclass(frozen=True, slots=True)
class Plane:
    """Two numbers are a place themselves; one stands on a line; more are projected on their two best axes.

    Attributes:
        size: numbers in a code.
        projection: the axes, for codes of more than two numbers.
    """

    size: int
    projection: Projection | None = None

    @property
    def is_exact(self) -> bool:
        """Whether every place on the map is one code, and every code one place."""
        return self.size == 2

    @property
    def share(self) -> float | None:
        """Part of the codes' spread that the two axes show, in [0, 1]; None where they show all of it."""
        return None if self.projection is None else float(self.projection.explained.sum())

    def places(self, codes: Codes) -> Codes:
        """Places (n, 2) of codes (n, size)."""
        if self.size == 2:
            return codes
        if self.size == 1:
            return np.concatenate([codes, np.zeros_like(codes)], 1)
        if self.projection is None:
            raise ValueError("codes of more than two numbers need a projection")
        return np.asarray(self.projection.project(codes), np.float32)

    def code(self, place: NDArray[np.float64]) -> Codes:
        """The code (size,) at a place (2,): the only one, or of all that lie there the one nearest to the mean code."""
        point = np.asarray(place, np.float32)
        if self.size <= 2:
            return point[: self.size]
        if self.projection is None:
            raise ValueError("codes of more than two numbers need a projection")
        return np.asarray(self.projection.lift(point[None])[0], np.float32)


def fit_plane(codes: Codes, before: Plane | None) -> tuple[Plane, Codes]:
    """The plane for codes (n, d), and their places (n, 2); axes keep to those of ``before`` as far as they can.

    Codes that are not finite do not count for the axes. For d > 2 this is for the ask thread: it imports torch.
    """
    size = codes.shape[1]
    if size <= 2:
        plane = Plane(size)
        return plane, plane.places(codes)
    from training.latent.projection import Projection

    # Axes are found in float64: the codes of some models would take gigabytes in it.
    most = max(NUMBERS // size, 2)
    chosen = codes if len(codes) <= most else codes[np.linspace(0, len(codes) - 1, most).astype(np.int64)]
    finite = chosen[np.isfinite(chosen).all(1)]
    previous = before.projection if before is not None and before.size == size else None
    plane = Plane(size, Projection.fit(finite, previous=previous))
    with np.errstate(invalid="ignore", over="ignore"):
        return plane, plane.places(codes)
