"""Rate–distortion: runs of a sweep and open runs as points, how much a code says against how well it is decoded."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal, Slot

from aeexplorer.session.ask_thread import Answer
from aeexplorer.session.experiments import Experiments
from aeexplorer.session.run import Run
from training.data import SOURCES
from training.errors import InputError

if TYPE_CHECKING:
    from aeexplorer.session.comparing import Comparing
    from aeexplorer.session.document import Document
    from aeexplorer.session.sweep_reading import SweepFacts, SweepView
    from training.data.settings import Data
    from training.recipe import Recipe

CHANNEL = "rate and distortion"
Rate = Literal["kl", "numbers"]
NO_SWEEP = ""
"""The choice of no sweep: of the open runs alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """A run with a held-out error.

    Attributes:
        name: for people.
        has_prior: whether its codes are pressed to a prior: a VAE.
        mse: mean squared error on the held-out images.
        kl: KL divergence there, in nats per image; None without one.
        numbers: in one code; None where that is not known.
        epoch: passes over the training images.
        folder: where it is saved; None for a run that is not.
        run: it, if it is open.
        of_sweep: whether it belongs to the chosen sweep.
    """

    name: str
    has_prior: bool
    mse: float
    kl: float | None
    numbers: int | None
    epoch: float
    folder: Path | None
    run: Run | None
    of_sweep: bool

    def rate(self, rate: Rate) -> float | None:
        """How much its codes can say: their KL divergence, or how many numbers they have."""
        return self.kl if rate == "kl" else self.numbers


