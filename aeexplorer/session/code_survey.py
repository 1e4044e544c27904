"""CodeSurvey: the current run's codes as they were looked through last: how they spread, and which are near a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from aeexplorer.session.code_axes import CodeAxes, principal_axes
from aeexplorer.session.nearest_codes import NearestCodes

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import Answer, AskThread
    from aeexplorer.session.current_run import CurrentRun
    from aeexplorer.session.encoded import Encoded

NEAREST_CHANNEL = "nearest"
AXES_CHANNEL = "decoder axes"
NEAREST = 8
MOST_NUMBERS = 16
"""Of a code whose numbers are looked at one by one; longer ones along their main directions."""
SURVEY_MS = 500
"""Spread and neighbours follow the training at most this often."""


class CodeSurvey(QObject):
    """Belongs to one run's codes: forgets them when another run is current, or this one has begun anew."""

    taken = Signal()
    """Newer codes are looked through."""
    spread_changed = Signal()
    """``spread`` and ``axes``."""
    neighbours_changed = Signal()
    """``neighbours``."""
    failed = Signal(str)
    """A sentence that says why something is not known."""

    def __init__(self, current: CurrentRun, asks: AskThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current, self._asks = current, asks
        self._nearest = NearestCodes()
        self._encoded: Encoded | None = None
        self._searched: tuple[Encoded, NDArray[np.float32]] | None = None
        self.axes: CodeAxes | None = None
        """Main directions of long codes; None for short ones, and before they are known."""
        self.spread: NDArray[np.float32] | None = None
        """(n, k): the codes themselves or, with ``axes``, their places along these."""
        self.neighbours: NDArray[np.int64] = np.empty(0, np.int64)
        """Indices of the images with the nearest codes, nearest first."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SURVEY_MS)
        self._timer.timeout.connect(self.take)
        for signal in (current.changed, current.started):
            signal.connect(self._forget)
        current.latents_changed.connect(self._take_soon)
        asks.answered.connect(self._hear)

    @property
    def one_by_one(self) -> bool:
        """Whether each number of a code is looked at by itself."""
        run = self._current.run
        return run is not None and len(run.latent_shape or ()) == 1 and run.latent_size <= MOST_NUMBERS

    @property
    def is_taken(self) -> bool:
        """Whether any codes have been looked through."""
        return self._encoded is not None

    @Slot()
    def take(self) -> None:
        """Look through the codes as they are now."""
        run = self._current.run
        if run is None or not len(run.codes):
            return
        self._encoded = run.encoded
        if self.one_by_one:
            self.spread = run.codes
            self.spread_changed.emit()
        else:
            codes, before = run.codes, self.axes

            def compute() -> tuple[CodeAxes, NDArray[np.float32]]:
                axes = principal_axes(codes, before)
                return axes, axes.places(codes)

            self._asks.ask(AXES_CHANNEL, compute)
        self.taken.emit()

    def find_nearest(self, code: NDArray[np.float32]) -> None:
        """Have the neighbours of ``code`` (d,) found, unless that is being done or done already."""
        encoded, nearest = self._encoded, self._nearest
        if encoded is None or not len(encoded.codes):
            return
        # Asking again what is asked already would make the answer under way a late one.
        if self._searched is None or self._searched[0] is not encoded or not np.array_equal(self._searched[1], code):
            self._searched = encoded, code
            self._asks.ask(NEAREST_CHANNEL, lambda: encoded.indices[nearest.find(encoded, code, NEAREST)])

    @Slot()
    def _forget(self) -> None:
        self._timer.stop()
        for channel in (NEAREST_CHANNEL, AXES_CHANNEL):
            self._asks.cancel(channel)
        self._encoded = self._searched = self.axes = self.spread = None
        self.neighbours = np.empty(0, np.int64)
        self.neighbours_changed.emit()

    @Slot()
    def _take_soon(self) -> None:
        if self._encoded is None:
            self.take()
        elif not self._timer.isActive():
            self._timer.start()

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        if answer.channel not in (NEAREST_CHANNEL, AXES_CHANNEL) or not self._asks.is_latest(answer):
            return
        if answer.error is not None:
            self.failed.emit(answer.error)
        elif answer.channel == NEAREST_CHANNEL:
            self.neighbours = answer.result
            self.neighbours_changed.emit()
        else:
            self.axes, self.spread = answer.result
            self.spread_changed.emit()
