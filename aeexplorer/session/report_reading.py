"""The reports' figures beside ours, as the window shows them. No Qt, and nothing here is for the GUI thread."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from training.reproduce.system import Experiment, Figure, System

OURS: tuple[str, ...] = ("ours", "settings")
"""Whose value is shown: our recipe's, or else that of the report's settings."""


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """A figure that a report gives, and what came out here.

    Attributes:
        system: its letter.
        experiment: key of the experiment.
        title: of the experiment.
        figure: its name.
        unit: of the values.
        digits: of the values, after the point.
        better: which values are good.
        on: which images the report measured it on, and so do we.
        report: what the report gives.
        ours: mean over seeds, None before it was measured.
        comparable: whether it was measured on the report's kind of images, all of them and for as long.
        run: the run folder that shows it, if there is one.
    """

    system: str
    experiment: str
    title: str
    figure: str
    unit: str
    digits: int
    better: Literal["lower", "higher"]
    on: str
    report: float
    ours: float | None = None
    comparable: bool = True
    run: Path | None = None
    measured_on: str = ""
    """On which images ours was measured."""

    @property
    def gain(self) -> float | None:
        """How much better ours is, as a share of the report's figure; negative where it is worse."""
        if self.ours is None or not self.comparable or not self.report:
            return None
        return (self.ours - self.report) / self.report * (1 if self.better == "higher" else -1)


@dataclass(frozen=True, slots=True)
class ReportSystem:
    """One of the systems, and its figures."""

    letter: str
    title: str
    done: bool
    figures: tuple[ReportFigure, ...]


def read_reports(out: Path) -> tuple[ReportSystem, ...]:
    """The systems, with what ``training reproduce --out`` wrote into ``out``; loads torch."""
    from training.reproduce import MODULES, declared

    return tuple(_system(declared(letter), out / letter) for letter in MODULES)


def _system(system: System, folder: Path) -> ReportSystem:
    measured = _measured(folder / "table.json")
    figures = tuple(
        _figure(system, experiment, figure, measured.get(experiment.key, {}), folder / "runs")
        for experiment in system.experiments
        for figure in experiment.figures
        if figure.report is not None and figure.better != "equal"
    )
    return ReportSystem(system.letter, system.title, bool(measured), figures)


def _measured(file: Path) -> dict[str, dict[str, Any]]:
    """What was measured, by experiment; nothing if there is no such file, or it is damaged."""
    try:
        table: Any = json.loads(file.read_text(encoding="utf-8"))
        return {one["name"]: one for one in table["experiments"]}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return {}


def _figure(
    system: System, experiment: Experiment, figure: Figure, measured: dict[str, Any], runs: Path
) -> ReportFigure:
    assert figure.report is not None and figure.better != "equal"
    role, on, ours = next(_values(measured, figure), ("ours", "", None))
    folders = _runs(runs, f"{experiment.key}-{role}-1-*") if ours is not None else []
    return ReportFigure(
        system.letter,
        experiment.key,
        experiment.title,
        figure.title,
        figure.unit,
        figure.digits,
        figure.better,
        figure.report_on,
        figure.report,
        ours,
        bool(measured.get("comparable", True)),
        folders[-1] if folders else None,
        on,
    )


def _values(measured: dict[str, Any], figure: Figure) -> Iterator[tuple[str, str, float]]:
    """Role, images and value of a figure: ours first, and on the images that the report measured it on if it was."""
    found: dict[str, Any] = next((one for one in measured.get("figures", ()) if one.get("name") == figure.key), {})
    values = found.get("measured", ())
    for role in OURS:
        of_role = [one for one in values if one.get("with") == role]
        for one in sorted(of_role, key=lambda one: one.get("on") != figure.report_on):
            mean = one.get("mean")
            if isinstance(mean, int | float) and math.isfinite(mean):
                yield role, str(one.get("on")), float(mean)


def _runs(folder: Path, pattern: str) -> list[Path]:
    """Run folders, the newest last."""
    try:
        return sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime)
    except OSError:
        return []
