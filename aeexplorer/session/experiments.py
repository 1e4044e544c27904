"""Experiments: the sweeps and reports that there are, the one that is shown, and the commands that run them."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal, Slot

from aeexplorer.session.ask_thread import Answer, AskThread
from aeexplorer.session.new_folder import dated
from aeexplorer.session.problem import Problem
from aeexplorer.session.report_reading import ReportSystem, read_reports
from aeexplorer.session.sweep_writing import export_table, write_sweep
from aeexplorer.session.task_queue import TaskQueue

if TYPE_CHECKING:
    from aeexplorer.session.sweep_reading import SweepFacts, SweepView
    from aeexplorer.session.task import Task
    from training.sweep import Sweep

LIST, TABLE, REPORTS, NEW, EXPORT = "sweeps", "table", "reports", "new sweep", "export"
POLL_MS = 1000
"""From one look at the folders of what runs to the next."""
DATA = "AEEXPLORER_DATA"
"""Names the folder with the reports' data files, unless the user chooses one."""


class Experiments(QObject):
    """Reads folders in a thread of its own, so that no decoding waits for it; runs one command at a time."""

    sweeps_changed = Signal()
    """``sweeps`` or ``chosen``."""
    view_changed = Signal()
    """``view``."""
    reports_changed = Signal()
    """``reports``."""
    failed = Signal(object)
    """A Problem."""
    run_wanted = Signal(object)
    """The folder (Path) of a run that is to be explored."""
    comparison_wanted = Signal(object)
    """The folders (tuple of Path) of runs that are to be compared."""
    system_wanted = Signal(str)
    """The letter of a system whose figures are to be seen."""

    def __init__(self, runs_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs_folder
        self.sweeps: tuple[SweepFacts, ...] = ()
        self.chosen = ""
        """Name of the sweep whose table is shown."""
        self.view: SweepView | None = None
        """The table of the chosen sweep; None until it has been read."""
        self.reports: tuple[ReportSystem, ...] = ()
        self.data_folder: Path | None = Path(os.environ[DATA]) if os.environ.get(DATA) else None
        """Where the reports' data files are."""
        self.queue = TaskQueue(self)
        """Commands that run sweeps and reports."""
        self.queue.changed.connect(self._hear_queue)
        self.queue.ended.connect(self._hear_end)
        self.reads = AskThread()
        self.reads.answered.connect(self._hear)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._look_at_running)

    @property
    def reproduced(self) -> Path:
        """The folder of the reports' runs and tables."""
        return self._runs / "reproduced"

    @property
    def facts(self) -> SweepFacts | None:
        """The chosen sweep."""
        return next((one for one in self.sweeps if one.name == self.chosen), None)

    # Looking

    @Slot()
    def look(self) -> None:
        """Read again what there is."""
        self._look_at_sweeps()
        self._look_at_reports()

    def choose(self, name: str) -> None:
        """Show the table of another sweep."""
        if name != self.chosen:
            self.chosen = name
            self.view = None
            self.sweeps_changed.emit()
            self.view_changed.emit()
            self._look_at_table()

    def explore(self, folder: Path) -> None:
        """Open a run of a sweep or a report."""
        self.run_wanted.emit(folder)

    def compare(self, folders: tuple[Path, ...]) -> None:
        """Compare runs of a sweep."""
        self.comparison_wanted.emit(folders)

    def show_system(self, letter: str) -> None:
        """Bring a system's figures into sight."""
        self.system_wanted.emit(letter)

    def export(self, file: Path) -> None:
        """Write the table that is shown: as Markdown with its pictures beside it if ``file`` ends so, else as CSV."""
        if self.view is not None:
            self.reads.write(EXPORT, partial(export_table, self.view.table, file))

    def _look_at_sweeps(self) -> None:
        self.reads.ask(LIST, partial(_list_sweeps, self._runs))

    def _look_at_table(self) -> None:
        if (facts := self.facts) is not None:
            self.reads.ask(TABLE, partial(_read_sweep, facts))

    def _look_at_reports(self) -> None:
        self.reads.ask(REPORTS, partial(read_reports, self.reproduced))

    @Slot()
    def _look_at_running(self) -> None:
        tasks = self.queue.tasks
        if tasks and tasks[0].kind == "sweep":
            self._look_at_sweeps()
        if tasks:
            self._timer.start()

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        if not self.reads.is_latest(answer):
            return
        if answer.error is not None:
            what = {
                NEW: self.tr("The sweep was not made."),
                EXPORT: self.tr("The table was not written."),
            }.get(answer.channel, self.tr("The experiments cannot be read."))
            self.failed.emit(Problem(what, answer.error, ""))
        elif answer.channel == LIST:
            self.sweeps = answer.result
            if self.facts is None and self.sweeps:
                self.chosen, self.view = self.sweeps[0].name, None
            self.sweeps_changed.emit()
            self._look_at_table()
        elif answer.channel == TABLE:
            name, view = answer.result
            if name == self.chosen:
                self.view = view
                self.view_changed.emit()
        elif answer.channel == REPORTS:
            self.reports = answer.result
            self.reports_changed.emit()
        elif answer.channel == NEW:
            self.chosen, self.view = answer.result, None
            self.view_changed.emit()
            self._look_at_sweeps()
            self.run_sweep(answer.result, self._new_folder(answer.result) / "sweep.toml")

    # Running

    def run_sweep(self, name: str, source: Path | str | None = None) -> None:
        """Run a sweep, or go on with it; it waits for what runs already."""
        facts = next((one for one in self.sweeps if one.name == name), None)
        if source is None and facts is not None:
            source = facts.source
        folder = facts.folder if facts is not None else self._new_folder(name)
        if source is not None:
            self.queue.add("sweep", name, ["sweep", str(source), "--out", str(folder)])

    def run_report(self, letter: str) -> None:
        """Train and measure a system of the reports."""
        data = ["--data", str(self.data_folder)] if self.data_folder is not None else []
        self.queue.add("report", letter, ["reproduce", letter, "--out", str(self.reproduced), *data])

    def run_missing_reports(self) -> None:
        """Train and measure every system that was not."""
        for system in self.reports:
            if not system.done:
                self.run_report(system.letter)

    def add(self, sweep: Sweep) -> None:
        """Keep a new sweep in a folder of its own, and run it."""
        self.reads.write(NEW, partial(write_sweep, sweep, self._new_folder(dated(sweep.title, "sweep"))))

    @property
    def active(self) -> bool:
        """Whether a command runs or waits: what closing the window asks about."""
        return bool(self.queue.tasks)

    def stop_all(self) -> None:
        """End every command."""
        self.queue.stop_all()

    def close(self, milliseconds: int) -> bool:
        """Wait until all has ended, commands and thread; whether all did so by themselves."""
        deadline = QDeadlineTimer(milliseconds)
        self.stop_all()
        self._timer.stop()
        self.reads.stop()
        ended = self.queue.wait(deadline.remainingTime())
        return self.reads.wait_for(deadline.remainingTime()) and ended

    @Slot()
    def _hear_queue(self) -> None:
        if self.queue.tasks and not self._timer.isActive():
            self._timer.start()

    @Slot(object)
    def _hear_end(self, task: Task) -> None:
        if task.failed:
            self.failed.emit(Problem(self._failure(task), task.said, ""))
        self.look()

    def _failure(self, task: Task) -> str:
        if task.kind == "report":
            return self.tr("Report {letter} could not be run.").format(letter=task.name)
        title = next((one.title for one in self.sweeps if one.name == task.name), task.name)
        return self.tr("The sweep “{title}” could not be run.").format(title=title)

    def _new_folder(self, name: str) -> Path:
        return self._runs / "sweeps" / name


def _list_sweeps(runs: Path) -> tuple[SweepFacts, ...]:
    from aeexplorer.session.sweep_reading import list_sweeps

    return list_sweeps(runs)


def _read_sweep(facts: SweepFacts) -> tuple[str, SweepView | None]:
    from aeexplorer.session.sweep_reading import read_sweep

    # A damaged sweep is told in the list.
    return facts.name, None if facts.problem else read_sweep(facts)
