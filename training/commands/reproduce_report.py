"""What ``reproduce`` tells its user: a bar for the run at hand, a line for every run, and a table at the end."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Column
from rich.table import Table as ScreenTable

from training import events
from training.commands.fit_report import duration
from training.reproduce.document import cells_of
from training.reproduce.outlook import Outlook
from training.reproduce.parts import PARTS
from training.reproduce.runner import Began, Measured
from training.reproduce.system import System
from training.reproduce.table import Table

WIDE = 150
"""Characters of a line where nobody says how wide it may be."""
_HEAD = {"settings": "Report’s settings", "ours": "Our recipe"}


class ReproduceReport:
    """Speaks on stderr of what goes on, and prints tables to stdout. Without a terminal there are lines and no bar."""

    def __init__(self) -> None:
        self._bar = Progress(
            # Where there is little room, the name gives way.
            TextColumn("{task.description}", table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis")),
            BarColumn(bar_width=12),
            TextColumn("{task.fields[said]}"),
            TextColumn("{task.fields[left]}"),
            expand=True,
            console=Console(stderr=True),
            refresh_per_second=5,
            transient=True,
        )
        self._task: TaskID | None = None
        self._outlook = Outlook()

    def open_system(self, system: System) -> None:
        """A heading; the runs that follow are of this system."""
        self._outlook = Outlook()
        self.line(f"{system.letter}. {system.title}")

    def say(self, event: Began | events.Event | Measured) -> None:
        """Move the bar, or say that a run began or how it came out."""
        self._outlook.hear(event)
        match event:
            case Began():
                self._began(event)
            case events.RunStarted() if self._task is not None:
                self._bar.update(self._task, total=event.epochs * event.steps_per_epoch, completed=event.step)
            case events.Progress() if self._task is not None:
                said = f"epoch {event.epoch:.1f}  loss {event.metrics['loss']:.4g}"
                self._bar.update(self._task, completed=event.step, said=said, left=self._left())
            case Measured():
                self._measured(event)

    def stopped(self) -> None:
        """Say what is kept of a system whose runs were stopped, and how to go on."""
        over, runs = self._outlook.over, self._outlook.runs
        kept = ", and what was trained of the next one is kept" if over < runs else ""
        self.line(f"Stopped: {over} of {runs} runs are over{kept}. The same command goes on from here.")

    def close(self) -> None:
        """Take the bar away."""
        if self._task is not None:
            self._bar.remove_task(self._task)
            self._task = None
        self._bar.stop()

    def line(self, text: str) -> None:
        """One line to stderr."""
        self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def table(self, table: Table) -> None:
        """Print a system's table to stdout."""
        # A pipe has no width; a terminal's is kept.
        console = Console() if Console().is_terminal else Console(width=WIDE)
        for section in table.sections:
            title = f"{table.system.letter}. {section.experiment.title}"
            if not section.comparable:
                title += " (quick: not comparable)" if table.quick else " (stand-in images: not comparable)"
            screen = ScreenTable(box=box.SIMPLE_HEAD, title=title, title_justify="left")
            screen.add_column("Figure")
            screen.add_column("Report", justify="right")
            for role in section.trials:
                screen.add_column(f"{_HEAD[role]}\ntraining · held out", justify="right")
            screen.add_column("Aim")
            for row in section.rows:
                figure, reported, *values, aim = cells_of(row, section)
                pairs = [" · ".join(filter(None, values[n : n + 2])) for n in range(0, len(values), len(PARTS))]
                screen.add_row(figure, reported, *pairs, aim.replace("**", ""))
            console.print(screen)
            for role, trial in section.trials.items():
                seeds = f"{len(trial.seeds)} seed{'s' if len(trial.seeds) > 1 else ''}"
                said = f"{_HEAD[role]}: {trial.recipe}, {trial.epochs} epochs, {seeds}, {trial.seconds:,.0f} s"
                console.print(said, markup=False, highlight=False)
                for remark in trial.remarks:
                    console.print(f"  {remark}", markup=False, highlight=False)

    def _began(self, event: Began) -> None:
        name = f"{event.number}/{event.of} {event.recipe.title}, seed {event.recipe.seed}"
        if event.done:
            self.line(f"{name}: trained already")
        elif self._bar.console.is_terminal:
            self._task = self._bar.add_task(name, total=None, said="", left=self._left())
            self._bar.start()
        else:
            left = self._left()
            self.line(f"{name}: {event.recipe.schedule.epochs} epochs{f'; {left}' if left else ''}")

    def _left(self) -> str:
        """About how long all runs of the system will take; empty while there is nothing to go by."""
        left = self._outlook.seconds_left
        return "" if left is None else f"{duration(left)} left{' in all' if self._outlook.runs > 1 else ''}"

    def _measured(self, event: Measured) -> None:
        self.close()
        first = event.job.experiment.figures[0]
        parts = [f"{part} {event.values[first.key, part]:.5g}" for part in PARTS if (first.key, part) in event.values]
        self.line(f"  {first.title}: {', '.join(parts)} ({event.trained.seconds:,.0f} s)")
        for remark in event.remarks:
            self.line(f"  {remark}")
