"""Losses: keeps the training loss of every step of a run, which would make up most of its event log."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.events import EpochEnded, Event, Progress, RunStarted
from training.sweep.outcome import read_losses, write_losses


class Losses:
    """Hears every event of the run in ``folder``, and writes before the run saves its weights."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before: NDArray[np.float32] = np.zeros(0, np.float32)
        self._since: list[float] = []

    def hear(self, event: Event) -> None:
        """Take note of ``event``."""
        match event:
            case RunStarted():
                self._before = np.full(event.step, np.nan, np.float32)
                known = read_losses(self._folder)[: event.step]
                self._before[: len(known)] = known
            case Progress():
                self._since.extend(event.losses)
            case EpochEnded():
                self.write()

    @property
    def all(self) -> NDArray[np.float32]:
        """The loss (steps,) of every step so far, NaN where it is not known."""
        return np.concatenate((self._before, np.array(self._since, np.float32)))

    def write(self) -> None:
        """Write them into the run folder.

        Raises:
            OSError: it cannot be written.
        """
        if len(self._before) or self._since:
            write_losses(self._folder, self.all)