class RateDistortion(QObject):
    """Has a sweep of its own choice, which is not the one that the experiments' table shows."""

    changed = Signal()
    """``sweeps``, ``chosen``, the points or ``problem``."""

    def __init__(
        self, experiments: Experiments, document: Document, comparing: Comparing, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._experiments, self._document, self._comparing = experiments, document, comparing
        self._chosen: str | None = None
        self._read: tuple[SweepFacts, SweepView] | None = None
        self._heard: set[Run] = set()
        self.problem = ""
        """Why a run was not loaded into the comparison, in sentences; or ""."""
        experiments.sweeps_changed.connect(self._follow_sweeps)
        experiments.reads.answered.connect(self._hear)
        document.runs_changed.connect(self._follow_runs)
        document.current_changed.connect(self._follow_sweeps)
        comparing.members_changed.connect(self.changed)
        self._follow_runs()

    @property
    def sweeps(self) -> tuple[SweepFacts, ...]:
        """Sweeps of which at least one run is over."""
        return tuple(facts for facts in self._experiments.sweeps if facts.done)

    @property
    def chosen(self) -> str:
        """Name of the sweep whose runs are shown, or ``NO_SWEEP``.

        Until somebody chooses it is the first one on the images of the document's current run, or the first at all.
        """
        if self._chosen is not None and self._chosen in (NO_SWEEP, *(facts.name for facts in self.sweeps)):
            return self._chosen
        current = self._document.current
        source = SOURCES.get(current.recipe.data.source) if current is not None else None
        alike = [facts.name for facts in self.sweeps if source is not None and source.title in facts.about]
        return next(iter([*alike, *(facts.name for facts in self.sweeps)]), NO_SWEEP)

    def look(self) -> None:
        """Read again which sweeps there are."""
        self._experiments.look()

    def choose(self, name: str) -> None:
        """Show the runs of another sweep."""
        if name != self.chosen:
            self._chosen = name
            self._follow_sweeps()

    def points(self) -> list[Point]:
        """The runs of the chosen sweep that are over, and open ones on the same images that are not among them.

        Without a sweep these are the images of the document's current run: errors on others mean something else.
        """
        read = self._read
        view = read[1] if read is not None and read[0].name == self.chosen else None
        return points_of(view, self.alike())

    def alike(self) -> list[Run]:
        """The open runs on the same images as the chosen sweep or, without one, as the current run."""
        read, current = self._read, self._document.current
        if read is not None and read[0].name == self.chosen:
            data = [_images(row.case.recipe) for row in read[1].table.rows]
        else:
            data = [_images(current.recipe)] if current is not None else []
        return [run for run in self._document.runs if _images(run.recipe) in data]

    @property
    def others(self) -> int:
        """How many open runs are left out, because they learn from other images."""
        return len(self._document.runs) - len(self.alike())

    def compare(self, point: Point) -> Run | None:
        """Load a run into the comparison, opening it if need be; None, and a ``problem``, where that cannot be."""
        members = self._comparing.members
        compared = [member.run for member in members]
        self._say("")
        if point.run is not None and point.run in compared:
            return point.run
        if len(members) == 4:
            self._say(self.tr("Four models are compared already. Take one out of the comparison, then click again."))
            return None
        # Who is compared now stays so: until somebody chooses, the comparison follows the run that is opened.
        for place, member in enumerate(members):
            self._comparing.set_member(place, member.run)
        run = point.run
        if run is None:
            assert point.folder is not None
            try:
                run = self._document.open_run(point.folder)
            except InputError as error:
                self._say(str(error))
                return None
        if members and (why := self._comparing.comparable(run)):
            self._say(why)
            return None
        self._comparing.add(run)
        return run

    def dismiss(self) -> None:
        """The problem has been read."""
        self._say("")

    def _say(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            self.changed.emit()

    @Slot()
    def _follow_sweeps(self) -> None:
        # What is chosen may depend on which sweeps there are, and on the run that is current.
        facts = next((one for one in self.sweeps if one.name == self.chosen), None)
        if facts is not None and (self._read is None or self._read[0] != facts):
            self._experiments.reads.ask(CHANNEL, partial(_read_sweep, facts))
        self.changed.emit()

    @Slot()
    def _follow_runs(self) -> None:
        runs = set(self._document.runs)
        for run in runs - self._heard:
            for signal in (run.started, run.metrics_changed):
                signal.connect(self.changed)
        self._heard = runs
        self.changed.emit()

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        if answer.channel == CHANNEL and answer.error is None and self._experiments.reads.is_latest(answer):
            self._read = answer.result
            self.changed.emit()


def points_of(view: SweepView | None, runs: Sequence[Run]) -> list[Point]:
    """A point for each run of a sweep that is over, and for each open run that has been measured."""
    open_runs = {run.folder.resolve(): run for run in runs if run.folder is not None}
    points = list(_of_sweep(view, open_runs)) if view is not None else []
    shown = {point.run for point in points}
    return [*points, *(point for run in runs if run not in shown and (point := _of_run(run)) is not None)]


def frontier(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Of pairs of rate and error those that no other beats in both, by rising rate."""
    best, kept = math.inf, []
    for rate, error in sorted(points):
        if error < best:
            best = error
            kept.append((rate, error))
    return kept


def _of_sweep(view: SweepView, open_runs: dict[Path, Run]) -> Iterable[Point]:
    for row in view.table.rows:
        mse = row.held_out.get("mse", math.nan)
        if row.state != "finished" or not math.isfinite(mse):
            continue
        yield Point(
            row.case.name,
            row.case.recipe.bottleneck.has_kl,
            mse,
            _finite(row.held_out.get("kl")) if row.case.recipe.bottleneck.has_kl else None,
            row.numbers,
            row.epoch,
            row.folder,
            open_runs.get(row.folder.resolve()),
            of_sweep=True,
        )


def _of_run(run: Run) -> Point | None:
    epochs, errors = run.history.held_out("mse")
    if not len(errors) or not math.isfinite(errors[-1]):
        return None
    has_prior = run.recipe.bottleneck.has_kl
    kl = run.history.held_out("kl").values
    return Point(
        run.recipe.title,
        has_prior,
        float(errors[-1]),
        _finite(float(kl[-1])) if has_prior and len(kl) else None,
        run.latent_size or None,
        float(epochs[-1]),
        run.folder,
        run,
        of_sweep=False,
    )


def _images(recipe: Recipe) -> Data:
    """What says which images a run learns from; how many of them are held out is no matter."""
    return recipe.data.model_copy(update={"held_out": 0.5})


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _read_sweep(facts: SweepFacts) -> tuple[SweepFacts, SweepView]:
    from aeexplorer.session.sweep_reading import read_sweep

    return facts, read_sweep(facts)
