"""AskThread: answers questions about snapshots off the GUI thread, the newest of each channel only."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Signal

from aeexplorer.session.engine import compute_alone
from aeexplorer.session.problem import logger
from aeexplorer.session.time_slices import answer_promptly
from aeexplorer.session.worker import Worker
from training.errors import InputError

WRITTEN = 0
"""The id of every answer that nothing asked later replaces."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one question; ``error`` is a sentence when there is no ``result``."""

    channel: str
    id: int
    result: Any
    milliseconds: float
    error: str | None


class AskThread(Worker):
    """One thread for all questions of the window, such as "what does the point under the cursor decode to?".

    A channel is a kind of question, by name. A newer question replaces one of its channel that still waits,
    and keeps its place in the queue, so that no channel can starve another. The thread starts with the first
    question.
    """

    answered = Signal(object)
    """An ``Answer``. Drop it unless ``is_latest(answer)``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed = threading.Condition()
        self._waiting: dict[str, tuple[int, Callable[[], Any]]] = {}
        self._writing: deque[tuple[str, Callable[[], Any]]] = deque()
        self._latest: dict[str, int] = {}
        self._ids = count(1)
        self._stopping = False
        self._prepared = False
        self._milliseconds = 0.0

    def ask(self, channel: str, compute: Callable[[], Any]) -> int:
        """Have ``compute`` called in the thread; the id of the answer. ``compute`` must not touch Qt objects."""
        with self._changed:
            number = next(self._ids)
            self._latest[channel] = number
            if not self._stopping:
                self._waiting[channel] = (number, compute)
                self._changed.notify()
        if not self._stopping and not self.isRunning():
            self.begin()
        return number

    def write(self, channel: str, compute: Callable[[], Any]) -> None:
        """Have ``compute`` write a file before anything else: nothing replaces it, and ``stop`` does not drop it."""
        with self._changed:
            self._writing.append((channel, compute))
            self._changed.notify()
        if not self.isRunning():
            self.begin()

    def cancel(self, channel: str) -> None:
        """Forget the question of ``channel`` that waits, and make any answer under way a late one."""
        with self._changed:
            self._waiting.pop(channel, None)
            self._latest[channel] = next(self._ids)

    def is_latest(self, answer: Answer) -> bool:
        """Whether nothing newer was asked on the answer's channel."""
        return answer.id in (WRITTEN, self._latest.get(answer.channel))

    @property
    def last_milliseconds(self) -> float:
        """How long the last answer took to compute, in ms."""
        return self._milliseconds

    def stop(self) -> None:
        """End after the question under way and what is to be written; others are forgotten. Returns at once."""
        with self._changed:
            self._stopping = True
            self._waiting.clear()
            self._changed.notify()

    def run(self) -> None:
        """Qt's entry point of the thread."""
        answer_promptly()
        while (question := self._next()) is not None:
            self.answered.emit(self._answer(*question))

    def _next(self) -> tuple[str, int, Callable[[], Any]] | None:
        with self._changed:
            while not self._writing and not self._waiting and not self._stopping:
                self._changed.wait()
            if self._writing:
                channel, compute = self._writing.popleft()
                return channel, WRITTEN, compute
            if self._stopping:
                return None
            channel = next(iter(self._waiting))
            return channel, *self._waiting.pop(channel)

    def _answer(self, channel: str, number: int, compute: Callable[[], Any]) -> Answer:
        began = time.perf_counter()
        result, error = None, None
        try:
            if not self._prepared:
                compute_alone()
                self._prepared = True
            result = compute()
        except InputError as refused:
            error = str(refused)
        except Exception as broken:
            logger.exception("The question “%s” could not be answered", channel)
            error = f"{type(broken).__name__}: {broken}"
        self._milliseconds = (time.perf_counter() - began) * 1e3
        return Answer(channel, number, result, self._milliseconds, error)
