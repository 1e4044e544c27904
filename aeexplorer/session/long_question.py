"""LongQuestion: work of seconds, done a few milliseconds at a time, so that nothing else that is asked has to wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import Answer, AskThread

EVERY = 1.0
"""Seconds at least between two beginnings where only the weights have changed."""
REST = 3
"""So many times as long as the work took, it rests before that."""
SLICE = 0.005
"""Seconds that a slice should take: whoever moves a slider may have to wait for one of every panel that measures."""
FIRST, LARGEST = 4, 1024


class Pace:
    """How many images to take at a time, so that this takes about a slice."""

    def __init__(self) -> None:
        self.size = FIRST

    def follow(self, seconds: float) -> None:
        """The last ``size`` images took so long."""
        fitting = self.size * SLICE / max(seconds, 1e-6)
        # A slice that was held up says little: the next one is at least half as large.
        self.size = int(min(max(fitting, self.size / 2, 1), self.size * 2, LARGEST))


class LongQuestion(QObject):
    """One channel of the ask thread; of several questions the newest counts, and is asked while somebody watches."""

    said = Signal(object)
    """What the work has yielded."""
    ended = Signal()
    failed = Signal(str)
    """A sentence that says why the work ended too early."""

    def __init__(
        self, channel: str, asks: AskThread, begin: Callable[[], Iterator[Any] | None], parent: QObject
    ) -> None:
        """``begin`` gives the work: an iterator that is used in the ask thread only; None if there is none to do."""
        super().__init__(parent)
        self._channel, self._asks, self._begin = channel, asks, begin
        self._work: Iterator[Any] | None = None
        self._stale = False
        self._watched = False
        self._began = self._took = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._start)
        asks.answered.connect(self._take)

    @property
    def is_busy(self) -> bool:
        """Whether newer answers are to come."""
        return self._work is not None or self._stale

    def ask_anew(self) -> None:
        """It is another question: what is under way is dropped."""
        self.drop()
        self._stale = True
        if self._watched:
            self._timer.start(0)

    @Slot()
    def outdate(self) -> None:
        """The answer has changed a little: what is under way is still worth having, and then it is asked again."""
        self._stale = True
        if self._work is None and self._watched and not self._timer.isActive():
            self._start_later()

    @Slot()
    def drop(self) -> None:
        """Ask no more."""
        self._timer.stop()
        self._asks.cancel(self._channel)
        self._work, self._stale = None, False

    def watch(self, watching: bool) -> None:
        """Somebody looks, or nobody does any more: then nothing is computed."""
        if watching == self._watched:
            return
        self._watched = watching
        if not watching:
            self._stale = self.is_busy
            self._asks.cancel(self._channel)
            self._timer.stop()
            self._work = None
        elif self._stale:
            self._timer.start(0)

    def _start_later(self) -> None:
        since = time.monotonic() - self._began
        wait = max(EVERY, (1 + REST) * self._took) - since
        self._timer.start(max(round(1000 * wait), 0))

    @Slot()
    def _start(self) -> None:
        self._stale = False
        self._work = self._begin()
        self._began = time.monotonic()
        self._ask()

    def _ask(self) -> None:
        work = self._work
        if work is not None:
            self._asks.ask(self._channel, lambda: (work, next(work, None)))

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel != self._channel or not self._asks.is_latest(answer) or self._work is None:
            return
        if answer.error is None and answer.result[1] is not None:
            self._ask()
            self.said.emit(answer.result[1])
            return
        self._work = None
        self._took = time.monotonic() - self._began
        if answer.error is not None:
            self.failed.emit(answer.error)
        else:
            self.ended.emit()
        if self._stale and self._watched and not self._timer.isActive():
            self._start_later()
