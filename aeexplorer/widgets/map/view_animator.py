"""ViewAnimator: codes ease to their new places in 300 ms, the view to its new range in 200 ms, on one timer."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from aeexplorer.widgets.map.framing import Frame

RANGE_SECONDS = 0.2
CODES_SECONDS = 0.3
TICK_MILLISECONDS = 40
"""A little slower than the 30 Hz allowed: every frame is time taken from the training."""


def eased(share: float) -> float:
    """Cubic ease-out: quick at first, then settling; 0 to 0 and 1 to 1."""
    return 1 - (1 - min(max(share, 0.0), 1.0)) ** 3


class ViewAnimator(QObject):
    """Moves numbers from where they are to where they belong, and says so 25 times a second.

    ``instant`` (reduce motion) makes every move one step, also one that is under way.
    """

    codes_moved = Signal(object)
    """Positions (n, 2) float32."""
    frame_moved = Signal(object)
    """A Frame."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._instant = False
        self._codes: NDArray[np.float32] | None = None
        self._codes_from: NDArray[np.float32] | None = None
        self._codes_to: NDArray[np.float32] | None = None
        self._codes_began = 0.0
        self._frame_from: Frame | None = None
        self._frame_to: Frame | None = None
        self._frame_began = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)

    @property
    def instant(self) -> bool:
        """Whether nothing glides."""
        return self._instant

    @instant.setter
    def instant(self, instant: bool) -> None:
        self._instant = instant
        if instant:
            self.finish()

    @property
    def moving(self) -> bool:
        """Whether something is under way."""
        return self._timer.isActive()

    @property
    def codes(self) -> NDArray[np.float32] | None:
        """The positions last said."""
        return self._codes

    @property
    def frame_target(self) -> Frame | None:
        """Where the view is going, if it is."""
        return self._frame_to

    def set_codes(self, codes: NDArray[np.float32], *, jump: bool = False) -> None:
        """Let the codes go to ``codes`` (n, 2); at once if ``jump``, or if they are not as many as before."""
        before = self._codes
        if jump or self.instant or before is None or before.shape != codes.shape:
            self._codes_to = None
            self._say_codes(codes)
            return
        # Where a number is not finite there is no way between: what is new stands there at once.
        self._codes_from = np.where(np.isfinite(before), before, codes)
        self._codes_to, self._codes_began = codes, time.perf_counter()
        self._timer.start()

    def set_frame(self, now: Frame, frame: Frame) -> None:
        """Let the view go from ``now`` to ``frame``."""
        if self.instant:
            self.stop_frame()
            self.frame_moved.emit(frame)
        elif frame != self._frame_to:
            self._frame_from, self._frame_to, self._frame_began = now, frame, time.perf_counter()
            self._timer.start()

    def stop_frame(self) -> None:
        """Leave the view where it is: the user has taken hold of it."""
        self._frame_to = None

    def finish(self) -> None:
        """Bring everything to its place now."""
        self._advance(float("inf"))

    @Slot()
    def _tick(self) -> None:
        self._advance(time.perf_counter())

    def _advance(self, now: float) -> None:
        if self._frame_to is not None and self._frame_from is not None:
            share = eased((now - self._frame_began) / RANGE_SECONDS)
            start, end = np.array(self._frame_from), np.array(self._frame_to)
            frame = self._frame_to if share >= 1 else Frame(*(start + (end - start) * share).tolist())
            if share >= 1:
                self._frame_to = None
            self.frame_moved.emit(frame)
        if self._codes_to is not None and self._codes_from is not None:
            share = eased((now - self._codes_began) / CODES_SECONDS)
            codes = self._codes_to if share >= 1 else self._codes_from + (self._codes_to - self._codes_from) * share
            if share >= 1:
                self._codes_to = None
            self._say_codes(codes.astype(np.float32, copy=False))
        if self._frame_to is None and self._codes_to is None:
            self._timer.stop()

    def _say_codes(self, codes: NDArray[np.float32]) -> None:
        self._codes = codes
        self.codes_moved.emit(codes)
