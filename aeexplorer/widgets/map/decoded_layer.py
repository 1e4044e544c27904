"""DecodedLayer: what the codes behind the points decode to, as ink on paper, following zoom and pan."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from aeexplorer.theme import appearance
from aeexplorer.widgets.map.decoded_grid import Lattice
from aeexplorer.widgets.map.lattice_layer import LatticeLayer

CELL = 40
FAINT_LIGHT, FAINT_DARK, FULL = 0.17, 0.20, 0.78


class DecodedLayer(LatticeLayer):
    """A decoded image in every cell."""

    def __init__(self, view: Any, z: float = 0) -> None:
        self._faint = True
        super().__init__(view, z, CELL)

    def set_faint(self, faint: bool) -> None:
        """Whether points lie over the images."""
        if faint != self._faint:
            self._faint = faint
            self._print()

    def show_mosaic(self, lattice: Lattice, mosaic: NDArray[np.uint8]) -> None:
        """Show the answer to ``wanted``: (H, W) ink or (H, W, 3) colours, uint8."""
        self.show_answer(lattice, mosaic)

    def picture(self, answer: NDArray[Any]) -> NDArray[np.uint32]:
        """The mosaic in the theme's ink: premultiplied, the background clear."""
        theme = appearance().theme
        strength = FULL if not self._faint else FAINT_DARK if theme.dark else FAINT_LIGHT
        cover = np.full(answer.shape[:2], round(255 * strength), np.uint32)
        if answer.ndim == 2:
            cover = (answer * strength).astype(np.uint32)
            ink = QColor(theme.text1)
            red, green, blue = (cover * part // 255 for part in (ink.red(), ink.green(), ink.blue()))
        else:
            red, green, blue = ((answer[:, :, c] * strength).astype(np.uint32) for c in range(3))
        return np.asarray(cover << 24 | red << 16 | green << 8 | blue, np.uint32)
