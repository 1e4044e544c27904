"""The controls of a run: train or pause, one step, stop; how far it is, and one sentence of advice."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QVBoxLayout, QWidget

from aeexplorer.session.run import Run, RunState
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.label import Label, line
from aeexplorer.widgets.run_words import account, run_title

PERMILLE = 1000


class RunControls(QWidget):
    """Shows one run and asks for what the user wants of it; ``show_run`` brings it up to date.

    ``menu`` holds what is wanted less often; whoever owns the controls puts it somewhere.
    """

    toggled = Signal()
    """Train, pause or go on."""
    stepped = Signal()
    stopped = Signal()
    finished = Signal()
    """Finish early: evaluate and save."""
    run_chosen = Signal(object)
    """The Run to show."""
    run_closed = Signal()
    draft_wanted = Signal()
    """Train the changed recipe as a run of its own, now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs = Choice(name=self.tr("Open runs"))
        self.train = Button(self.tr("Train"), "play", kind="filled", large=True)
        self.step = Button("", "step", large=True, name=self.tr("One step"))
        self.step.setToolTip(self.tr("One step, then wait (.)"))
        self.stop = Button("", "stop", large=True, name=self.tr("Stop"))
        self.stop.setToolTip(self.tr("Stop and save. Train goes on from there."))
        self.menu = QMenu(self)
        self._headline, self._of = Label(role="headline"), Label(role="second")
        self._percent = Label(role="heading")
        self._bar = QProgressBar()
        self._bar.setRange(0, PERMILLE)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._speed, self._speed_unit = Label(role="heading"), Label(role="second")
        self._left, self._left_unit = Label(role="heading"), Label(role="second")
        self._advice = Label(role="second", wrap=True)
        self._advice.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._draft = Label(self.tr("Changes apply to the next run."), "caption", wrap=True)
        self._draft_button = Button(self.tr("Start it"))
        self._draft_button.setToolTip(self.tr("Pause this run, and train the changed recipe as a new one"))
        self._details = QWidget()
        self._shown: tuple[tuple[Run, str], ...] | None = None
        self._lay_out()
        self._build_menu()
        self.runs.changed.connect(self.run_chosen)
        self.train.clicked.connect(self.toggled)
        self.step.clicked.connect(self.stepped)
        self.stop.clicked.connect(self.stopped)
        self._draft_button.clicked.connect(self.draft_wanted)
        appearance().changed.connect(self._dress)
        self._dress()
        self.show_run(None, (), epochs=0)

    def show_run(self, run: Run | None, runs: Sequence[Run], *, epochs: int, draft_differs: bool = False) -> None:
        """Show ``run``, one of ``runs``.

        Args:
            run: the current run.
            runs: all that are open.
            epochs: what a new run would train.
            draft_differs: whether the form holds another recipe than the run's.
        """
        active = run is not None and run.state.active
        self._show_runs(run, runs)
        self._show_buttons(run, draft_differs)
        told = account(run, epochs)
        # Rounded down, so that 100 % means done; 13.2 of 20 is a little less than 66 % in binary.
        percent = self.tr("{n} %").format(n=int(told.share * 100 + 1e-6))
        for label, text in (
            (self._headline, told.headline),
            (self._of, told.of),
            (self._percent, percent),
            (self._speed, told.speed),
            (self._speed_unit, told.speed_unit),
            (self._left, told.left),
            (self._left_unit, told.left_unit),
            (self._advice, told.advice),
        ):
            if label.text() != text:
                label.setText(text)
        self._bar.setValue(round(told.share * PERMILLE))
        self._bar.setAccessibleDescription(f"{told.headline} {told.of}, {percent}")
        # A run that has ended leaves the changes to the large button.
        self._draft_button.setVisible(active)
        self._draft_row.setVisible(run is not None and draft_differs)
        self._advice.setVisible(run is None or not draft_differs)

    @property
    def words(self) -> str:
        """All that is said of the run, one part a line."""
        lines = (self._headline, self._of, self._percent, self._speed, self._left, self._left_unit, self._advice)
        return "\n".join(label.text() for label in lines if label.text())

    def set_brief(self, brief: bool) -> None:
        """Leave nothing but Train and progress, for the presenter's view."""
        self._details.setVisible(not brief)
        self._rule.setVisible(not brief)

    def _show_runs(self, run: Run | None, runs: Sequence[Run]) -> None:
        titles = tuple((each, run_title(each, number)) for number, each in enumerate(runs, start=1))
        if self.runs.isHidden() == (len(runs) > 1):
            self.runs.setVisible(len(runs) > 1)
            self._dress()
        if self.runs.view().isVisible():
            return  # the list is open: what a hand reaches for must not move
        if titles != self._shown:
            self._shown = titles
            self.runs.set_options(titles, run)
        elif run is not None:
            self.runs.set_value(run)

    def _show_buttons(self, run: Run | None, draft_differs: bool) -> None:
        state = run.state if run is not None else RunState.IDLE
        text, icon, tip = self.tr("Train"), "play", self.tr("Train this recipe (Space)")
        if state in (RunState.LOADING, RunState.TRAINING):
            text, icon, tip = self.tr("Pause"), "pause", self.tr("Pause (Space)")
        elif state is RunState.PAUSED:
            text, tip = self.tr("Resume"), self.tr("Go on training (Space)")
        elif run is not None and draft_differs:
            text, tip = self.tr("Train new run"), self.tr("Train the changed recipe as a new run (Space)")
        elif state is RunState.FAILED:
            text, tip = self.tr("Try again"), self.tr("Start this run again, from what it has saved if it has (Space)")
        elif run is not None and state is not RunState.IDLE:
            text, tip = self.tr("Train on"), self.tr("Go on from where this run ended (Space)")
        self.train.setText(text)
        self.train.setAccessibleName(text)
        self.train.set_icon(icon)
        self.train.setToolTip(tip)
        self.stop.setEnabled(state.active)
        # The long words need the room, and there is nothing to stop.
        self.stop.setVisible(state.active or run is None or not draft_differs)
        self._finish.setEnabled(state.active)
        for action in (self._new, self._close):
            action.setEnabled(run is not None)

    def _build_menu(self) -> None:
        self.menu.setToolTipsVisible(True)
        self._finish = self.menu.addAction(self.tr("Finish early"))
        self._finish.setToolTip(self.tr("End after this step as if the last epoch were over: measure and save"))
        self._new = self.menu.addAction(self.tr("New run of this recipe"))
        self._new.setToolTip(self.tr("Pause this run, and train the recipe of the form from the start"))
        self._close = self.menu.addAction(self.tr("Close run"))
        self._close.setToolTip(self.tr("Take this run off the list; what it has saved stays"))
        self._finish.triggered.connect(self.finished)
        self._new.triggered.connect(self.draft_wanted)
        self._close.triggered.connect(self.run_closed)

    def _lay_out(self) -> None:
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.train, 1)
        self._buttons.addWidget(self.step)
        self._buttons.addWidget(self.stop)
        head = QHBoxLayout()
        head.setSpacing(8)
        baseline = Qt.AlignmentFlag.AlignBaseline
        head.addWidget(self._headline, 0, baseline)
        head.addWidget(self._of, 1, baseline)
        head.addWidget(self._percent, 0, baseline)
        pace = QHBoxLayout()
        pace.setSpacing(4)
        pace.addWidget(self._speed)
        pace.addWidget(self._speed_unit)
        pace.addStretch(1)
        pace.addWidget(self._left)
        pace.addWidget(self._left_unit)
        self._draft_row = QWidget()
        draft = QHBoxLayout(self._draft_row)
        draft.setContentsMargins(0, 0, 0, 0)
        draft.setSpacing(8)
        draft.addWidget(self._draft, 1)
        draft.addWidget(self._draft_button)
        details = QVBoxLayout(self._details)
        details.setContentsMargins(0, 0, 0, 0)
        details.addWidget(self._advice)
        details.addWidget(self._draft_row)
        details.addStretch(1)
        self._rule = line()
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.runs)
        self._column.addLayout(self._buttons)
        self._column.addLayout(head)
        self._column.addWidget(self._bar)
        self._column.addLayout(pace)
        self._column.addWidget(self._rule)
        self._column.addWidget(self._details, 1)

    @Slot()
    def _dress(self) -> None:
        self._column.setContentsMargins(px(16), px(16), px(16), px(12))
        # The list of runs finds its room in the gaps, so that the top edge stays level with the next dock's.
        self._column.setSpacing(px(12) if self.runs.isHidden() else px(8))
        self._buttons.setSpacing(px(8))
        for button in (self.step, self.stop):
            button.setFixedWidth(px(48))
        # Two lines of advice always have room, so that nothing jumps when the sentence changes.
        self._advice.setMinimumHeight(2 * self._advice.fontMetrics().lineSpacing() + 2)
