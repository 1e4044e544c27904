"""A scripted visit: drives the real window with real mouse and key events, and saves a picture at every stop."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from aeexplorer.tour.compare import compare
from aeexplorer.tour.experiments import experiments
from aeexplorer.tour.explore import explore
from aeexplorer.tour.restore import restore
from aeexplorer.tour.visitor import StopFailedError, Visitor, Wait
from aeexplorer.window import Window

PATIENCE = 180.0
"""Seconds that a stop may take to come about."""
POLL_MS = 30
STOPS = (explore, restore, experiments, compare)
"""The workspaces in the order in which they are visited; later ones look at runs of earlier ones."""


class Tour(QObject):
    """One visit; the application ends with it, with exit code 1 if a stop failed."""

    def __init__(self, window: Window, folder: Path) -> None:
        super().__init__(window)
        self._visitor = Visitor(window, folder)
        self._steps = self._visit()
        self._wait: Wait | None = None
        self._deadline = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._go_on)

    @Slot()
    def start(self) -> None:
        """Begin; the event loop has to run."""
        self._timer.start()

    @Slot()
    def _go_on(self) -> None:
        """Take the next step once what is waited for has come about."""
        try:
            if self._wait is not None and not self._wait.condition():
                if time.monotonic() > self._deadline:
                    raise StopFailedError(f"waited in vain until {self._wait.what}")
                return
            self._wait = next(self._steps, None)
            self._deadline = time.monotonic() + PATIENCE
            if self._wait is None:
                self._end(0)
        except Exception as error:  # a tour reports whatever goes wrong, and ends
            print(
                f"The tour failed after picture {self._visitor.number}: {error or type(error).__name__}",
                file=sys.stderr,
            )
            self._end(1)

    def _end(self, code: int) -> None:
        self._timer.stop()
        self._visitor.window.session.close()
        QApplication.exit(code)

    def _visit(self) -> Iterator[Wait]:
        self._visitor.folder.mkdir(parents=True, exist_ok=True)
        for stop in STOPS:
            yield from stop(self._visitor)
