"""Anomalies: which images a model rebuilds badly, and whether these are the strange ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.anomaly_view import AnomalyView
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.anomaly.class_chooser import ClassChooser
from aeexplorer.widgets.anomaly.judged_images import JudgedImages
from aeexplorer.widgets.anomaly.threshold_view import ThresholdView
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.menu_choice import MenuChoice
from aeexplorer.widgets.noise_note import NoiseNote
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.segmented import Segmented

if TYPE_CHECKING:
    from aeexplorer.session.session import Session

WIDE = 900
"""Px from which on curves and images stand side by side."""


class AnomalyPanel(Panel):
    """Of one of the compared models: histograms, curve and threshold; or the images."""

    id = "anomaly"
    title = str(QT_TRANSLATE_NOOP("Panels", "Anomalies"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.view = AnomalyView(session, self)
        self.model = MenuChoice(name=self.tr("Whose errors"))
        self.model.changed.connect(self._follow_members)
        self.classes = ClassChooser()
        self.classes.toggled_class.connect(self.view.toggle)
        self.shows = Segmented(
            (("curves", self.tr("Curves")), ("images", self.tr("Images"))), name=self.tr("What is shown")
        )
        self.shows.changed.connect(self._show_page)
        self._header = QWidget()
        header = QHBoxLayout(self._header)
        header.setContentsMargins(0, 0, 0, 0)
        header.setSpacing(8)
        header.addStretch(1)
        for control in (self.model, self.classes, self.shows):
            header.addWidget(control)
        self.empty = EmptyState("")
        self.curves = ThresholdView(self.view)
        self.images = JudgedImages(session, self.view)
        content = QWidget()
        self.note = NoiseNote(session.comparing)
        self._row = QHBoxLayout()
        self._row.addWidget(self.curves, 1)
        self._row.addWidget(self.images, 1)
        self._rows = QVBoxLayout(content)
        self._rows.addLayout(self._row, 1)
        self._rows.addWidget(self.note)
        self._pages = Pages(self, self.empty, content)

        session.comparing.members_changed.connect(self._follow_members)
        for signal in (self.view.changed, self.view.threshold_changed, self.view.progressed):
            signal.connect(self.mark_dirty)
        appearance().changed.connect(self._dress)
        self._follow_members()
        self._dress()

    def header_widget(self) -> QWidget:
        """Whose errors, what counts as the anomaly, and what is shown."""
        return self._header

    def minimumSizeHint(self) -> QSize:
        return QSize(px(300), px(136))

    def watch(self, watching: bool) -> None:
        self.view.watch(watching)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_page()

    @Slot()
    def _follow_members(self) -> None:
        """Look at one of the compared runs: the chosen one, or else the first."""
        members = self.session.comparing.members
        self.model.set_options([(member.letter, member.short) for member in members])
        self.model.setVisible(len(members) > 1)
        chosen = next((member for member in members if member.letter == self.model.value), None)
        self.model.setToolTip(chosen.name if chosen is not None else "")
        self.view.set_run(chosen.run if chosen is not None else None)
        self.mark_dirty()

    @Slot()
    def _show_page(self) -> None:
        wide = self.width() >= px(WIDE)
        self.shows.setVisible(not wide)
        self.curves.setVisible(wide or self.shows.value == "curves")
        self.images.setVisible(wide or self.shows.value == "images")

    def refresh(self) -> None:
        """Show the newest scores."""
        judged = self.view.judged
        if judged is None:
            self._show_empty()
            return
        self._pages.show_content()
        self.classes.set_classes(self.view.classes, self.view.strange, judged.candidates.unknown)
        self.curves.show_scores(judged)
        self.images.show_scores(judged)

    def _show_empty(self) -> None:
        run = self.view.run
        sentence = self.tr("How badly each image is rebuilt, and whether that finds strange ones, appears here.")
        if self.view.problem:
            sentence = self.view.problem
        elif self.view.images.is_reading:
            sentence = self.tr("The images of the classes that were left out are being read.")
        elif run is not None and run.start_event is not None:
            sentence = self.tr("Measuring the errors of held-out images: {percent} % done.").format(
                percent=round(100 * self.view.share)
            )
        self._pages.say(sentence)
        self.classes.set_classes((), (), ())

    @Slot()
    def _dress(self) -> None:
        self._rows.setContentsMargins(px(16), 0, px(16), px(8))
        self._rows.setSpacing(px(2))
        self._row.setSpacing(px(24))
        self.updateGeometry()
        self._show_page()
        self.mark_dirty()
