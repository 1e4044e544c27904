"""Experiments: the sweeps and reports that there are, the one that is shown, and the commands that run them."""

from __future__ import annotations

import os
import re
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QObject, QTimer, Signal, Slot

from aeexplorer.session.ask_thread import Answer, AskThread
from aeexplorer.session.problem import Problem
from aeexplorer.session.report_reading import ReportSystem, read_reports
from aeexplorer.session.task import Task, TaskState

if TYPE_CHECKING:
    from aeexplorer.session.sweep_reading import SweepFacts, SweepView
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
    tasks_changed = Signal()
    """Which commands run or wait, or what they say."""
    failed = Signal(object)
    """A Problem."""
    run_wanted = Signal(object)
    """The folder (Path) of a run that is to be explored."""
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
        self.tasks: tuple[Task, ...] = ()
        """Commands that have not ended, in their order; only the first runs."""
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

    def show_system(self, letter: str) -> None:
        """Bring a system's figures into sight."""
        self.system_wanted.emit(letter)

    def export(self, file: Path) -> None:
        """Write the table that is shown: as Markdown with its pictures beside it if ``file`` ends so, else as CSV."""
        if self.view is not None:
            self.reads.ask(EXPORT, partial(_export, self.view, file))

    def _look_at_sweeps(self) -> None:
        self.reads.ask(LIST, partial(_list_sweeps, self._runs))

    def _look_at_table(self) -> None:
        if (facts := self.facts) is not None:
            self.reads.ask(TABLE, partial(_read_sweep, facts))

    def _look_at_reports(self) -> None:
        self.reads.ask(REPORTS, partial(read_reports, self.reproduced))

    @Slot()
    def _look_at_running(self) -> None:
        running = self.tasks[0] if self.tasks else None
        if running is None:
            return
        if running.kind == "sweep":
            self._look_at_sweeps()
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

    def state_of(self, kind: str, name: str) -> TaskState | None:
        """Whether the command for a sweep or a report waits, runs or stops; None if there is none."""
        return next((task.state for task in self.tasks if (task.kind, task.name) == (kind, name)), None)

    @property
    def said(self) -> str:
        """The last line of the command that runs."""
        return self.tasks[0].said if self.tasks else ""

    def run_sweep(self, name: str, source: Path | str | None = None) -> None:
        """Run a sweep, or go on with it; it waits for what runs already."""
        facts = next((one for one in self.sweeps if one.name == name), None)
        if source is None and facts is not None:
            source = facts.source
        folder = facts.folder if facts is not None else self._new_folder(name)
        if source is not None:
            self._queue(Task("sweep", name, ["sweep", str(source), "--out", str(folder)], self))

    def run_report(self, letter: str) -> None:
        """Train and measure a system of the reports."""
        data = ["--data", str(self.data_folder)] if self.data_folder is not None else []
        self._queue(Task("report", letter, ["reproduce", letter, "--out", str(self.reproduced), *data], self))

    def run_missing_reports(self) -> None:
        """Train and measure every system that was not."""
        for system in self.reports:
            if not system.done:
                self.run_report(system.letter)

    def add(self, sweep: Sweep) -> None:
        """Keep a new sweep in a folder of its own, and run it."""
        slug = re.sub(r"[^a-z0-9]+", "-", sweep.title.lower()).strip("-") or "sweep"
        name = f"{slug[:60]}-{time.strftime('%Y%m%d-%H%M%S')}"
        self.reads.ask(NEW, partial(_write_sweep, sweep, self._new_folder(name)))

    def stop(self, kind: str, name: str) -> None:
        """End a command after its step, saved; one that waits is forgotten."""
        for task in self.tasks:
            if (task.kind, task.name) == (kind, name):
                task.stop()

    @property
    def active(self) -> bool:
        """Whether a command runs or waits: what closing the window asks about."""
        return bool(self.tasks)

    def stop_all(self, kind: str | None = None) -> None:
        """End every command, or every one of a ``kind``; those that wait first, so that none of them begins."""
        for task in reversed(self.tasks):
            if kind in (None, task.kind):
                task.stop()

    def close(self, milliseconds: int) -> bool:
        """Wait until all has ended, commands and thread; whether all did so by themselves."""
        deadline = QDeadlineTimer(milliseconds)
        self._timer.stop()
        self.stop_all()
        self.reads.stop()
        ended = [task.wait(deadline.remainingTime()) for task in self.tasks]
        return all([*ended, self.reads.wait_for(deadline.remainingTime())])

    def _queue(self, task: Task) -> None:
        if self.state_of(task.kind, task.name) is not None:
            task.deleteLater()
            return
        self.tasks = (*self.tasks, task)
        task.changed.connect(self._hear_task)
        self._start_next()
        self.tasks_changed.emit()

    def _start_next(self) -> None:
        if self.tasks and self.tasks[0].state is TaskState.WAITING:
            self.tasks[0].start()
            self._timer.start()

    @Slot()
    def _hear_task(self) -> None:
        ended = [task for task in self.tasks if task.state is TaskState.ENDED]
        self.tasks = tuple(task for task in self.tasks if task not in ended)
        for task in ended:
            if task.failed:
                self.failed.emit(Problem(self._failure(task), task.said, ""))
            task.deleteLater()
        if ended:
            self.look()
            self._start_next()
        self.tasks_changed.emit()

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


def _write_sweep(sweep: Sweep, folder: Path) -> str:
    from training.sweep.sweep_folder import open_folder

    open_folder(folder, sweep).release()
    return folder.name


def _export(view: SweepView, file: Path) -> None:
    from training.atomic import write_atomically
    from training.errors import InputError
    from training.sweep.document import as_csv, markdown
    from training.sweep.save import save_pictures

    as_markdown = file.suffix == ".md"
    try:
        write_atomically(file, (markdown if as_markdown else as_csv)(view.table).encode())
    except OSError as error:
        words = QCoreApplication.translate("Experiments", "{file} cannot be written: {why}. Choose another folder.")
        raise InputError(words.format(file=file, why=error.strerror or error)) from error
    if as_markdown:
        save_pictures(view.table, file.parent)
