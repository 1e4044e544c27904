"""How fast a run goes and what its last steps lost: read at most every 50 ms, never at every step."""

from __future__ import annotations

import time
from collections.abc import Iterator

from training.events import Progress
from training.workbench import Workbench

REPORT_EVERY = 0.05
"""Seconds."""
REPORT_EVERY_STEPS = 20
"""With several processes: a time would differ from one to the other, and reading is a joint act."""
SMOOTHING = 3.0
"""Seconds over which the rate is averaged."""


class Meter:
    """Turns the losses that a run leaves on the device into ``Progress``."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._read_step = bench.step
        self._read_at = time.perf_counter()
        self._rate: float | None = None
        """Steps per second."""

    def due(self) -> bool:
        """Whether the next report is due."""
        if self._bench.fabric.world_size > 1:
            return self._bench.step % REPORT_EVERY_STEPS == 0
        return time.perf_counter() - self._read_at >= REPORT_EVERY

    def rest(self) -> None:
        """Do not count the time since the last report: the run waited, or did something else."""
        self._read_at = time.perf_counter()

    def read(self) -> Iterator[Progress]:
        """The report on the steps since the last one; nothing if there were none."""
        bench = self._bench
        steps = bench.step - self._read_step
        if steps == 0:
            return
        last = (bench.step - 1) % bench.steps_per_epoch + 1
        since = slice(last - steps, last)
        metrics = bench.mean_terms(since)
        losses = tuple(bench.losses[since, 0].tolist())
        now = time.perf_counter()
        elapsed = now - self._read_at
        self._read_step, self._read_at = bench.step, now
        rate = steps / max(elapsed, 1e-9)
        weight = min(elapsed / SMOOTHING, 1.0)
        self._rate = rate if self._rate is None else self._rate + weight * (rate - self._rate)
        schedule = bench.recipe.schedule
        left = schedule.epochs * bench.steps_per_epoch - bench.step
        yield Progress(
            step=bench.step,
            epoch=bench.epoch,
            metrics=metrics,
            images_per_second=self._rate * len(bench.pixels) / bench.steps_per_epoch,
            seconds_left=left / self._rate,
            losses=losses,
        )
