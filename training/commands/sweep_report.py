"""What ``sweep`` tells its user: bars for the sweep and its running cases, a line for every case, and the table."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table as ScreenTable

from training.commands.fit_report import duration
from training.sweep import CaseEvent, Sweep, Table, sweep_names
from training.sweep.document import number, state_text
from training.sweep.key_titles import title_of
from training.sweep.outlook import Outlook
from training.sweep.table import FIGURES

_WIDE = 150
"""Characters of a line where nobody says how wide it may be."""


def list_sweeps() -> None:
    """Print the built-in sweeps."""
    table = ScreenTable(box=box.SIMPLE_HEAD)
    table.add_column("Sweep", no_wrap=True)
    for heading in ("Title", "Varies"):
        table.add_column(heading)
    table.add_column("Cases", justify="right")
    for name in sweep_names():
        sweep = Sweep.load(name)
        cases = sweep.cases()
        varies = [title_of(key) if key != "case" else " / ".join(c.name for c in sweep.case) for key in cases[0].values]
        table.add_row(name, sweep.title, ", ".join(varies), str(len(cases)))
    _console().print(table)


def list_cases(sweep: Sweep, steps: dict[str, int]) -> None:
    """Print the cases of a sweep, the folders of their runs, and their steps."""
    table = ScreenTable(box=box.SIMPLE_HEAD, title=sweep.title, title_justify="left")
    for heading in ("Case", "Folder"):
        table.add_column(heading)
    for heading in ("Epochs", "Steps"):
        table.add_column(heading, justify="right")
    for case in sweep.cases():
        table.add_row(case.name, case.slug, str(case.recipe.schedule.epochs), f"{steps[case.slug]:,}")
    _console().print(table)


def open_report(sweep: Sweep, *, as_json: bool) -> SweepReport:
    """A report that suits where stderr goes, or lines of JSON on stdout."""
    if as_json:
        return JsonReport(sweep)
    return LiveReport(sweep) if sys.stderr.isatty() else SweepReport(sweep)


class SweepReport:
    """A plain line on stderr for every case that begins or ends, for log files and pipes."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep = sweep
        self.outlook = Outlook()
        self._fetched: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def fetching(self, done: int, total: int | None, what: str, /) -> None:
        """One line per file."""
        if what != self._fetched:
            self._fetched = what
            self.line(f"Loading {what}{f' ({(total - done) / 1e6:.1f} MB)' if total else ''}.")

    def say(self, event: CaseEvent) -> None:
        """Tell the user about ``event``, if it is worth telling."""
        before = self.outlook.newest.get(event.case)
        self.outlook.hear(event)
        self.moved(event)
        if event.state in ("waiting", "stopped") or (before is not None and event.state == before.state):
            return
        left = self.outlook.seconds_left
        parts = [f"{self.outlook.over}/{len(self.sweep.cases())}", f"{event.name}: {event.state}"]
        if event.skipped:
            parts[-1] += " already"
        if event.loss is not None and event.state == "finished":
            parts.append(f"training loss {event.loss:.4g}")
        if event.what:
            parts.append(event.what)
        elif left and event.state != "running":
            parts.append(f"{duration(left)} left")
        self.line("  ".join(parts))

    def moved(self, event: CaseEvent) -> None:
        """Nothing: a log file wants no line every quarter of a second."""

    def line(self, text: str) -> None:
        """Print one line to stderr."""
        print(text, file=sys.stderr, flush=True)

    def summarise(self, table: Table, paths: tuple[Path, ...], *, stopped: bool) -> None:
        """Print the table and where it is kept to stdout."""
        if stopped:
            self.line("Stopped; every run is saved. The same command goes on from here.")
        title = f"{table.title} (synthetic images)" if table.synthetic else table.title
        screen = ScreenTable(box=box.SIMPLE_HEAD, title=title, title_justify="left")
        for column in table.columns:
            screen.add_column(table.heading(column))
        screen.add_column("State")
        for figure in table.figures:
            screen.add_column(f"{FIGURES[figure][0]}\nheld out", justify="right")
        for one in table.reports:
            screen.add_column(f"{FIGURES[one.figure][0]}\n{one.on}", justify="right")
            screen.add_column(f"{one.source}", justify="right")
        screen.add_column("Parameters", justify="right")
        screen.add_column("Seconds", justify="right")
        for row in table.rows:
            cells = [table.cell(row, column) for column in table.columns] + [state_text(row)]
            cells += [number(row, figure, "held out") for figure in table.figures]
            for one in table.reports:
                given = row.reported.get((one.figure, one.on))
                cells += [number(row, one.figure, one.on), "" if given is None else f"{given:g}"]
            cells += ["" if row.parameters is None else f"{row.parameters:,}", f"{row.seconds:,.1f}"]
            screen.add_row(*cells)
        _console().print(screen)
        for path in paths:
            print(path)


class LiveReport(SweepReport):
    """Bars in the terminal: one for the sweep, and one for each case that is being trained."""

    def __init__(self, sweep: Sweep) -> None:
        super().__init__(sweep)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[said]}"),
            TextColumn("{task.fields[left]}"),
            console=Console(stderr=True),
            refresh_per_second=5,
            transient=True,
        )
        self._all = self._bar.add_task(sweep.title, total=None, said="", left="")
        self._tasks: dict[str, TaskID] = {}
        self._bar.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def line(self, text: str) -> None:
        """Print one line above the bars."""
        self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def moved(self, event: CaseEvent) -> None:
        """Move the bars."""
        outlook = self.outlook
        taken, steps = outlook.steps
        said = f"{outlook.over} of {len(self.sweep.cases())} cases"
        self._bar.update(self._all, total=steps, completed=taken, said=said, left=_left(outlook.seconds_left))
        if event.state == "running":
            shown: dict[str, Any] = {
                "said": "" if event.loss is None else f"loss {event.loss:.4g}",
                "left": _left(event.seconds_left),
            }
            if event.case not in self._tasks:
                self._tasks[event.case] = self._bar.add_task(f"  {event.name}", total=event.steps, **shown)
            self._bar.update(self._tasks[event.case], completed=event.step, **shown)
        elif event.case in self._tasks:
            self._bar.remove_task(self._tasks.pop(event.case))

    def summarise(self, table: Table, paths: tuple[Path, ...], *, stopped: bool) -> None:
        """The table, once the bars are gone."""
        self._bar.stop()
        super().summarise(table, paths, stopped=stopped)


class JsonReport(SweepReport):
    """Every event as a line of JSON on stdout, with ``sweep_seconds_left``; nothing else."""

    def moved(self, event: CaseEvent) -> None:
        """Print the event."""
        print(json.dumps({**asdict(event), "sweep_seconds_left": self.outlook.seconds_left}), flush=True)

    def line(self, text: str) -> None:
        """Nothing: the events say it."""

    def summarise(self, table: Table, paths: tuple[Path, ...], *, stopped: bool) -> None:
        """Nothing: programs read the files."""


def _console() -> Console:
    # A pipe has no width; a terminal's is kept.
    return Console() if Console().is_terminal else Console(width=_WIDE)


def _left(seconds: float | None) -> str:
    return "" if seconds is None else f"{duration(seconds)} left"
