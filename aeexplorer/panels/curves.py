"""Curves: small plots side by side over one epoch axis, one cursor through all, and the timeline below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QElapsedTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aeexplorer.session.current_run import CurrentRun
from aeexplorer.session.measures import measure
from aeexplorer.session.metric_choice import MetricChoice, plottable
from aeexplorer.widgets.curve_header import CurveHeader
from aeexplorer.widgets.curve_row import CurveRow, plots_that_fit
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.label import line
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.timeline import Timeline

if TYPE_CHECKING:
    from aeexplorer.session.history import Curve
    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session
    from aeexplorer.widgets.curve_plot import CurvePlot
    from aeexplorer.widgets.curve_thinning import Floats

DRAW_MS = 100
"""Painting is the cost: curves are drawn at most 10 times a second, and while they grow, one plot at a time."""


class CurvesPanel(Panel):
    """Follows the history of the current run, and which of its epochs is shown."""

    id = "curves"
    title = str(QT_TRANSLATE_NOOP("Panels", "Curves"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._choice = MetricChoice()
        self._pointed: int | None = None
        self._drawn = QElapsedTimer()
        self._plotted: list[str] = []
        self._offered: list[str] = []
        self._turn = 0
        self._was_live = True
        self.header = CurveHeader()
        self.header.metric_toggled.connect(self.toggle_metric)
        self.row = CurveRow()
        self.row.pointed.connect(self._point)
        self.row.chosen.connect(self.show_epoch)
        self.header.log_toggled.connect(self.row.set_log)
        self.empty = EmptyState("")
        upper = QWidget()
        self._pages = Pages(upper, self.empty, self.row)
        self.timeline = Timeline()
        self.timeline.epoch_chosen.connect(self.show_epoch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(upper, 1)
        column.addWidget(line())
        column.addWidget(self.timeline)

        self.current = CurrentRun(session.document, self)
        self.current.changed.connect(self._start_over)
        for signal in (self.current.started, self.current.metrics_changed, self.current.state_changed):
            signal.connect(self.mark_dirty)
        self.current.shown_epoch_changed.connect(self._hear_epoch)
        session.document.recipe_changed.connect(self._follow_recipe)

    def header_widget(self) -> QWidget:
        return self.header

    # What is plotted

    @property
    def available(self) -> list[str]:
        """Metrics that the run has said so far, in the order of the plots."""
        run = self.current.run
        return plottable(run.history.metrics()) if run is not None else []

    @property
    def shown(self) -> list[str]:
        """Metrics that are plotted."""
        return self._choice.shown(self.available, plots_that_fit(self.width()))

    @Slot(object)
    def toggle_metric(self, metric: str) -> None:
        """Plot a metric, in place of the last one if there is no room; or plot it no more."""
        self._choice.toggle(metric, self.available, plots_that_fit(self.width()))
        self._draw()

    def refresh(self) -> None:
        run = self.current.run
        if self._turn == 0 and self._drawn.isValid() and self._drawn.elapsed() < DRAW_MS:
            self.mark_dirty()
        elif run is not None and self._drawn.isValid() and self._plotted and self._is_laid_out():
            self._draw_next(run)
        else:
            self._draw()

    def _draw(self) -> None:
        """Everything."""
        self._drawn.start()
        self._turn = 0
        run, shown = self.current.run, self.shown
        self._plotted, self._offered = shown, self.available
        self.header.set_ready(bool(shown))
        if run is None or not shown:
            busy = run is not None and run.state.active
            self._pages.say(
                self.tr("The first numbers come with the first steps.")
                if busy
                else self.tr("Loss, PSNR and other measures of the run appear here, epoch by epoch.")
            )
        else:
            self._pages.show_content()
            self._draw_plots(run, shown)
        self._follow_epoch()

    def _draw_plots(self, run: Run, shown: list[str]) -> None:
        self.row.set_count(len(shown))
        for plot, metric in zip(self.row.plots, shown, strict=False):
            self._draw_plot(run, plot, metric)
        names = [(metric, measure(metric, run.recipe).name, metric in shown) for metric in self.available]
        self.header.set_metrics(names)

    def _draw_plot(self, run: Run, plot: CurvePlot, metric: str) -> None:
        plot.set_measure(measure(metric, run.recipe))
        history = run.history
        steps = history.training_steps()
        training = steps if metric == "loss" and len(steps.values) else history.training(metric)
        plot.set_curves(_floats(training), _floats(history.held_out(metric)), self.last(run))

    def _is_laid_out(self) -> bool:
        return (self._plotted, self._offered) == (self.shown, self.available)

    def _draw_next(self, run: Run) -> None:
        """The next plot and its cursor; after the last one, the timeline. All at once would hold up the mouse."""
        if self._turn == 0:
            self._drawn.start()
        plot = self.row.plots[self._turn]
        self._draw_plot(run, plot, self._plotted[self._turn])
        plot.set_cursor(self._cursor(), pointing=self._pointed is not None)
        self._turn = (self._turn + 1) % len(self._plotted)
        if self._turn:
            self.mark_dirty()
        else:
            self._set_timeline()

    # Epochs

    def last(self, run: Run) -> float:
        """Where the epoch axis ends: the epochs asked for, or more if the run has gone further."""
        planned = run.start_event.epochs if run.start_event is not None else run.recipe.schedule.epochs
        return max(float(planned), self.place(run))

    def place(self, run: Run) -> float:
        """The epoch that is shown; live, with the part of it that is done."""
        if run.live and run.latest is not None:
            return max(run.latest.epoch, float(run.shown_epoch))
        return float(run.shown_epoch)

    @Slot(object)
    def show_epoch(self, epoch: int | None) -> None:
        """Show the weights and codes that were kept nearest to ``epoch``; None goes live."""
        if self.current.run is not None:
            self.current.run.show_epoch(epoch)

    def step_epoch(self, by: int) -> None:
        """Go to the next kept epoch, or to an earlier one if ``by`` is negative."""
        self.timeline.slider.step(by)

    def toggle_live(self) -> None:
        """Follow the training, or stay at the epoch shown."""
        self.timeline.live_button.click()

    @Slot()
    def _follow_recipe(self) -> None:
        """Before training the timeline is as long as the draft."""
        if self.current.run is None:
            self._follow_epoch()

    @Slot()
    def _hear_epoch(self) -> None:
        """A hand on the timeline is followed at once, the training in turn."""
        run = self.current.run
        live = run is None or run.live
        if live and self._was_live:
            self.mark_dirty()
        else:
            self._follow_epoch()
        self._was_live = live

    def _follow_epoch(self) -> None:
        self._set_timeline()
        self._move_cursor()

    def _set_timeline(self) -> None:
        run = self.current.run
        if run is None:
            # What Train would do.
            self.timeline.set_state([], self.session.document.recipe.schedule.epochs, 0.0, live=True)
        else:
            self.timeline.set_state(run.epochs_kept, self.last(run), self.place(run), live=run.live)

    @Slot(object)
    def _point(self, epoch: float | None) -> None:
        """The mouse stands over a plot: read all of them at the nearest epoch that was measured."""
        run = self.current.run
        measured = run.history.held_out("loss").epochs.tolist() if run is not None and epoch is not None else []
        self._pointed = min(measured, key=lambda one: abs(one - epoch), default=None)
        self._move_cursor()

    def _cursor(self) -> float | None:
        """The epoch through which the shared line goes."""
        run, pointed = self.current.run, self._pointed
        return None if run is None else self.place(run) if pointed is None else float(pointed)

    def _move_cursor(self) -> None:
        pointed = self._pointed
        self.header.reading.setText("" if pointed is None else self.tr("at epoch {epoch}").format(epoch=pointed))
        self.timeline.slider.set_mark(pointed)
        self.row.set_cursor(self._cursor(), pointing=pointed is not None)

    @Slot()
    def _start_over(self) -> None:
        self._pointed = None
        self._choice.forget()
        self._drawn.invalidate()
        self.mark_dirty()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if len(self.shown) != self.row.count:
            self._drawn.invalidate()
            self.mark_dirty()


def _floats(curve: Curve) -> tuple[Floats, Floats]:
    return curve.epochs.astype(np.float64), curve.values
