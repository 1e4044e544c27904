"""Outlook: how many runs of a system are over, and about how long the others will take."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import fmean

from training.events import Event, Progress
from training.reproduce.runner import Began, Measured


class Outlook:
    """Hears what ``run_system`` says. A run that waits is taken to need as long as those trained so far."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.over = self.runs = 0
        """Runs that are measured, and all of them."""
        self._clock = clock
        self._spent: list[float] = []
        self._number = 0
        self._began: float | None = None
        self._of_this: float | None = None

    def hear(self, event: Began | Event | Measured) -> None:
        """Take note of ``event``."""
        match event:
            case Began():
                self._number, self.runs = event.number, event.of
                self._began, self._of_this = None if event.done else self._clock(), None
            case Progress():
                self._of_this = event.seconds_left
            case Measured():
                self.over += 1
                if self._began is not None:
                    self._spent.append(self._clock() - self._began)
                self._began, self._of_this = None, 0.0

    @property
    def seconds_left(self) -> float | None:
        """Until all runs are over; None while nothing is known, and when nothing is left."""
        waiting = self.runs - self._number
        since = 0.0 if self._began is None else self._clock() - self._began
        if self._spent:
            usual = fmean(self._spent)
        elif self._of_this is not None and self._began is not None:
            usual = since + self._of_this
        else:
            return None
        of_this = self._of_this
        if of_this is None:
            of_this = 0.0 if self._began is None else max(usual - since, 0.0)
        return of_this + waiting * usual or None
