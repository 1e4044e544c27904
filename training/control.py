"""The handle by which another thread pauses, steps, finishes or stops a run."""

from __future__ import annotations

import threading
from typing import Literal

Ending = Literal["finished early", "stopped"]


class Control:
    """Flags that ``fit`` looks at between two steps; every method may be called from any thread."""

    def __init__(self, *, paused: bool = False) -> None:
        self._changed = threading.Condition()
        self._paused = paused
        self._steps = 0
        self._ending: Ending | None = None
        self.thread_limit: int | None = None
        """The most CPU threads to compute with from the next step on; None leaves it to the run. Without effect where
        the recipe fixes their number."""

    @property
    def paused(self) -> bool:
        """Whether the run waits (single steps apart)."""
        return self._paused

    def pause(self) -> None:
        """Wait after the step that is running."""
        with self._changed:
            self._paused = True
            self._steps = 0

    def resume(self) -> None:
        """Go on training."""
        with self._changed:
            self._paused = False
            self._changed.notify_all()

    def step(self) -> None:
        """Take one step, then wait."""
        with self._changed:
            self._paused = True
            self._steps += 1
            self._changed.notify_all()

    def finish(self) -> None:
        """End after this step as if the last epoch were over: evaluate, save."""
        self._end("finished early")

    def stop(self) -> None:
        """End after this step: save, do not evaluate."""
        self._end("stopped")

    def _end(self, reason: Ending) -> None:
        with self._changed:
            self._ending = reason
            self._changed.notify_all()

    @property
    def ending(self) -> Ending | None:
        """Why the run shall end: ``"finished early"`` or ``"stopped"``; None while it may go on."""
        return self._ending

    def waiting(self) -> bool:
        """Whether the run has to wait now (paused, no single step asked for, not ending)."""
        return self._paused and self._steps == 0 and self._ending is None

    def wait(self, seconds: float) -> None:
        """Sleep until something changes, for ``seconds`` at most."""
        with self._changed:
            if self.waiting():
                self._changed.wait(seconds)

    def take_step(self) -> None:
        """Account for one step taken (uses up a single step that was asked for)."""
        if self._steps:
            with self._changed:
                self._steps = max(0, self._steps - 1)
