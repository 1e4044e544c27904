"""The last weights known to be finite, kept so that a run that diverges does not lose them."""

from __future__ import annotations

import math
import time

import torch
from torch import Tensor

from training.broken_weights import are_finite
from training.events import Metrics
from training.snapshot import Snapshot
from training.workbench import Workbench

COPY_SHARE = 0.004
"""Share of the time that copying may take."""


class DivergedError(Exception):
    """The loss is not a number any more."""


class LastGood:
    """Copies weights from time to time; a copy is good once a loss computed *after* it is finite."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._due = 0.0
        self._good = self._copy()
        self._candidate = self._good

    def _copy(self) -> tuple[int, dict[str, Tensor]]:
        """The step and its weights."""
        began = time.perf_counter()
        copy = {name: tensor.detach().clone() for name, tensor in self._bench.model.state_dict().items()}
        now = time.perf_counter()
        self._due = now + (now - began) / COPY_SHARE
        return self._bench.step, copy

    def check(self, metrics: Metrics) -> None:
        """Take note of the mean losses since the last call: if they are finite, the copy before them is good.

        Raises:
            DivergedError: they are not.
        """
        if not all(map(math.isfinite, metrics.values())):
            raise DivergedError
        self._good = self._candidate
        if time.perf_counter() >= self._due:
            self._candidate = self._copy()

    def check_weights(self) -> None:
        """Look at the weights themselves, which the last step may have broken.

        Raises:
            DivergedError: they are not finite.
        """
        if not are_finite(self._bench.model):
            raise DivergedError

    def mend(self) -> None:
        """Go back to the last good weights if the present ones are not finite."""
        try:
            self.check_weights()
        except DivergedError:
            self.restore()

    def restore(self, refuge: Snapshot | None = None) -> None:
        """Set the run back to its last good weights, or to ``refuge``. The optimizer's memory is not good any more."""
        step, weights = self._good if refuge is None else (refuge.step, refuge.state_dict())
        with torch.no_grad():
            self._bench.model.load_state_dict(weights)
        self._bench.step = step
        self._bench.optimizer_is_sound = False
