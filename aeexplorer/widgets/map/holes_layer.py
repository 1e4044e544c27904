"""HolesLayer: amber where no real image has its code."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from aeexplorer.theme import HOLE
from aeexplorer.widgets.map.lattice_layer import LatticeLayer

CELL = 10
STRONGEST = 0.62


class HolesLayer(LatticeLayer):
    """Behind the decoded images, whose ink stays readable on it; answered with emptiness (rows, columns) in [0, 1]."""

    def __init__(self, view: Any, z: float = -5) -> None:
        super().__init__(view, z, CELL)

    def picture(self, answer: NDArray[Any]) -> NDArray[np.uint32]:
        """The emptier, the more amber."""
        cover = answer * STRONGEST * 255
        packed = cover.astype(np.uint32) << 24
        for value, place in zip(bytes.fromhex(HOLE[1:]), (16, 8, 0), strict=True):
            packed |= (cover * (value / 255)).astype(np.uint32) << place
        return np.asarray(packed, np.uint32)
