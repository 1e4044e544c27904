"""Experiments: the sweeps and reports that there are, how far each has come, and the way to a new sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aeexplorer.session.report_reading import ReportSystem
from aeexplorer.session.task import TaskState
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.entry_list import Entry, EntryList
from aeexplorer.widgets.new_sweep_dialog import NewSweepDialog
from aeexplorer.widgets.panel import Panel

if TYPE_CHECKING:
    from aeexplorer.session.session import Session
    from aeexplorer.session.sweep_reading import SweepFacts

SWEEP, REPORT = "sweep:", "report:"


class ExperimentsPanel(Panel):
    """Choosing a sweep shows its table; choosing a report shows its figures."""

    id = "experiments"
    title = str(QT_TRANSLATE_NOOP("Panels", "Experiments"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._experiments = session.experiments
        self.dialog: NewSweepDialog | None = None
        """The dialog for a new sweep while it is open."""
        self.list = EntryList(self.tr("Sweeps and reports"))
        self.list.chosen.connect(self._choose)
        self.main = self.list
        self.new = Button(self.tr("New sweep…"), "add", kind="filled", large=True)
        self.new.clicked.connect(self.ask_for_sweep)
        self._foot = QVBoxLayout()
        self._foot.addWidget(self.new)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        column.addLayout(self._foot)
        for signal in (
            self._experiments.sweeps_changed,
            self._experiments.reports_changed,
            self._experiments.queue.changed,
        ):
            signal.connect(self.mark_dirty)
        appearance().changed.connect(self._dress)
        self._dress()

    def refresh(self) -> None:
        """Show what there is."""
        chosen = self.list.current
        if not chosen.startswith(REPORT):
            chosen = f"{SWEEP}{self._experiments.chosen}"
        entries = [
            Entry(self.tr("Sweeps")),
            *map(self._sweep, self._experiments.sweeps),
            Entry(self.tr("Reports")),
            *map(self._report, self._experiments.reports),
        ]
        self.list.set_entries(entries, chosen)

    def _sweep(self, facts: SweepFacts) -> Entry:
        state = self.tr("{done} of {of}").format(done=facts.done, of=facts.of) if facts.of else self.tr("damaged")
        busy = self._experiments.queue.state_of("sweep", facts.name)
        if busy is TaskState.WAITING:
            state = self.tr("waits")
        return Entry(facts.title, SWEEP + facts.name, facts.about, state, busy is not None, facts.problem)

    def _report(self, system: ReportSystem) -> Entry:
        busy = self._experiments.queue.state_of("report", system.letter)
        done = self.tr("done") if system.done else self.tr("not run")
        states = {None: done, TaskState.WAITING: self.tr("waits"), TaskState.RUNNING: self.tr("running")}
        title, _, about = system.title.rstrip(")").partition(" (")
        about = about or (system.figures[0].title if system.figures else self.tr("compared with our own aims"))
        state = states.get(busy, self.tr("stopping"))
        return Entry(f"{system.letter} {title}", REPORT + system.letter, about, state, busy is not None)

    @Slot(str)
    def _choose(self, key: str) -> None:
        if key.startswith(SWEEP):
            self._experiments.choose(key.removeprefix(SWEEP))
        else:
            self._experiments.show_system(key.removeprefix(REPORT))

    @Slot()
    def ask_for_sweep(self) -> None:
        """Open the dialog for a new sweep."""
        if self.dialog is not None:
            return
        self.dialog = NewSweepDialog(self.session.document.recipe, self)
        self.dialog.made.connect(self._experiments.add)
        self.dialog.finished.connect(self._forget_dialog)
        self.dialog.open()

    @Slot()
    def _forget_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    @Slot()
    def _dress(self) -> None:
        self._foot.setContentsMargins(px(16), px(12), px(16), px(16))
        self.mark_dirty()
