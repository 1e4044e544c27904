"""The table of a sweep: a run a row, so that pictures can be compared down a column, under their originals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from aeexplorer.session.task import TaskState
from aeexplorer.theme import appearance
from aeexplorer.widgets.badge import Badge
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.elided import Elided
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.rows_table import RowsTable
from aeexplorer.widgets.save_dialog import ask_where_to_save
from aeexplorer.widgets.sweep_model import SweepModel

if TYPE_CHECKING:
    from pathlib import Path

    from aeexplorer.session.session import Session

ROW_HEIGHT = 58
HEADER, HEADER_WITH_ORIGINALS = 40, 66


class SweepTablePanel(Panel):
    """The chosen sweep's runs; a click opens one where it can be explored, and those that are ticked are compared."""

    id = "sweep_table"
    title = str(QT_TRANSLATE_NOOP("Panels", "Sweep"))
    shows_title = False

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._experiments = session.experiments
        self.model = SweepModel(self)
        self.table = RowsTable(self.tr("Runs of the sweep"), ROW_HEIGHT)
        self.table.sorter.setSourceModel(self.model)
        self.table.opened.connect(self._open)
        self.model.ticks.changed.connect(self._follow_ticks)
        self.model.ticks.refused.connect(self._refuse_tick)
        self.empty = EmptyState("")
        self._pages = Pages(self, self.empty, self.table)
        self.main = self.table
        self.heading, self.remark = Label(role="heading"), Elided()
        self.synthetic = Badge(self.tr("synthetic"), strong=True)
        self.synthetic.hide()
        self.run = Button(self.tr("Run"), "play")
        self.run.clicked.connect(self._run_or_stop)
        self.compare = Button(self.tr("Open in Compare"))
        self.compare.clicked.connect(self._compare)
        self.export = Button(self.tr("Export table…"))
        self.export.clicked.connect(self._ask_where_to_export)
        self._header = QWidget()
        row = QHBoxLayout(self._header)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(8)
        row.addWidget(self.heading)
        row.addWidget(self.synthetic)
        row.addWidget(self.remark, 1)
        row.addWidget(self.run)
        row.addWidget(self.compare)
        row.addWidget(self.export)
        for signal in (
            self._experiments.sweeps_changed,
            self._experiments.view_changed,
            self._experiments.queue.changed,
        ):
            signal.connect(self.mark_dirty)
        appearance().changed.connect(self.mark_dirty)

    def header_widget(self) -> QWidget:
        """The sweep's title, and what can be done with it."""
        return self._header

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._experiments.look()

    def refresh(self) -> None:
        """Show the chosen sweep as its folder says."""
        facts, view = self._experiments.facts, self._experiments.view
        state = self._experiments.queue.state_of("sweep", self._experiments.chosen)
        self.heading.setText(facts.title if facts else "")
        self.synthetic.setVisible(view is not None and view.table.synthetic)
        self._show_run_button(state)
        self._show_compare_button()
        self.run.setEnabled(facts is not None and not facts.problem)
        self.model.set_view(view, running=state in (TaskState.RUNNING, TaskState.STOPPING))
        self.export.setEnabled(view is not None and any(row.state != "waiting" for row in view.table.rows))
        if view is None:
            self.remark.setText("")
            self._pages.say(facts.problem if facts and facts.problem else self.tr("The runs are being read."))
            return
        self.table.headings.height_wanted = HEADER_WITH_ORIGINALS if self.model.originals() else HEADER
        self.table.set_columns(self.model.columns)
        self.table.headings.updateGeometry()
        self.remark.setText(self._account(state))
        self._pages.show_content()

    def _account(self, state: TaskState | None) -> str:
        facts = self._experiments.facts
        if facts is None:
            return ""
        if state is TaskState.WAITING:
            return self.tr("Waits until what runs now has ended.")
        if state is TaskState.STOPPING:
            return self.tr("Stopping after this step, and saving.")
        runs = self.tr("{done} of {of} runs").format(done=facts.done, of=facts.of)
        if state is TaskState.RUNNING:
            said = self._experiments.queue.said
            return f"{runs} · {said}" if said else runs
        return self.tr("{runs}, one seed, same starting weights and order").format(runs=runs)

    def _show_run_button(self, state: TaskState | None) -> None:
        facts = self._experiments.facts
        begun = facts is not None and 0 < facts.done < facts.of
        over = facts is not None and facts.done == facts.of > 0
        text = self.tr("Go on") if begun else self.tr("Run")
        self.run.setText(self.tr("Stop") if state is not None else text)
        self.run.set_icon("stop" if state is not None else "play")
        self.run.setVisible(state is not None or not over)

    def _show_compare_button(self) -> None:
        n = len(self.model.ticks)
        texts = {0: self.tr("Open in Compare"), 1: self.tr("Open 1 run in Compare")}
        self.compare.setText(texts.get(n) or self.tr("Open {n} runs in Compare").format(n=n))
        self.compare.setEnabled(n > 0)

    @Slot()
    def _follow_ticks(self) -> None:
        self._show_compare_button()
        self.mark_dirty()

    @Slot()
    def _refuse_tick(self) -> None:
        self.remark.setText(self.tr("At most {n} runs are compared: untick one first.").format(n=self.model.ticks.most))

    @Slot()
    def _compare(self) -> None:
        self._experiments.compare(tuple(row.folder for row in self.model.ticked))

    @Slot()
    def _run_or_stop(self) -> None:
        name = self._experiments.chosen
        if self._experiments.queue.state_of("sweep", name) is not None:
            self._experiments.queue.stop("sweep", name)
        else:
            self._experiments.run_sweep(name)

    @Slot(int)
    def _open(self, number: int) -> None:
        row = self.model.row(number)
        if row.state != "waiting":
            self._experiments.explore(row.folder)

    @Slot()
    def _ask_where_to_export(self) -> None:
        facts = self._experiments.facts
        name = f"{facts.name}.csv" if facts else "table.csv"
        kinds = (self.tr("CSV (*.csv)"), self.tr("Markdown with pictures (*.md)"))
        if file := ask_where_to_save(self, self.tr("Export table"), name, kinds):
            self.export_to(file)

    def export_to(self, file: Path) -> None:
        """Write the table as CSV or, with its pictures beside it, as Markdown, as the suffix says."""
        self._experiments.export(file)
