"""The code that the decoder shows: under the cursor, or the last one there, or the mean of all codes."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from aeexplorer.session.current_run import CurrentRun
from aeexplorer.session.selection import Selection

Origin = Literal["held", "cursor", "last", "mean", "none"]


class ShownCode(QObject):
    """``code`` never vanishes when the mouse leaves the map, so that a picture found stays to be looked at."""

    changed = Signal()

    def __init__(self, selection: Selection, current: CurrentRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        self._current = current
        self._last: NDArray[np.float32] | None = selection.cursor
        selection.cursor_changed.connect(self._remember)
        current.changed.connect(self._forget)

    @property
    def code(self) -> NDArray[np.float32] | None:
        """(d,) float32 of the current run's latent size; None before that is known."""
        run = self._current.run
        if run is None or not run.latent_size:
            return None
        if self._last is not None and len(self._last) == run.latent_size:
            return self._last
        codes = run.codes
        if codes.shape[1:] != (run.latent_size,) or not len(codes):
            return np.zeros(run.latent_size, np.float32)
        mean: NDArray[np.float32] = codes[np.isfinite(codes).all(1)].mean(0, dtype=np.float64).astype(np.float32)
        return np.nan_to_num(mean)

    @property
    def origin(self) -> Origin:
        """Where ``code`` comes from."""
        run = self._current.run
        if run is None or not run.latent_size:
            return "none"
        if self._last is None or len(self._last) != run.latent_size:
            return "mean"
        if self._selection.cursor is None:
            return "last"
        return "held" if self._selection.held else "cursor"

    @Slot()
    def _remember(self) -> None:
        if self._selection.cursor is not None:
            self._last = self._selection.cursor
        self.changed.emit()

    @Slot()
    def _forget(self) -> None:
        self._last = self._selection.cursor
        self.changed.emit()
