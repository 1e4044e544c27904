"""Beside: computes one picture at a time in a thread of its own, so that the window stays free meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any

from PySide6.QtCore import QObject, Signal

from aeexplorer.session.time_slices import work_steadily

IDLE = 0.2
"""Seconds without work after which the thread ends."""


class Beside(QObject):
    """Starts one computation, and says when its result can be taken.

    It has no parent: the thread keeps it alive until it has said so, even when the map has been closed meanwhile.
    """

    ready = Signal()
    """Heard in the thread of whoever listens: ``take`` the result."""

    def __init__(self) -> None:
        super().__init__()
        self._future: Future[Any] | None = None
        self._work: tuple[Future[Any], Callable[[], object]] | None = None
        self._changed = threading.Condition()
        self._has_thread = False

    @property
    def busy(self) -> bool:
        """Whether there is a computation whose result has not been taken."""
        return self._future is not None

    def start(self, compute: Callable[[], object]) -> None:
        """Compute, unless busy. ``compute`` must not touch Qt's widgets, nor what others write to meanwhile."""
        if self._future is not None:
            return
        self._future = Future()
        with self._changed:
            self._work = self._future, compute
            self._changed.notify()
            had_thread, self._has_thread = self._has_thread, True
        if not had_thread:
            # Not for every picture: starting waits until the thread runs, milliseconds when the cores are busy.
            threading.Thread(target=self._run, name="map").start()

    def take(self) -> Any:
        """The result, or None if it was dropped; raises what the computation raised."""
        if self._future is None or not self._future.done():
            return None
        future, self._future = self._future, None
        return future.result()

    def drop(self) -> None:
        """Have nothing under way any more; blocks while the computation runs."""
        if self._future is not None:
            wait([self._future])
            self._future = None

    def _run(self) -> None:
        work_steadily()
        while (work := self._next()) is not None:
            future, compute = work
            try:
                future.set_result(compute())
            except Exception as error:  # raised again by ``take``, where it is heard of
                future.set_exception(error)
            self.ready.emit()

    def _next(self) -> tuple[Future[Any], Callable[[], object]] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._work is not None, IDLE)
            work, self._work = self._work, None
            self._has_thread = work is not None
            return work
