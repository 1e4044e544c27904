"""What the map asks the ask thread: images for a grid, the axes of large codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from aeexplorer.widgets.map.decoded_grid import Lattice, mosaic
from aeexplorer.widgets.map.plane import Plane, fit_plane
from aeexplorer.widgets.pictures import in_colours

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import Answer, AskThread
    from training.snapshot import Snapshot

GRID, AXES = "grid", "axes"


class MapQuestions(QObject):
    """Asks, and hands on the newest answers only."""

    grid_decoded = Signal(object, object)
    """The Lattice, and its mosaic; None where it could not be decoded."""
    placed = Signal(object, object, object)
    """What was asked with, the Plane, and the places (n, 2) of the codes."""

    def __init__(self, asks: AskThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asks = asks
        self._lattice: Lattice | None = None
        asks.answered.connect(self._take)

    def decode_grid(self, snapshot: Snapshot, lattice: Lattice, source: str = "") -> None:
        """Decode the codes of a lattice on the latent plane of two numbers into pictures of the data set ``source``."""
        self._lattice = lattice

        def compute() -> NDArray[np.uint8]:
            pixels = snapshot.decode(lattice.points().reshape(-1, *snapshot.latent_shape))
            return mosaic(in_colours(pixels, source), lattice)

        self._asks.ask(GRID, compute)

    def place(self, key: object, codes: NDArray[np.float32], before: Plane | None) -> None:
        """Find the plane of large codes (n, d) and their places."""
        self._asks.ask(AXES, lambda: (key, *fit_plane(codes, before)))

    def forget(self) -> None:
        """Let no answer come any more to what was asked."""
        for channel in (GRID, AXES):
            self._asks.cancel(channel)

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel not in (GRID, AXES) or not self._asks.is_latest(answer):
            return
        if answer.channel == GRID:
            self.grid_decoded.emit(self._lattice, answer.result)
        elif answer.result is not None:
            self.placed.emit(*answer.result)
