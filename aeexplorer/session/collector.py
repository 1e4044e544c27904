"""Collector: keeps Python's cycle collector in the GUI thread, where Qt's objects have to be destroyed."""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer, Slot

EVERY = 200
"""Milliseconds between two looks."""
FULL_EVERY = 20.0
"""Seconds between collections of everything: these take tens of milliseconds."""


class Collector(QObject):
    """Collects cycles from the event loop; ``stop`` gives that back to Python.

    Left alone, Python collects in whichever thread happens to allocate: mostly the one that trains. A closed
    panel that is part of a cycle would be destroyed there, which Qt answers with a warning or a crash.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._full_due = time.monotonic() + FULL_EVERY
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(EVERY)
        self._was_enabled = gc.isenabled()
        gc.disable()

    def stop(self) -> None:
        """Let Python collect by itself again, if it did before."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()

    @Slot()
    def collect(self) -> None:
        """Collect the youngest generations that are over their thresholds."""
        over = [count > threshold for count, threshold in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if over[2] and time.monotonic() >= self._full_due:
            gc.collect(2)
            self._full_due = time.monotonic() + FULL_EVERY
        elif over[1]:
            gc.collect(1)
        elif over[0]:
            gc.collect(0)
