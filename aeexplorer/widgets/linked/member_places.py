"""MemberPlaces: on which plane a compared run's codes are shown, and where each image lies on it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from aeexplorer.widgets.map.plane import Plane, fit_plane

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import Answer, AskThread
    from aeexplorer.session.encoded import Encoded
    from aeexplorer.session.run import Run

EVERY = 0.5
"""Seconds at least between two searches for the axes of large codes while a run trains."""
NOWHERE = np.empty((0, 2), np.float32)


class MemberPlaces(QObject):
    """Belongs to one map; ``follow`` another run when another is shown there."""

    changed = Signal()
    """``plane``, ``encoded`` and ``places``."""

    def __init__(self, channel: str, asks: AskThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._channel, self._asks = channel, asks
        self._run: Run | None = None
        self._asked_for: Encoded | None = None
        self._asked_at = -EVERY
        self.plane: Plane | None = None
        self.encoded: Encoded | None = None
        """The codes that are shown."""
        self.places: NDArray[np.float32] = NOWHERE
        """(n, 2), a row for each of them."""
        asks.answered.connect(self._take)

    def follow(self, run: Run | None) -> None:
        """Show the codes of ``run``, or of none."""
        self._run = run
        self.forget()

    @Slot()
    def forget(self) -> None:
        """Know nothing: the run has begun anew, or another is shown."""
        self._asks.cancel(self._channel)
        self._asked_for = self.plane = self.encoded = None
        self._asked_at = -EVERY
        self.places = NOWHERE
        self.changed.emit()

    def look(self) -> bool:
        """Take the run's codes as they are now; False if it is too early for that, and one has to look again."""
        run = self._run
        if run is None or not len(run.codes) or run.encoded in (self.encoded, self._asked_for):
            return True
        if run.latent_size <= 2:
            self._set(run.encoded, *fit_plane(run.codes, None))
            return True
        if time.monotonic() - self._asked_at < EVERY:
            return False
        self._asked_at = time.monotonic()
        encoded, before = run.encoded, self.plane
        self._asked_for = encoded
        self._asks.ask(self._channel, lambda: (encoded, *fit_plane(encoded.codes, before)))
        return True

    def place_of(self, image: int | None) -> NDArray[np.float32] | None:
        """Where the code of an image lies (2,); None where its code is not among those that are watched."""
        row = self.row_of(image)
        return None if row is None else self.places[row]

    def row_of(self, image: int | None) -> int | None:
        """The row of an image among ``places``."""
        if self.encoded is None or image is None:
            return None
        rows = np.flatnonzero(self.encoded.indices == image)
        return int(rows[0]) if len(rows) else None

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel == self._channel and self._asks.is_latest(answer) and answer.result is not None:
            self._set(*answer.result)

    def _set(self, encoded: Encoded, plane: Plane, places: NDArray[np.float32]) -> None:
        self.encoded, self.plane, self.places = encoded, plane, places
        self.changed.emit()
