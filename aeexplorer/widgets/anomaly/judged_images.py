"""Images by their error, or by what the threshold makes of them, to look through and to select on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Slot
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.anomaly_view import AnomalyView
from aeexplorer.session.judged import Judged, Kind
from aeexplorer.theme import appearance, class_colour
from aeexplorer.widgets.axis_ticks import value_text
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.image_browser import ImageBrowser
from aeexplorer.widgets.image_column import Column
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.menu_choice import MenuChoice
from aeexplorer.widgets.rebuilt_pictures import RebuiltPictures

if TYPE_CHECKING:
    from aeexplorer.session.session import Session


class JudgedImages(QWidget):
    """Original, reconstruction and residual map below each other; captions of strange images stand out."""

    def __init__(self, session: Session, view: AnomalyView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._view = session, view
        self.order: NDArray[np.int64] = np.empty(0, np.int64)
        """Places among the judged images, as they are looked through."""
        self._judged: Judged | None = None
        """Those of ``order``: newer ones, maybe of fewer images, are shown a moment after the view has them."""
        self._pictures = RebuiltPictures()
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
        self.browser = ImageBrowser(self.column, self.tr("Images by their error"))
        self.browser.set_rows((self.tr("Original"), self.tr("Rebuilt"), self.tr("Error")))
        self.browser.chosen.connect(self._select)
        self.browser.pointed.connect(self._point)
        self.browser.rolled.connect(self._want_pictures)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.kind)
        row.addWidget(self.said)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.browser, 1)
        view.pictures.changed.connect(self.browser.update)
        session.selection.image_changed.connect(self.browser.update)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._want_pictures()

    def show_scores(self, judged: Judged) -> None:
        """Put the images into the order that they have now."""
        self.order = judged.order(cast(Kind, self.kind.value), self._view.strange, self._view.threshold)
        self._judged = judged
        n = len(self.order)
        _, height, width = judged.candidates.images.shape
        self.browser.set_aspect(height / width)
        self.browser.set_widest(value_text(float(judged.scores[self.order[-1]])) if n else "")
        self.browser.set_count(n)
        self.said.setText(self.tr("{n} images").format(n=figure(n, 0)) if n else self.tr("There are none."))
        self._want_pictures()

    @Slot()
    def _sort(self) -> None:
        if self._view.judged is not None:
            self.show_scores(self._view.judged)
        self.browser.go_to(None)
        self.browser.show_first()

    @Slot()
    def _want_pictures(self) -> None:
        places = self.browser.visible_places
        judged, newest = self._judged, self._view.judged
        if judged is None or newest is None or judged.candidates is not newest.candidates:
            return
        if self.isVisible() and places.stop <= len(self.order):
            self._view.pictures.want([int(place) for place in self.order[places.start : places.stop]])

    def column(self, at: int) -> Column:
        """What is shown of the image at a place of ``order``."""
        judged, run = self._judged, self._view.run
        if judged is None or run is None or at >= len(self.order):
            return Column((None, None, None), "", None, "")
        place = int(self.order[at])
        rebuilt = self._view.pictures.at(place)
        pictures: tuple[QImage | None, ...] = (None, None, None)
        if rebuilt is not None:
            pictures = self._pictures.of(rebuilt, run.source)
        labels, index = judged.candidates.labels, judged.candidates.index(place)
        score = value_text(float(judged.scores[place]))
        told, strange, colour = [self.tr("error {value}").format(value=score)], False, None
        if labels is not None:
            label = int(labels[place])
            strange, colour = label in self._view.strange, class_colour(appearance().theme, label)
            told.insert(0, judged.candidates.classes[label])
        told.append(self.tr("never learned") if index is None else self.tr("held-out no. {n}").format(n=index))
        selected = index is not None and index == self._session.selection.image
        return Column(pictures, score, colour, ", ".join(told), selected, strange)

    @Slot(int)
    def _select(self, at: int) -> None:
        """Show the image on the map: as the selected one or, if it is not of the run's, where its code lies."""
        judged, selection = self._judged, self._session.selection
        if judged is None or at >= len(self.order):
            return
        place = int(self.order[at])
        index = judged.candidates.index(place)
        selection.image = index
        rebuilt = self._view.pictures.at(place)
        if index is None and rebuilt is not None and self._view.run is self._session.document.current:
            selection.cursor = rebuilt.codes[0]
            selection.held = True

    @Slot(object)
    def _point(self, at: int | None) -> None:
        """Show on the maps of all models where the image under the mouse lies."""
        judged, index = self._judged, None
        if judged is not None and at is not None and at < len(self.order):
            index = judged.candidates.index(int(self.order[at]))
        self._session.comparing.cursor = index
