"""The table of a system: every figure as reported, as measured with the report's settings, and with ours."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean, stdev

from training.reproduce.parts import PARTS, Part
from training.reproduce.runner import Measured
from training.reproduce.system import ROLES, Aim, Experiment, Figure, Role, System

EQUAL = 1e-9
"""Relative difference up to which an ``equal`` figure is reached."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in one role on some images: one value for each seed."""

    values: tuple[float, ...] = ()

    @property
    def mean(self) -> float:
        """Mean over seeds; not a number without any."""
        return fmean(self.values) if self.values else math.nan

    @property
    def spread(self) -> float:
        """Standard deviation over seeds (divisor n − 1); 0 for a single one."""
        finite = all(map(math.isfinite, self.values))
        return stdev(self.values) if len(self.values) > 1 and finite else 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of one experiment."""

    figure: Figure
    cells: dict[tuple[Role, Part], Cell]

    def reached(self, aim: Aim) -> bool | None:
        """Whether the mean over seeds reaches an aim; None where nothing was measured."""
        mean = self.cells[aim.role, aim.on].mean
        return None if math.isnan(mean) else self._reaches(mean, aim)

    def seeds_reaching(self, aim: Aim) -> int:
        """How many seeds reach an aim each for itself: an aim that was one run's is fairly met by single runs."""
        return sum(self._reaches(value, aim) for value in self.cells[aim.role, aim.on].values)

    def _reaches(self, value: float, aim: Aim) -> bool:
        if self.figure.better == "equal":
            return math.isclose(value, aim.value, rel_tol=EQUAL)
        # As the table shows it: what reads as the aim has reached it.
        shown = round(value, self.figure.digits)
        return shown <= aim.value if self.figure.better == "lower" else shown >= aim.value


@dataclass(frozen=True, slots=True)
class Trial:
    """How an experiment was trained in one role: recipe, seeds, seconds of all of them, and what is to be said."""

    recipe: str
    overrides: tuple[str, ...]
    epochs: int
    seeds: tuple[int, ...]
    seconds: float
    parameters: int
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """An experiment's rows, and how it was trained in each role."""

    experiment: Experiment
    trials: dict[Role, Trial]
    rows: tuple[Row, ...]
    images: str
    training_images: int
    held_out_images: int
    comparable: bool
    note: str


@dataclass(frozen=True, slots=True)
class Table:
    """All experiments of a system.

    Attributes:
        system: what was measured.
        sections: one for each experiment with a run.
        quick: whether fewer images, epochs and seeds were taken than the report's.
    """

    system: System
    sections: tuple[Section, ...]
    quick: bool


def tabulate(system: System, measured: Iterable[Measured], *, quick: bool, stand_ins: frozenset[str]) -> Table:
    """The table of a system's measured runs; ``stand_ins`` are keys of experiments that had to do with other images."""
    runs = list(measured)
    sections = []
    for experiment in system.experiments:
        of_this = [run for run in runs if run.job.experiment is experiment]
        if of_this:
            sections.append(_section(experiment, of_this, comparable=not quick and experiment.key not in stand_ins))
    return Table(system, tuple(sections), quick)


def _section(experiment: Experiment, runs: list[Measured], *, comparable: bool) -> Section:
    rows = [
        Row(
            figure,
            {
                (role, part): Cell(
                    tuple(
                        run.values[figure.key, part]
                        for run in runs
                        if run.job.role == role and (figure.key, part) in run.values
                    )
                )
                for role in ROLES
                for part in PARTS
            },
        )
        for figure in experiment.figures
    ]
    first = runs[0].trained
    return Section(
        experiment,
        {role: _trial([run for run in runs if run.job.role == role]) for role in ROLES if _any(runs, role)},
        tuple(rows),
        first.images.name,
        len(first.split.training),
        len(first.split.held_out),
        comparable,
        first.images.note,
    )


def _any(runs: list[Measured], role: Role) -> bool:
    return any(run.job.role == role for run in runs)


def _trial(runs: list[Measured]) -> Trial:
    plan, recipe = runs[0].job.plan, runs[0].trained.recipe
    said = dict.fromkeys(
        f"Seed {run.trained.recipe.seed}: {remark}" if len(runs) > 1 else remark
        for run in runs
        for remark in run.remarks
    )
    return Trial(
        plan.recipe,
        plan.overrides,
        recipe.schedule.epochs,
        tuple(run.trained.recipe.seed for run in runs),
        sum(run.trained.seconds for run in runs),
        sum(parameter.numel() for parameter in runs[0].trained.model.parameters()),
        tuple(said),
    )
