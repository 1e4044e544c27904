"""Sweeps as the window shows them, read from their folders. No Qt, and nothing here is for the GUI thread."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.data import SOURCES
from training.errors import InputError
from training.sweep import Row, Sweep, Table, collect, sweep_names
from training.sweep.events import OVER
from training.sweep.outcome import read_outcome
from training.sweep.table import SWEEP, Part

POINTS = 96
"""Of a curve in a table: more than its pixels can show."""
SPAN = 10.0
"""The shared scale of curves ends at so many times the smallest loss: the first steps would flatten all the rest."""


@dataclass(frozen=True, slots=True)
class SweepFacts:
    """A line of the list of sweeps.

    Attributes:
        name: of its folder; of a built-in sweep also its own.
        title: for people.
        about: what images its cases learn.
        done: cases that are over.
        of: all cases; 0 if its file is damaged.
        folder: where its runs are or will be.
        source: what ``training sweep`` takes to run it: a name or a file.
        problem: what is wrong with its file.
    """

    name: str
    title: str
    about: str
    done: int
    of: int
    folder: Path
    source: str
    problem: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The training loss of a case, thinned: float32 ``epochs`` (n,) and ``losses`` (n,), both finite."""

    epochs: NDArray[np.float32]
    losses: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class SweepView:
    """The table of a sweep, with what its curves have in common.

    Attributes:
        table: a row for each case.
        curves: of each row.
        low: the smallest loss of all curves.
        high: where the scale of losses ends.
        epochs: where the scale of epochs ends.
    """

    table: Table
    curves: tuple[Curve, ...]
    low: float
    high: float
    epochs: float


def list_sweeps(runs: Path) -> tuple[SweepFacts, ...]:
    """Every built-in sweep, and those that have a folder in ``runs`` or in its folder ``sweeps``."""
    own = runs / "sweeps"
    built_in = {name: own / name for name in sweep_names()}
    others = [folder for folder in (*_folders(runs), *_folders(own)) if folder not in built_in.values()]
    facts = [_facts(name, folder, name) for name, folder in built_in.items()]
    return (*facts, *(_facts(folder.name, folder, str(folder / SWEEP)) for folder in others))


def read_sweep(facts: SweepFacts) -> SweepView:
    """The table of a sweep, begun or not.

    Raises:
        InputError: its file is damaged.
    """
    if (facts.folder / SWEEP).is_file():
        return view_of(collect(facts.folder))
    sweep = Sweep.load(facts.source)
    cases = sweep.cases()
    rows = tuple(Row(case, facts.folder / case.slug, reported=_reported(sweep, case.name)) for case in cases)
    return view_of(Table(sweep.title, facts.folder, tuple(cases[0].values), rows, sweep.report))


def view_of(table: Table) -> SweepView:
    """A table with its curves on one scale."""
    curves = tuple(map(_curve, table.rows))
    low, high = scale(curves)
    planned = [float(row.case.recipe.schedule.epochs) for row in table.rows]
    return SweepView(table, curves, low, high, max(planned, default=1.0))


def scale(curves: Sequence[Curve]) -> tuple[float, float]:
    """The smallest loss of all ``curves``, and where their common scale ends; (0, 1) without any."""
    lows = [float(curve.losses.min()) for curve in curves if len(curve.losses)]
    highs = [float(curve.losses.max()) for curve in curves if len(curve.losses)]
    if not lows:
        return 0.0, 1.0
    low, high = min(lows), max(highs)
    return low, (min(high, SPAN * low) if low > 0 else high)


def _curve(row: Row) -> Curve:
    losses = row.losses
    known = np.isfinite(losses)
    if not known.any() or not row.steps_per_epoch:
        nothing = np.empty(0, np.float32)
        return Curve(nothing, nothing)
    starts = np.unique(np.linspace(0, len(losses), min(POINTS, len(losses)), endpoint=False).astype(np.int64))
    counts = np.add.reduceat(known.astype(np.float64), starts)
    sums = np.add.reduceat(np.where(known, losses, 0).astype(np.float64), starts)
    ends = np.append(starts[1:], len(losses))
    found = counts > 0
    means = sums[found] / counts[found]
    return Curve((ends[found] / row.steps_per_epoch).astype(np.float32), means.astype(np.float32))


def _folders(parent: Path) -> Iterator[Path]:
    try:
        yield from sorted(path.parent for path in parent.glob(f"*/{SWEEP}"))
    except OSError:
        return


def _facts(name: str, folder: Path, source: str) -> SweepFacts:
    try:
        sweep = Sweep.load(folder / SWEEP if (folder / SWEEP).is_file() else source)
        cases = sweep.cases()
    except InputError as error:
        return SweepFacts(name, name, "", 0, 0, folder, source, str(error))
    outcomes = [read_outcome(folder / case.slug) for case in cases]
    done = sum(outcome is not None and outcome.state in OVER for outcome in outcomes)
    sources = dict.fromkeys(case.recipe.data.source for case in cases)
    about = ", ".join(SOURCES[one].title for one in sources if one in SOURCES)
    return SweepFacts(name, sweep.title, about, done, len(cases), folder, source)


def _reported(sweep: Sweep, case: str) -> dict[tuple[str, Part], float]:
    found: dict[tuple[str, Part], float] = {
        (one.figure, one.on): one.values.get(case, math.nan) for one in sweep.report
    }
    return {key: value for key, value in found.items() if math.isfinite(value)}
