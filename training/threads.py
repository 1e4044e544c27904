"""How many threads to compute with: measured while training goes on, because a busy neighbour turns help into harm.

OpenMP's threads wait for each other at the end of every operation. When another process takes one of their cores,
each of a step's hundred operations waits for the scheduler: two threads were seen to be 30 times slower than one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from statistics import median

TRIAL_STEPS = 6
"""Steps by which a number of threads is judged."""
SLOWER = 2.5
"""Steps this many times slower than usual make us look at once whether fewer threads are faster."""
BETTER = 0.97
"""Share of the step time by which a trial has to win, so that noise alone changes nothing."""
FIRST_WAIT, LONGEST_WAIT = 4.0, 60.0
"""Seconds of training until the neighbouring numbers of threads are tried again; doubles as trials fail."""


class ThreadGovernor:
    """Finds the number of threads with the shortest steps and keeps finding it while the machine's load changes.

    It starts with one thread, tries more, and goes back at once when that does not pay. Training calls
    ``observe`` after each step, in the thread that computes: OpenMP's setting belongs to a thread. Matrix
    products, sums per image, ``training.models.sigmoid`` and Adam give the same bits with any number of threads.
    Gradients of convolutions and batch normalisation do not, whatever torch's settings: a run that has to come out
    the same to the last bit sets ``device.threads``, and is not governed.

    Args:
        cores: the most threads to use; by default as many as this process may run at a time.
        set_threads: applies a number of threads; by default ``torch.set_num_threads``.
    """

    def __init__(self, cores: int | None = None, set_threads: Callable[[int], None] | None = None) -> None:
        if set_threads is None:
            import torch

            set_threads = torch.set_num_threads
        self._set_threads = set_threads
        cores = usable_cores() if cores is None else max(1, cores)
        # One core fewer than all is the right number beside one busy process.
        self._rungs = sorted({2**k for k in range(cores.bit_length())} | {max(1, cores - 1), cores})
        self._rung = 0
        self._rung_without_limit = 0
        self.limit = self._limit_heeded = cores
        self._came_from: int | None = None  # during a trial, the rung to go back to if it fails
        self._usual: float | None = None
        self._recent: list[float] = []
        self._upward = True
        self._wait = self._until_trial = 0.0
        self._set_threads(self.threads)

    limit: int
    """The most threads to use from the next step on. May be set from any thread, such as while a user interacts."""

    @property
    def most(self) -> int:
        """Number of threads that are used at most when nothing limits them."""
        return self._rungs[-1]

    @property
    def threads(self) -> int:
        """Number of threads that the next step is to be computed with."""
        return self._rungs[self._rung]

    def observe(self, step_seconds: float) -> None:
        """Take note of a step that took so long, and choose the number of threads for the next one."""
        if self.limit != self._limit_heeded:
            self._heed_limit()
            return
        self._recent.append(step_seconds)
        self._until_trial -= step_seconds
        # Steps that take far longer than usual are not waited for: they can be 30 times slower.
        collapsed = self._usual is not None and sum(self._recent) > SLOWER * TRIAL_STEPS * self._usual
        if len(self._recent) < TRIAL_STEPS and not collapsed:
            return
        typical = median(self._recent)
        self._recent.clear()
        if self._came_from is not None:
            self._end_trial(typical, won=not collapsed and typical < BETTER * (self._usual or 0))
        else:
            self._usual = typical
            if collapsed:
                self._upward, self._wait = False, 0.0
            if collapsed or self._until_trial <= 0:
                self._begin_trial()

    def _begin_trial(self) -> None:
        if self._next_rung() is None:
            self._upward = not self._upward
        rung = self._next_rung()
        if rung is not None:
            self._came_from = self._rung
            self._move_to(rung)

    def _end_trial(self, typical: float, *, won: bool) -> None:
        assert self._came_from is not None
        if won:
            self._usual = typical
            self._wait = FIRST_WAIT
            self._until_trial = 0.0 if self._next_rung() is not None else self._wait
        else:
            self._move_to(self._came_from)
            self._upward = not self._upward
            self._wait = min(max(2 * self._wait, FIRST_WAIT), LONGEST_WAIT)
            self._until_trial = self._wait
        self._came_from = None
        if self._limit_heeded >= self._rungs[-1]:
            self._rung_without_limit = self._rung

    def _heed_limit(self) -> None:
        """Keep to a new limit; when it is lifted, go back to what was best without it."""
        self._limit_heeded = self.limit
        allowed = sum(threads <= max(1, self._limit_heeded) for threads in self._rungs)
        self._came_from = self._usual = None
        self._recent.clear()
        self._move_to(min(self._rung_without_limit, allowed - 1))

    def _next_rung(self) -> int | None:
        """The neighbouring rung in the present direction, if there is one within the limit."""
        rung = self._rung + (1 if self._upward else -1)
        if 0 <= rung < len(self._rungs) and self._rungs[rung] <= max(1, self._limit_heeded):
            return rung
        return None

    def _move_to(self, rung: int) -> None:
        self._rung = rung
        self._set_threads(self.threads)


def usable_cores() -> int:
    """How many threads this process can run at a time; ``OMP_NUM_THREADS`` has the last word."""
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
