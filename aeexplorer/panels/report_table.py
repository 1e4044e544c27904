"""The reports' figures beside ours: misses are shown as plainly as what came out better."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.task import TaskState
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button, IconButton
from aeexplorer.widgets.elided import Elided
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.report_model import Line, ReportModel
from aeexplorer.widgets.rows_table import RowsTable

if TYPE_CHECKING:
    from aeexplorer.session.session import Session

ROW_HEIGHT = 46


class ReportTablePanel(Panel):
    """A row a figure, with a button that opens its run, or runs its system."""

    id = "report_table"
    title = str(QT_TRANSLATE_NOOP("Panels", "Reports, reproduced"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._experiments = session.experiments
        self.model = ReportModel(self)
        self.table = RowsTable(self.tr("Figures of the reports"), ROW_HEIGHT)
        self.table.sorter.setSourceModel(self.model)
        self.table.set_columns(self.model.columns)
        self.table.opened.connect(self._open)
        self.buttons: list[RowButton] = []
        """One a row."""
        self.empty = EmptyState(self.tr("The reports' figures are being read."))
        self._pages = Pages(self, self.empty, self.table)
        self.main = self.table
        self.remark = Elided()
        self.data = IconButton("folder", self.tr("Choose the folder with the reports' data files"))
        self.data.clicked.connect(self._ask_for_data)
        self.all = Button(self.tr("Run all that are missing"), "play")
        self.all.clicked.connect(self._run_missing_or_stop)
        self._header = QWidget()
        row = QHBoxLayout(self._header)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(8)
        row.addWidget(self.remark, 1)
        row.addWidget(self.data)
        row.addWidget(self.all)
        self._experiments.reports_changed.connect(self.mark_dirty)
        self._experiments.queue.changed.connect(self.mark_dirty)
        self._experiments.system_wanted.connect(self.show_system)
        appearance().changed.connect(self.mark_dirty)

    def header_widget(self) -> QWidget:
        """What the figures are, and the button that runs what is missing."""
        return self._header

    def refresh(self) -> None:
        """Show the figures as they were last read."""
        systems = self._experiments.reports
        if self.model.set_systems(systems):
            self._make_buttons()
        for button, line in zip(self.buttons, self.model.lines, strict=True):
            button.show_line(line, self._experiments.queue.state_of("report", line.system.letter))
        self._pages.show_content(bool(systems))
        running = self._running
        self.all.setText(self.tr("Stop") if running else self.tr("Run all that are missing"))
        self.all.set_icon("stop" if running else "play")
        self.all.setEnabled(running or any(not system.done for system in systems))
        self.remark.setText(self._account())
        folder = self._experiments.data_folder
        self.data.set_name(
            self.tr("Choose the folder with the reports' data files")
            if folder is None
            else self.tr("The reports' data files are in {folder}").format(folder=folder)
        )

    @Slot(str)
    def show_system(self, letter: str) -> None:
        """Bring the figures of a system into sight."""
        for row, line in enumerate(self.model.lines):
            if line.system.letter == letter:
                self.table.selectRow(row)
                self.table.scrollTo(self.table.sorter.index(row, 0), RowsTable.ScrollHint.PositionAtTop)
                return

    @property
    def _running(self) -> bool:
        return any(task.kind == "report" for task in self._experiments.queue.tasks)

    def _account(self) -> str:
        tasks = [task for task in self._experiments.queue.tasks if task.kind == "report"]
        if tasks and tasks[0].state is TaskState.WAITING:
            return self.tr("Waits until what runs now has ended.")
        if tasks and tasks[0].state is TaskState.STOPPING:
            return self.tr("Stopping after this step, and saving.")
        if tasks:
            return self.tr("{letter} is running. {said}").format(letter=tasks[0].name, said=tasks[0].said)
        if self._experiments.data_folder is None:
            return self.tr("No folder with the reports' data is chosen: other images stand in for them.")
        return self.tr("Measured on the same kind of data; the middle line is the report's own figure.")

    def _make_buttons(self) -> None:
        self.buttons = []
        column = [column.key for column in self.model.columns].index("button")
        for row in range(len(self.model.lines)):
            button = RowButton(row)
            button.pressed_row.connect(self._press)
            self.buttons.append(button)
            self.table.setIndexWidget(self.table.sorter.index(row, column), button)

    @Slot(int)
    def _press(self, row: int) -> None:
        line = self.model.lines[row]
        letter = line.system.letter
        if self._experiments.queue.state_of("report", letter) is not None:
            self._experiments.queue.stop("report", letter)
        elif line.system.done:
            self._open(row)
        else:
            self._experiments.run_report(letter)

    @Slot(int)
    def _open(self, row: int) -> None:
        found = self.model.lines[row].figure
        if found is not None and found.run is not None:
            self._experiments.explore(found.run)

    @Slot()
    def _run_missing_or_stop(self) -> None:
        if self._running:
            self._experiments.queue.stop_all("report")
        else:
            self._experiments.run_missing_reports()

    @Slot()
    def _ask_for_data(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder with the reports' data files"))
        if folder:
            self._experiments.data_folder = Path(folder)
            self.mark_dirty()


class RowButton(QWidget):
    """The button at the end of a row: Open, Run or Stop."""

    pressed_row = Signal(int)

    def __init__(self, row: int) -> None:
        super().__init__()
        self._row = row
        self.button = Button()
        self.button.clicked.connect(self._tell)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column.setContentsMargins(px(4), 0, px(12), 1)

    def show_line(self, line: Line, state: TaskState | None) -> None:
        """Offer what can be done with a row."""
        letter = line.system.letter
        run = line.figure.run if line.figure else None
        if state is not None:
            word, icon, name = self.tr("Stop"), "stop", self.tr("Stop report {letter}")
        elif line.system.done:
            word, icon, name = self.tr("Open"), None, self.tr("Open the run of report {letter}")
        else:
            word, icon, name = self.tr("Run"), "play", self.tr("Run report {letter}")
        self.button.setText(word)
        self.button.set_icon(icon)
        self.button.setAccessibleName(name.format(letter=letter))
        self.button.setEnabled(state is not TaskState.STOPPING)
        # A system that is done and left no run for a figure has nothing to open.
        self.button.setVisible(state is not None or not line.system.done or run is not None)

    @Slot()
    def _tell(self) -> None:
        self.pressed_row.emit(self._row)
