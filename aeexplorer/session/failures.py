"""Failures: the images that a compared run rebuilds worst, or best, or worse than another run; one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from aeexplorer.session.long_question import LongQuestion
from aeexplorer.session.measured_images import Judge, MeasuredImages, Metric, measure
from aeexplorer.session.rebuilt import RebuiltImages

if TYPE_CHECKING:
    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

Scope = Literal["held-out", "watched"]
"""Images that the run never learned from, or all that are on the map."""
First = Literal["worst", "best"]
MOST = 10_000
"""Images that are measured; of more, so many are taken, evenly spaced."""


class Failures(QObject):
    """Of the runs that are compared; computes only while somebody watches."""

    members_changed = Signal()
    """``choices`` or ``of``."""
    changed = Signal()
    """``measured`` or ``order``."""
    progressed = Signal()
    """``share`` or ``problem``."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comparing = session.comparing
        self._of = ""
        self._metric: Metric = "mse"
        self._first: First = "worst"
        self._scope: Scope = "held-out"
        self._heard: tuple[Run, ...] = ()
        self._order: NDArray[np.int64] | None = None
        self.measured: MeasuredImages | None = None
        self.share = 0.0
        """How much of what comes next is done."""
        self.problem = ""
        self._question = LongQuestion("failures", session.asks, self._begin, self)
        self._question.said.connect(self._take)
        self.pictures = RebuiltImages("failure pictures", session.asks, self)
        for part in (self._question, self.pictures):
            part.failed.connect(self._hear_failure)
        self._comparing.members_changed.connect(self._follow_members)
        self._follow_members()

    # Whose

    @property
    def choices(self) -> tuple[str, ...]:
        """Letters of the compared runs, and pairs such as “AB” for A less B."""
        members = self._comparing.members
        # Runs on other images can be looked at, but not beside each other.
        alike = [member.letter for member in members if not self._comparing.comparable(member.run)]
        pairs = [one + other for one in alike for other in alike if one < other]
        return (*(member.letter for member in members), *pairs)

    @property
    def of(self) -> str:
        """One of ``choices``; "" without any."""
        return self._of

    @of.setter
    def of(self, of: str) -> None:
        if of != self._of and of in self.choices:
            self._of = of
            self._start_over()
            self.members_changed.emit()

    @property
    def runs(self) -> tuple[Run, ...]:
        """The one or two that are looked at."""
        runs = {member.letter: member.run for member in self._comparing.members}
        return tuple(runs[letter] for letter in self._of)

    def watch(self, watching: bool) -> None:
        """Somebody begins or ends to look."""
        self._question.watch(watching)
        self.pictures.watch(watching)

    @property
    def is_busy(self) -> bool:
        """Whether newer figures are on their way."""
        return self._question.is_busy

    @Slot()
    def _follow_members(self) -> None:
        if self._of not in self.choices:
            self._of = self.choices[0] if self.choices else ""
        self._start_over()
        self.members_changed.emit()

    def _start_over(self) -> None:
        """Others are looked at, or one of them from its beginning."""
        for run in self._heard:
            run.snapshot_changed.disconnect(self._question.outdate)
        self._heard = self.runs
        for run in self._heard:
            run.snapshot_changed.connect(self._question.outdate)
        self.measured = self._order = None
        self.share, self.problem = 0.0, ""
        self.pictures.use(None)
        self.changed.emit()
        self._question.ask_anew()

    # What is measured, and in which order

    @property
    def scope(self) -> Scope:
        """Which images."""
        return self._scope

    @scope.setter
    def scope(self, scope: Scope) -> None:
        if scope != self._scope:
            self._scope = scope
            self._start_over()

    @property
    def metric(self) -> Metric:
        """What decides the order."""
        return self._metric

    @metric.setter
    def metric(self, metric: Metric) -> None:
        if metric != self._metric:
            self._metric, self._order = metric, None
            self.changed.emit()

    @property
    def first(self) -> First:
        """Which end comes first."""
        return self._first

    @first.setter
    def first(self, first: First) -> None:
        if first != self._first:
            self._first, self._order = first, None
            self.changed.emit()

    @property
    def order(self) -> NDArray[np.int64]:
        """Places (n,) in ``measured``, in the order in which they are looked through."""
        if self._order is None:
            if self.measured is None:
                return np.empty(0, np.int64)
            self._order = self.measured.order(self._metric, self._first)
        return self._order

    def rows(self) -> NDArray[np.int64]:
        """Numbers (n,) of the images that are measured; none before there are any."""
        if not self.runs or any(run.start_event is None for run in self.runs):
            return np.empty(0, np.int64)
        found: NDArray[np.int64] | None = None
        for run in self.runs:
            assert run.start_event is not None
            of_run = run.start_event.split.held_out.numpy() if self._scope == "held-out" else run.indices
            found = of_run if found is None else np.intersect1d(found, of_run)
        assert found is not None
        if len(found) > MOST:
            found = found[np.linspace(0, len(found) - 1, MOST).round().astype(np.int64)]
        return found

    def _begin(self) -> Iterator[float | MeasuredImages] | None:
        rows, runs = self.rows(), self.runs
        if not len(rows) or runs[0].images is None:
            return None
        judges = []
        for letter, run in zip(self._of, runs, strict=True):
            if run.snapshot is None:
                return None
            judges.append(Judge(letter, run.snapshot, run.recipe))
        return measure(runs[0].images, rows, tuple(judges))

    @Slot(object)
    def _take(self, said: float | MeasuredImages) -> None:
        if isinstance(said, float):
            self.share = said
            self.progressed.emit()
            return
        before, self.measured, self._order = self.measured, said, None
        self.problem = ""
        if self._metric not in said.metrics:
            self._metric = "mse"
        same = before is not None and np.array_equal(before.rows, said.rows)
        self.pictures.use(said.rebuild, same_images=same)
        self.changed.emit()

    @Slot(str)
    def _hear_failure(self, problem: str) -> None:
        self.problem = problem
        self.progressed.emit()
