"""The Run panel: the recipe of the next run, and the controls of the current one."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from aeexplorer.session.current_run import CurrentRun
from aeexplorer.session.run import Run
from aeexplorer.session.session import Session
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import IconButton
from aeexplorer.widgets.fit_notice import FitNotice
from aeexplorer.widgets.label import line
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.preview_strip import PreviewStrip
from aeexplorer.widgets.recipe_chooser import RecipeChooser
from aeexplorer.widgets.recipe_form import RecipeForm
from aeexplorer.widgets.recipe_layout import name_of
from aeexplorer.widgets.recipe_row import LabelledRow
from aeexplorer.widgets.remedy_strip import RemedyStrip
from aeexplorer.widgets.run_controls import RunControls
from training.recipe import Recipe

MINIMUM_WIDTH = 264
CONTROLS_HEIGHT = 248


class RunPanel(Panel):
    """Edits the document's draft and drives its current run. The form scrolls; the controls below it never do."""

    id = "run"
    title = str(QT_TRANSLATE_NOOP("Panels", "Run"))
    data_wanted = Signal()
    """The user wants to choose other data."""
    look_wanted = Signal()
    """The user wants a first look at the draft's data."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        document = session.document
        self.problem = RemedyStrip()
        self.problem.hide()
        self.form = RecipeForm(document.recipe)
        self.preview = PreviewStrip(session.reader)
        self.fit = FitNotice(session.reader, self)
        self.chooser = RecipeChooser()
        self.controls = RunControls()
        # The form shows and hides its guests, and the notice knows itself when it has something to say.
        self.fit_room = QWidget()
        room = QVBoxLayout(self.fit_room)
        room.setContentsMargins(0, 0, 0, 0)
        room.addWidget(self.fit)
        self.form.insert("data", self.preview)
        self.form.insert("data", self.fit_room)
        self.form.insert("model", LabelledRow(self.tr("Recipe"), self.chooser), first=True)
        self._lay_out()

        self.form.edited.connect(self._take_edited)
        self.form.problem_changed.connect(self._tell_problem)
        self.form.more.toggled.connect(self._show_more)
        document.refused.connect(self._show_first_problem)
        self.form.data_wanted.connect(self.data_wanted)
        self.preview.look_wanted.connect(self.look_wanted)
        self.preview.shape_known.connect(self.form.set_image_shape)
        self.preview.shape_known.connect(self.fit.set_shape)
        self.preview.seen.connect(self.fit.wake)
        self.preview.refused.connect(self._leave_to_preview)
        self.fit.chosen.connect(self._take_chosen)
        self.fit.changed.connect(self._tell_problem)
        self.chooser.chosen.connect(self._take_chosen)
        self.chooser.refused.connect(self._show_refusal)
        self.problem.train_wanted.connect(self._train_anew)
        self.problem.learning_rate_wanted.connect(self._use_learning_rate)
        self.problem.back_wanted.connect(self._go_back)
        document.recipe_changed.connect(self._show_recipe)
        document.runs_changed.connect(self.mark_dirty)
        self._current = CurrentRun(document, self)
        self._current.changed.connect(self._show_state)
        self._current.state_changed.connect(self._show_state)
        self._current.started.connect(self._show_images)
        for signal in (self._current.progressed, self._current.metrics_changed):
            signal.connect(self.mark_dirty)
        self._connect_controls()
        appearance().changed.connect(self._dress)
        self._show_recipe()
        self._show_state()
        self._dress()

    def header_widget(self) -> QWidget:
        """The menu of the current run: what is wanted less often than Train, step and stop."""
        self._more = IconButton("ph.dots-three-bold", self.tr("More of this run"))
        # Not setMenu: the menu would then be deleted with the button, which lives in the dock's title.
        self._more.clicked.connect(self._open_menu)
        header = QWidget()
        row = QHBoxLayout(header)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._more)
        return header

    def refresh(self) -> None:
        """Bring the controls up to date with the current run."""
        document = self.session.document
        hidden = self.problem.isHidden()
        self.problem.follow(document.current)
        if self.problem.isHidden() != hidden:
            self._dress()
        self.controls.show_run(
            document.current,
            document.runs,
            epochs=document.recipe.schedule.epochs,
            draft_differs=document.current is not None and not document.draft_continues_current,
        )

    def sizeHint(self) -> QSize:
        """As designed: 288 px wide."""
        return QSize(px(288), super().sizeHint().height())

    def _lay_out(self) -> None:
        self._content = QWidget()
        self._content_column = QVBoxLayout(self._content)
        self._content_column.addWidget(self.form)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._content)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._dress)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.problem)
        column.addWidget(self._scroll, 1)
        column.addWidget(line())
        column.addWidget(self.controls)

    def _connect_controls(self) -> None:
        controls, document = self.controls, self.session.document
        controls.toggled.connect(document.toggle)
        controls.stepped.connect(self._step)
        controls.stopped.connect(self._stop)
        controls.finished.connect(self._finish)
        controls.run_chosen.connect(self._choose_run)
        controls.run_closed.connect(self._close)
        controls.draft_wanted.connect(self._train_anew)

    # What the user does

    @Slot()
    def _open_menu(self) -> None:
        self.controls.menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    @Slot(object)
    def _take_edited(self, recipe: Recipe) -> None:
        self.session.document.set_recipe(self.chooser.titled(recipe, self.session.document.recipe))

    @Slot(object)
    def _take_chosen(self, recipe: Recipe) -> None:
        self.session.document.set_recipe(recipe)
        self.form.reset()
        # Also when the draft was this recipe already: the list may show another entry.
        self.chooser.set_recipe(recipe)

    @Slot(object)
    def _choose_run(self, run: Run) -> None:
        self.session.document.choose(run)
        self._show_images()

    @Slot()
    def _step(self) -> None:
        self.session.document.step()

    @Slot()
    def _stop(self) -> None:
        if self.session.document.current is not None:
            self.session.document.current.stop()

    @Slot()
    def _finish(self) -> None:
        if self.session.document.current is not None:
            self.session.document.current.finish()

    @Slot()
    def _close(self) -> None:
        if self.session.document.current is not None:
            self.session.document.close_run(self.session.document.current)

    @Slot()
    def _go_back(self) -> None:
        if self.session.document.current is not None:
            self.session.document.current.go_back()

    @Slot()
    def _train_anew(self) -> None:
        self.session.document.train_anew()

    # What cannot be used

    @Slot()
    def _tell_problem(self) -> None:
        row = self.form.first_problem()
        self.session.document.draft_problem = row.editor.problem if row is not None else self.fit.problem

    @Slot()
    def _show_first_problem(self) -> None:
        row = self.form.first_problem()
        if row is None:
            self._bring_into_view(self.fit)
            return
        if appearance().scale > 1:
            # The presenter's view hides most fields; it is no place to type in them.
            what = self.tr("{field} cannot be used.").format(field=name_of(row.key))
            self.problem.show_remedy(what, row.editor.problem, self.tr("Use the last good value"), self.form.reset)
            return
        self.form.reveal(row)
        self._bring_into_view(row)

    @Slot(bool)
    def _show_more(self, is_open: bool) -> None:
        if is_open:
            # As much of the rows as there is room for, but the line that opened them stays in sight.
            self._bring_into_view(self.form.more.body, self.form.more.button)

    def _bring_into_view(self, *widgets: QWidget) -> None:
        def scroll() -> None:
            # What was just shown gets its room from layouts that wait for the event loop.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            for widget in widgets:
                self._scroll.ensureWidgetVisible(widget, 0, px(8))

        scroll()
        # Words that wrap find their height in a second round.
        QTimer.singleShot(0, self, scroll)

    # What is shown

    @Slot()
    def _show_recipe(self) -> None:
        recipe = self.session.document.recipe
        self.form.set_recipe(recipe)
        self.chooser.set_recipe(recipe)
        self.preview.set_recipe(recipe)
        self.fit.set_recipe(recipe, self.chooser.known)
        self.refresh()

    @Slot()
    def _show_state(self) -> None:
        """Buttons answer at once, not at the next repaint."""
        self.problem.show_run(self.session.document.current)
        self._leave_to_preview()
        self._dress()
        self.refresh()

    @Slot()
    def _leave_to_preview(self) -> None:
        """What ended the run is said once: below the images if they are what is wrong, and if these are shown."""
        if not self.preview.isHidden() and self.problem.leave(self.preview.problem.text()):
            self._dress()
            self._bring_into_view(self.preview, self.preview.problem)

    @Slot()
    def _show_images(self) -> None:
        """A run that has read its images saves the preview from reading them, or from not daring to download them."""
        run = self.session.document.current
        started = run.start_event if run is not None else None
        if run is not None and started is not None and run.recipe.data == self.session.document.recipe.data:
            self.preview.show_images(started.images, len(started.split.training), len(started.split.held_out))
        self._show_state()

    @Slot(object)
    def _show_refusal(self, message: str) -> None:
        what = self.tr("The recipe file cannot be used.")
        self.problem.show_remedy(what, message, self.tr("Open another…"), self.chooser.ask_file)

    @Slot(float)
    def _use_learning_rate(self, rate: float) -> None:
        document = self.session.document
        edited = document.recipe.override(f"optimizer.learning_rate={rate!r}")
        document.set_recipe(self.chooser.titled(edited, document.recipe))

    @Slot()
    def _dress(self) -> None:
        presenting = appearance().scale > 1
        self.form.set_brief(presenting)
        self.controls.set_brief(presenting)
        self.setMinimumWidth(px(MINIMUM_WIDTH))
        self.controls.setMinimumHeight(0 if presenting else px(CONTROLS_HEIGHT))
        # The scroll bar takes its room from the margin: the controls keep their width.
        bar = self._scroll.verticalScrollBar()
        margin = px(16)
        right = margin - bar.sizeHint().width() if bar.maximum() > 0 else margin
        self._content_column.setContentsMargins(
            margin, px(4) if self.problem.isHidden() else px(12), max(right, 0), margin
        )
