"""RestoreResults: what each way has made of a damaged image, and which step of it is looked at."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from aeexplorer.session.restore_job import Progress
from aeexplorer.session.restore_outcome import Measured, Outcome
from aeexplorer.session.ways import COLUMNS

PATHS = ("latent-search", "iterated")
"""Ways whose steps are shown on the map, the first that is there."""


class RestoreResults(QObject):
    """The newest that is known; of a way that fails, the last good picture, and why it failed."""

    results_changed = Signal()
    """``progress`` or ``outcomes``."""
    step_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._progress: Progress | None = None
        self._outcomes: dict[str, Outcome] = {}
        self._step: int | None = None

    @property
    def progress(self) -> Progress | None:
        """The newest that is known; None before anything is."""
        return self._progress

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """By way, in the order of the columns: the newest, or the last good one where the newest failed."""
        return {column.id: self._outcomes[column.id] for column in COLUMNS if column.id in self._outcomes}

    @property
    def path_way(self) -> str | None:
        """The way whose steps are shown on the map."""
        return next((way for way in PATHS if way in self._outcomes and self._outcomes[way].codes), None)

    @property
    def marked_way(self) -> str | None:
        """The way whose code the map marks: that of the path; without one the best that has codes, or the first."""
        coded = {name: found for name, found in self.outcomes.items() if found.codes}
        if self.path_way is not None or not coded:
            return self.path_way
        return min(coded, key=lambda name: _or_worst(self.figures(coded[name].measured)[0]))

    @property
    def steps(self) -> int:
        """How many steps ``path_way`` has taken."""
        way = self.path_way
        return max(len(self._outcomes[way].codes) - 1, 0) if way else 0

    @property
    def step(self) -> int:
        """The step that is shown; the last one unless another was chosen."""
        return self.steps if self._step is None else min(self._step, self.steps)

    @step.setter
    def step(self, step: int) -> None:
        wanted = None if step >= self.steps else max(step, 0)
        if wanted != self._step:
            self._step = wanted
            self.step_changed.emit()

    def shown(self, way: str) -> NDArray[np.float32] | None:
        """The picture (C, H, W) to be shown for a way: of the chosen step where that is not the last."""
        outcome = self._outcomes.get(way)
        if outcome is None:
            return None
        if way == self.path_way and self._step is not None and self.step < self.steps:
            return outcome.pictures[self.step]
        return outcome.pixels

    @property
    def inside_hole(self) -> bool:
        """Whether figures are those of the hole; without one they are of the whole image."""
        progress = self._progress
        return progress is not None and progress.hidden is not None and bool(progress.hidden.any())

    def figures(self, measured: Measured, *, whole: bool = False) -> tuple[float, float, float]:
        """MSE, PSNR and SSIM of what ``inside_hole`` says, or of the ``whole`` image."""
        if self.inside_hole and not whole:
            return measured.hole_mse, measured.hole_psnr, measured.hole_ssim
        return measured.mse, measured.psnr, measured.ssim

    def best(self, *, whole: bool = False) -> dict[str, frozenset[int]]:
        """Which of its three ``figures`` are the best, by way; none while there is one way alone, or all are alike.

        None either where nothing is damaged; and a way that left the damage as it was has restored nothing.
        """
        if self._progress is None or _alike(self._progress.job.question.picture, self._progress.corrupted):
            return {}
        found = {
            name: self.figures(outcome.measured, whole=whole)
            for name, outcome in self._outcomes.items()
            if not outcome.error and not _alike(outcome.pixels, self._progress.corrupted)
        }
        first = [_first_of(column, least=k == 0) for k, column in enumerate(zip(*found.values(), strict=True))]
        return {
            name: frozenset(k for k, value in enumerate(figures) if value == first[k])
            for name, figures in found.items()
        }

    def _take_in(self, progress: Progress, wanted: Collection[str]) -> None:
        """Know what a job has come to, of the ways that are wanted."""
        self._progress = progress
        for name, outcome in progress.outcomes.items():
            if name not in wanted:
                continue
            before = self._outcomes.get(name)
            if outcome.pixels is None and before is not None:
                self._outcomes[name] = replace(before, error=outcome.error, about="", remark="", done=outcome.done)
            elif outcome.pixels is not None or outcome.error:
                self._outcomes[name] = outcome
        self.results_changed.emit()

    def _keep_only(self, wanted: Collection[str]) -> None:
        """Forget ways that are not wanted any more: their pictures would come back outdated."""
        self._outcomes = {name: found for name, found in self._outcomes.items() if name in wanted}
        self.results_changed.emit()

    def _forget(self) -> None:
        self._progress, self._outcomes, self._step = None, {}, None
        self.results_changed.emit()


def _first_of(values: Sequence[float], *, least: bool) -> float | None:
    """The least or the largest; None where there are no two that differ."""
    finite = {value for value in values if math.isfinite(value)}
    if len(finite) < 2:
        return None
    return min(finite) if least else max(finite)


def _alike(one: NDArray[np.float32] | None, other: NDArray[np.float32]) -> bool:
    return one is not None and np.array_equal(one, other)


def _or_worst(mse: float) -> float:
    return mse if math.isfinite(mse) else math.inf
