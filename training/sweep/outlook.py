"""Outlook: how many cases of a sweep are over, and how long the rest will take."""

from __future__ import annotations

from training.sweep.events import CaseEvent


class Outlook:
    """Hears the events of a sweep. A case that waits is taken to need as long a step as the others so far."""

    def __init__(self) -> None:
        self.newest: dict[str, CaseEvent] = {}
        """The newest event of every case."""
        self._step_seconds: dict[str, float] = {}

    def hear(self, event: CaseEvent) -> None:
        """Take note of ``event``."""
        self.newest[event.case] = event
        if event.seconds_left and event.step < event.steps:
            self._step_seconds[event.case] = event.seconds_left / (event.steps - event.step)

    @property
    def over(self) -> int:
        """Number of cases that nothing more is done for."""
        return sum(event.state not in ("waiting", "running") for event in self.newest.values())

    @property
    def steps(self) -> tuple[int, int]:
        """Steps that were taken, and all, of the cases that are trained in this sitting."""
        trained = [event for event in self.newest.values() if not event.skipped]
        taken = (event.step if event.state in ("waiting", "running") else event.steps for event in trained)
        return sum(taken), sum(event.steps for event in trained)

    @property
    def seconds_left(self) -> float | None:
        """Until all cases are over; None while nothing is known."""
        if not self._step_seconds:
            return None
        usual = sum(self._step_seconds.values()) / len(self._step_seconds)
        running = [
            (event.steps - event.step) * self._step_seconds.get(event.case, usual)
            for event in self.newest.values()
            if event.state == "running"
        ]
        waiting = usual * sum(event.steps for event in self.newest.values() if event.state == "waiting")
        return max((sum(running) + waiting) / max(len(running), 1), max(running, default=0.0))
