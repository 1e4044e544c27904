"""Anomalies: which images a model rebuilds badly, and whether these are the strange ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize, Slot
from PySide6.QtGui import QHideEvent, QImage, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from aeexplorer.session.anomaly_view import AnomalyView
from aeexplorer.session.anomaly_words import in_words
from aeexplorer.session.judged import Judged
from aeexplorer.theme import appearance, class_colour, px
from aeexplorer.widgets.anomaly.class_chooser import ClassChooser
from aeexplorer.widgets.anomaly.error_histogram import ErrorHistogram, ErrorRow
from aeexplorer.widgets.anomaly.roc_plot import RocPlot
from aeexplorer.widgets.axis_ticks import value_text
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.image_browser import Column, ImageBrowser
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.menu_choice import MenuChoice
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.rebuilt_pictures import RebuiltPictures
from aeexplorer.widgets.segmented import Segmented

if TYPE_CHECKING:
    from aeexplorer.session.session import Session

WIDE = 900
"""Px from which on curves and images stand side by side."""
MOST_ROWS = 3
"""Strange classes that keep a row each where others are pooled."""


class AnomalyPanel(Panel):
    """Histograms, curve and threshold; or the images, those with the largest errors first."""

    id = "anomaly"
    title = str(QT_TRANSLATE_NOOP("Panels", "Anomalies"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.view = AnomalyView(session, self)
        self.classes = ClassChooser()
        self.classes.toggled_class.connect(self.view.toggle)
        self.model = MenuChoice(name=self.tr("Whose errors"))
        self.model.changed.connect(self._follow_members)
        self.shows = Segmented(
            (("curves", self.tr("Curves")), ("images", self.tr("Images"))), name=self.tr("What is shown")
        )
        self.shows.changed.connect(self._show_page)
        self._header = QWidget()
        header = QHBoxLayout(self._header)
        header.setContentsMargins(0, 0, 0, 0)
        header.setSpacing(8)
        header.addStretch(1)
        header.addWidget(self.model)
        header.addWidget(self.classes)
        header.addWidget(self.shows)
        self.empty = EmptyState("")
        self.histogram = ErrorHistogram()
        self.roc = RocPlot()
        for plot in (self.histogram, self.roc):
            plot.threshold_moved.connect(self._move_threshold)
            plot.best_wanted.connect(self.view.choose_best_threshold)
        self.histogram.class_pressed.connect(self.view.toggle)
        self.words = Label(role="caption", wrap=True)
        self.kind = MenuChoice(
            (
                ("largest", self.tr("Largest errors first")),
                ("smallest", self.tr("Smallest errors first")),
                ("missed", self.tr("Strange, but not found")),
                ("alarms", self.tr("Ordinary, but called strange")),
            ),
            name=self.tr("Which images"),
        )
        self.kind.changed.connect(self._sort)
        self.said = Label(role="caption")
        self.browser = ImageBrowser(self._column, self.tr("Images by their error"))
        self.browser.set_rows((self.tr("Original"), self.tr("Rebuilt"), self.tr("Error")))
        self.browser.chosen.connect(self._select)
        self.browser.pointed.connect(self._point)
        self.browser.rolled.connect(self._want_pictures)
        self._order = np.empty(0, np.int64)
        self._pictures = RebuiltPictures()
        self._build()

        session.comparing.members_changed.connect(self._follow_members)
        for signal in (self.view.changed, self.view.threshold_changed, self.view.progressed):
            signal.connect(self.mark_dirty)
        self.view.pictures.changed.connect(self.browser.update)
        session.selection.image_changed.connect(self.browser.update)
        appearance().changed.connect(self._dress)
        self._follow_members()
        self._dress()

    def _build(self) -> None:
        self._plots = QHBoxLayout()
        self._plots.addWidget(self.histogram, 3)
        self._plots.addWidget(self.roc, 2)
        self._curves = QWidget()
        curves = QVBoxLayout(self._curves)
        curves.setContentsMargins(0, 0, 0, 0)
        curves.setSpacing(4)
        curves.addLayout(self._plots, 1)
        curves.addWidget(self.words)
        self._images = QWidget()
        images = QVBoxLayout(self._images)
        images.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.kind)
        row.addWidget(self.said)
        row.addStretch(1)
        images.addLayout(row)
        images.addWidget(self.browser, 1)
        self._content = QWidget()
        self._row = QHBoxLayout(self._content)
        self._row.addWidget(self._curves, 1)
        self._row.addWidget(self._images, 1)
        self._pages = QStackedLayout(self)
        self._pages.setSizeConstraint(QStackedLayout.SizeConstraint.SetNoConstraint)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self._content)

    def header_widget(self) -> QWidget:
        return self._header

    def minimumSizeHint(self) -> QSize:
        return QSize(px(300), px(136))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.view.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.view.watch(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_page()

    @Slot()
    def _follow_members(self) -> None:
        """Look at one of the compared runs: the chosen one, or else the first."""
        members = self.session.comparing.members
        self.model.set_options([(member.letter, member.letter) for member in members])
        self.model.setVisible(len(members) > 1)
        chosen = next((member for member in members if member.letter == self.model.value), None)
        self.model.setToolTip(chosen.name if chosen is not None else "")
        self.view.set_run(chosen.run if chosen is not None else None)
        self.mark_dirty()

    @Slot()
    def _show_page(self) -> None:
        wide = self.width() >= px(WIDE)
        self.shows.setVisible(not wide)
        self._curves.setVisible(wide or self.shows.value == "curves")
        self._images.setVisible(wide or self.shows.value == "images")

    # Showing

    def refresh(self) -> None:
        """Show the newest scores."""
        judged = self.view.judged
        if judged is None:
            self._show_empty()
            return
        self._pages.setCurrentWidget(self._content)
        self.classes.set_classes(self.view.classes, self.view.strange, judged.candidates.unknown)
        rows = self._rows(judged)
        self.histogram.set_rows(rows, self._pooled(rows))
        self.roc.set_curve(self.view.curve, self.view.area)
        self._show_threshold()
        self._fill_browser()

    def _show_empty(self) -> None:
        run = self.view.run
        sentence = self.tr("How badly each image is rebuilt, and whether that finds strange ones, appears here.")
        if self.view.problem:
            sentence = self.view.problem
        elif self.view.is_reading:
            sentence = self.tr("The images of the classes that were left out are being read.")
        elif run is not None and run.start_event is not None:
            sentence = self.tr("Measuring the errors of held-out images: {percent} % done.").format(
                percent=round(100 * self.view.share)
            )
        self.empty.set_sentence(sentence)
        self.classes.set_classes((), (), ())
        self._pages.setCurrentWidget(self.empty)

    def _rows(self, judged: Judged) -> list[ErrorRow]:
        """A row for each class that there are images of, strange ones first."""
        theme, classes = appearance().theme, judged.candidates.classes
        if judged.candidates.labels is None:
            return [ErrorRow(self.tr("Held out"), ((judged.scores, theme.control),), strange=False, label=None)]
        rows = [
            ErrorRow(name, ((judged.of_class(label), class_colour(theme, label)),), label in self.view.strange, label)
            for label, name in enumerate(classes)
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
        rates = self.view.rates
        if rates is None:
            self.histogram.set_threshold(None)
            self.words.setText(self._why_no_curve())
            return
        self.histogram.set_threshold(rates.threshold)
        self.roc.set_rates(rates.false_positive, rates.true_positive)
        said = in_words(rates, value_text(rates.threshold))
        self.words.setText(f"{said} {self.view.problem}".strip())

    def _why_no_curve(self) -> str:
        judged = self.view.judged
        if self.view.problem:
            return self.view.problem
        if judged is not None and judged.candidates.labels is None:
            return self.tr("These images have no classes, so nothing says which of them are strange.")
        if self.view.strange:
            return self.tr("All of these images count as the anomaly. Leave some classes to compare them with.")
        return self.tr("Press a class's name to count it as the anomaly.")

    @Slot(float)
    def _move_threshold(self, threshold: float) -> None:
        # At once: the line has to stay under the mouse.
        self.view.threshold = threshold
        self._show_threshold()

    # Looking through the images

    @Slot()
    def _sort(self) -> None:
        self._fill_browser()
        self.browser.go_to(0 if len(self._order) else None)
        self._want_pictures()

    def _fill_browser(self) -> None:
        judged = self.view.judged
        if judged is None:
            return
        self._order = self.view.order(self.kind.value)  # type: ignore[arg-type]
        _, height, width = judged.candidates.images.shape
        self.browser.set_aspect(height / width)
        self.browser.set_widest(value_text(float(judged.scores[self._order[-1]])) if len(self._order) else "")
        self.browser.set_count(len(self._order))
        n = len(self._order)
        self.said.setText(self.tr("{n} images").format(n=n) if n else self.tr("There are none."))
        self._want_pictures()

    @Slot()
    def _want_pictures(self) -> None:
        places = self.browser.visible_places
        if self._images.isVisible() and places.stop <= len(self._order):
            self.view.pictures.want([int(place) for place in self._order[places.start : places.stop]])

    def _column(self, at: int) -> Column:
        judged, run = self.view.judged, self.view.run
        if judged is None or run is None or at >= len(self._order):
            return Column((None, None, None), "", None, "")
        place = int(self._order[at])
        rebuilt = self.view.pictures.at(place)
        pictures: tuple[QImage | None, ...] = (None, None, None)
        if rebuilt is not None:
            pictures = self._pictures.of(rebuilt, run.source)
        labels, index = judged.candidates.labels, judged.candidates.index(place)
        score = float(judged.scores[place])
        told = [self.tr("error {value}").format(value=value_text(score))]
        strange = colour = None
        if labels is not None:
            label = int(labels[place])
            strange, colour = label in self.view.strange, class_colour(appearance().theme, label)
            told.insert(0, judged.candidates.classes[label])
        told.append(self.tr("never learned") if index is None else self.tr("held-out no. {n}").format(n=index))
        selected = index is not None and index == self.session.selection.image
        return Column(pictures, value_text(score), colour, ", ".join(told), selected, bool(strange))

    @Slot(int)
    def _select(self, at: int) -> None:
        """Show the image on the map: as the selected one or, if it is not of the run's, where its code lies."""
        judged, selection = self.view.judged, self.session.selection
        if judged is None or at >= len(self._order):
            return
        place = int(self._order[at])
        index = judged.candidates.index(place)
        selection.image = index
        rebuilt = self.view.pictures.at(place)
        if index is None and rebuilt is not None and self.view.run is self.session.document.current:
            selection.cursor = rebuilt.codes[0]
            selection.held = True

    @Slot(object)
    def _point(self, at: int | None) -> None:
        """Show on the maps of all models where the image under the mouse lies."""
        judged = self.view.judged
        index = None
        if judged is not None and at is not None and at < len(self._order):
            index = judged.candidates.index(int(self._order[at]))
        self.session.comparing.cursor = index

    @Slot()
    def _dress(self) -> None:
        self._row.setContentsMargins(px(16), 0, px(16), px(8))
        self._row.setSpacing(px(24))
        self._plots.setSpacing(px(12))
        self.updateGeometry()
        self._show_page()
        self.mark_dirty()


def _pool(name: str, rows: list[ErrorRow], *, strange: bool) -> ErrorRow:
    return ErrorRow(name, tuple(part for row in rows for part in row.parts), strange, None)
