"""Histograms of errors beside the ROC curve, one threshold through both, and what it does in words."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.anomaly_view import AnomalyView
from aeexplorer.session.anomaly_words import in_words
from aeexplorer.session.judged import Judged
from aeexplorer.theme import appearance, class_colour, px
from aeexplorer.widgets.anomaly.error_histogram import ErrorHistogram
from aeexplorer.widgets.anomaly.error_row import ErrorRow
from aeexplorer.widgets.anomaly.roc_plot import RocPlot
from aeexplorer.widgets.axis_ticks import value_text
from aeexplorer.widgets.label import Label

MOST_ROWS = 3
"""Strange classes that keep a row each where others are pooled."""


class ThresholdView(QWidget):
    """Follows the threshold at once; ``show_scores`` all else."""

    def __init__(self, view: AnomalyView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.histogram = ErrorHistogram()
        self.roc = RocPlot()
        for plot in (self.histogram, self.roc):
            plot.threshold_moved.connect(self._move)
            plot.best_wanted.connect(view.choose_best_threshold)
        self.histogram.class_pressed.connect(view.toggle)
        self.words = Label(role="caption", wrap=True)
        self._plots = QHBoxLayout()
        self._plots.addWidget(self.histogram, 3)
        self._plots.addWidget(self.roc, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._plots, 1)
        column.addWidget(self.words)
        appearance().changed.connect(self._dress)
        self._dress()

    def show_scores(self, judged: Judged) -> None:
        """Show errors, curve and threshold as they are now."""
        rows = self._rows(judged)
        self.histogram.set_rows(rows, self._pooled(rows))
        self.roc.set_curve(self._view.curve, self._view.area)
        self._show_threshold()

    def _rows(self, judged: Judged) -> list[ErrorRow]:
        """A row for each class that there are images of, strange ones first."""
        theme, strange = appearance().theme, self._view.strange
        if judged.candidates.labels is None:
            return [ErrorRow(self.tr("Held out"), ((judged.scores, theme.control),), strange=False, label=None)]
        rows = [
            ErrorRow(name, ((judged.of_class(label), class_colour(theme, label)),), label in strange, label)
            for label, name in enumerate(judged.candidates.classes)
        ]
        return sorted((row for row in rows if len(row.errors)), key=lambda row: not row.strange)

    def _pooled(self, rows: list[ErrorRow]) -> list[ErrorRow]:
        """The same with the ordinary classes in one row, and strange ones, too, if there are many."""
        strange = [row for row in rows if row.strange]
        ordinary = [row for row in rows if not row.strange]
        if len(strange) > MOST_ROWS:
            strange = [_pool(self.tr("Strange"), strange, strange=True)]
        return strange + ([_pool(self.tr("Others"), ordinary, strange=False)] if ordinary else [])

    def _show_threshold(self) -> None:
        rates = self._view.rates
        if rates is None:
            self.histogram.set_threshold(None)
            self.words.setText(self._why_no_curve())
            return
        self.histogram.set_threshold(rates.threshold)
        self.roc.set_rates(rates.false_positive, rates.true_positive)
        said = in_words(rates, value_text(rates.threshold))
        self.words.setText(f"{said} {self._view.problem}".strip())

    def _why_no_curve(self) -> str:
        judged = self._view.judged
        if self._view.problem:
            return self._view.problem
        if judged is not None and judged.candidates.labels is None:
            return self.tr("These images have no classes, so nothing says which of them are strange.")
        if self._view.strange:
            return self.tr("All of these images count as the anomaly. Leave some classes to compare them with.")
        return self.tr("Press a class's name to count it as the anomaly.")

    @Slot(float)
    def _move(self, threshold: float) -> None:
        # At once: the line has to stay under the mouse.
        self._view.threshold = threshold
        self._show_threshold()

    @Slot()
    def _dress(self) -> None:
        self._plots.setSpacing(px(12))


def _pool(name: str, rows: list[ErrorRow], *, strange: bool) -> ErrorRow:
    return ErrorRow(name, tuple(part for row in rows for part in row.parts), strange, None)
