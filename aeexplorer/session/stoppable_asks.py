"""StoppableAsks: a thread for questions of seconds or minutes, which tell how far they are and end when dropped."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from aeexplorer.session.ask_thread import Answer, AskThread

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.generation.origin import Tell

TOLD_EVERY = 0.05
"""Seconds between two reports of progress."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a question is: what was, say, ``encoded`` or ``decoded``, of how many."""

    what: str
    done: int
    of: int


class DroppedError(Exception):
    """Nobody waits for the answer any more."""


class StoppableAsks(QObject):
    """An ``AskThread`` of its own; a question that is dropped ends the next time that it tells how far it is."""

    answered = Signal(object)
    """An ``Answer`` that is still waited for."""
    told = Signal(str, object)
    """The channel of a question, and its ``Progress``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = AskThread()
        self._thread.answered.connect(self._hear)
        self._dropped: dict[str, threading.Event] = {}

    def ask(self, channel: str, compute: Callable[[Tell], Any]) -> None:
        """Have ``compute`` called in the thread with what it tells its progress to; it must not touch Qt objects."""
        dropped = self._dropped[channel] = threading.Event()
        said, last = "", 0.0

        def tell(what: str, done: int, of: int) -> None:
            nonlocal said, last
            if dropped.is_set():
                raise DroppedError
            now = time.monotonic()
            if what != said or now - last >= TOLD_EVERY:
                said, last = what, now
                self.told.emit(channel, Progress(what, done, of))

        def answer() -> Any:
            try:
                return compute(tell)
            except DroppedError:
                return None

        self._thread.ask(channel, answer)

    def is_busy(self, channel: str) -> bool:
        """Whether an answer is waited for."""
        return channel in self._dropped

    def drop(self, *channels: str) -> None:
        """Wait for no answer of these channels any more."""
        for channel in channels:
            if (dropped := self._dropped.pop(channel, None)) is not None:
                dropped.set()
                self._thread.cancel(channel)

    def stop(self) -> None:
        """End the thread after what it cannot leave."""
        self.drop(*self._dropped)
        self._thread.stop()

    def wait_for(self, milliseconds: int) -> bool:
        """Block until the thread has ended, ``milliseconds`` at most; whether it has."""
        return self._thread.wait_for(milliseconds)

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        if answer.channel in self._dropped and self._thread.is_latest(answer):
            del self._dropped[answer.channel]
            self.answered.emit(answer)
