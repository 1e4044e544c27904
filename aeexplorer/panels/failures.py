"""Failures: images from the worst rebuilt to the best, one after the other, each shown on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QT_TRANSLATE_NOOP, QSize, Slot
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from aeexplorer.session.failures import Failures
from aeexplorer.session.measured_images import OF_PICTURES, MeasuredImages, Metric
from aeexplorer.session.run import RunState
from aeexplorer.theme import appearance, class_colour, px
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.image_browser import ImageBrowser
from aeexplorer.widgets.image_column import Column
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.measured_words import lines, measures_of, titled, value
from aeexplorer.widgets.members_choice import MembersChoice
from aeexplorer.widgets.menu_choice import MenuChoice
from aeexplorer.widgets.metric_figures import NAMES
from aeexplorer.widgets.noise_note import NoiseNote
from aeexplorer.widgets.pages import Pages
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.rebuilt_pictures import RebuiltPictures

if TYPE_CHECKING:
    from aeexplorer.session.session import Session


class FailuresPanel(Panel):
    """Original, reconstruction and error of each image, below each other; for two runs, of both."""

    id = "failures"
    title = str(QT_TRANSLATE_NOOP("Panels", "Failures"))

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.failures = Failures(session, self)
        self.of = MembersChoice(name=self.tr("Whose images"))
        self.by = MenuChoice([(metric, NAMES[metric]) for metric in OF_PICTURES], name=self.tr("Sorted by"))
        self.first = MenuChoice(name=self.tr("Which come first"))
        self.first.set_options(
            (("worst", self.tr("worst first")), ("best", self.tr("best first"))),
            {"worst": self.tr("worst"), "best": self.tr("best")},
        )
        self.scope = MenuChoice(
            (("held-out", self.tr("held out")), ("watched", self.tr("on the map"))), name=self.tr("Which images")
        )
        self._brief = False
        self._pictures = RebuiltPictures()
        self.said = Label(role="caption")
        self.browser = ImageBrowser(self._column, self.tr("Images by how well they are rebuilt"))
        self.browser.chosen.connect(self._select)
        self.browser.pointed.connect(self._point)
        self.browser.rolled.connect(self._want_pictures)
        self.empty = EmptyState("")
        self._header = QWidget()
        controls = QHBoxLayout(self._header)
        controls.setContentsMargins(0, 0, 0, 0)
        controls.setSpacing(2)
        # Those that have brief words get what the others leave, up to their whole text.
        for part, share in ((self.of, 100), (self.by, 100), (self.first, 100), (self.scope, 0)):
            controls.addWidget(part, share)
            part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        controls.addStretch(1)
        content = QWidget()
        self._column_of_parts = QVBoxLayout(content)
        self._column_of_parts.addWidget(self.browser, 1)
        self.note = NoiseNote(session.comparing)
        below = QHBoxLayout()
        below.addWidget(self.note, 1)
        below.addStretch()
        below.addWidget(self.said)
        self._column_of_parts.addLayout(below)
        self._pages = Pages(self, self.empty, content)

        self.of.changed.connect(self._choose_whose)
        self.by.changed.connect(self._sort)
        self.first.changed.connect(self._sort)
        self.scope.changed.connect(self._choose_scope)
        for signal in (self.failures.changed, self.failures.progressed, self.failures.members_changed):
            signal.connect(self.mark_dirty)
        self.failures.pictures.changed.connect(self.browser.update)
        session.selection.image_changed.connect(self.browser.update)
        appearance().changed.connect(self._dress)
        self._dress()

    def header_widget(self) -> QWidget:
        """Whose images, in which order, and how many they are."""
        return self._header

    def minimumSizeHint(self) -> QSize:
        return QSize(px(300), px(136))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.mark_dirty()

    def watch(self, watching: bool) -> None:
        self.failures.watch(watching)

    # What is chosen

    @Slot(object)
    def _choose_whose(self, of: str) -> None:
        self.failures.of = of
        self._begin_anew()

    @Slot()
    def _sort(self) -> None:
        self.failures.metric = cast(Metric, self.by.value)
        self.failures.first = self.first.value  # type: ignore[assignment]
        self._begin_anew()

    @Slot(object)
    def _choose_scope(self, _scope: str) -> None:
        self.failures.scope = self.scope.value  # type: ignore[assignment]
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._fill()
        self.browser.go_to(None)
        self.browser.show_first()
        self.mark_dirty()

    # Showing

    def refresh(self) -> None:
        """Show the newest figures."""
        self.of.offer(self.session.comparing.members, self.failures.choices, self.failures.of)
        if self.failures.measured is None or not len(self.failures.order):
            self._show_empty()
            return
        self._pages.show_content()
        self._fill()

    @property
    def _shorts(self) -> dict[str, str]:
        """What kind each compared run is, by its letter."""
        return {member.letter: member.short for member in self.session.comparing.members}

    def _show_empty(self) -> None:
        failures = self.failures
        if failures.problem:
            sentence = failures.problem
        elif any(run.state is RunState.LOADING for run in failures.runs):
            sentence = self.tr("The images of the run are on their way.")
        elif all(run.start_event is not None for run in failures.runs) and failures.runs and not len(failures.rows()):
            sentence = self.tr(
                "There is no image that all of these runs hold out. Choose those on the map, or train runs with one "
                "seed."
            )
        elif failures.runs and all(run.snapshot is not None for run in failures.runs):
            sentence = self.tr("Measuring how well each image is rebuilt: {percent} % done.").format(
                percent=round(100 * failures.share)
            )
        else:
            sentence = self.tr("The images that a model rebuilds worst appear here, to look through one by one.")
        self._pages.say(sentence)

    def _fill(self) -> None:
        measured = self.failures.measured
        if measured is None:
            return
        self._offer_metrics(measured)
        _, height, width = measured.images.shape
        self.browser.set_rows(self._names(measured))
        self.browser.set_aspect(height / width)
        self.browser.set_widest(max((value(measured, self.failures.metric, k) for k in (0, -1)), key=len))
        self.browser.set_count(len(self.failures.order))
        self._say()
        self._want_pictures()

    def _offer_metrics(self, measured: MeasuredImages) -> None:
        """What there is to sort by, with units; the one that is chosen stands before its figures, too."""
        found, chosen = measures_of(measured), self.failures.metric
        self.by.set_options(
            [(metric, titled(one)) for metric, one in found.items()],
            {metric: one.name for metric, one in found.items()},
        )
        self.by.set_value(chosen)
        self.browser.set_caption_name(titled(found[chosen], short=True))

    def _names(self, measured: MeasuredImages) -> list[str]:
        """What stands in a column; where there is little room for two runs, their errors alone beside the original."""
        names = [self.tr("Original")]
        self._brief = len(measured.judges) > 1 and not self.browser.has_room_for(1 + 2 * len(measured.judges))
        for judge in measured.judges:
            kind = f" {self._shorts.get(judge.letter, judge.letter)}" if len(measured.judges) > 1 else ""
            names += [] if self._brief else [self.tr("Rebuilt") + kind]
            names.append(self.tr("Error") + kind)
        return names

    def _say(self) -> None:
        at, n = self.browser.at, self.browser.count
        if at is None or at >= n:
            self.said.setText(self.tr("{n} images").format(n=figure(n, 0)))
        else:
            self.said.setText(self.tr("{k} of {n}").format(k=figure(at + 1, 0), n=figure(n, 0)))

    @Slot()
    def _want_pictures(self) -> None:
        places, order = self.browser.visible_places, self.failures.order
        if places.stop <= len(order):
            self.failures.pictures.want([int(place) for place in order[places.start : places.stop]])

    def _column(self, at: int) -> Column:
        measured, order = self.failures.measured, self.failures.order
        if measured is None or at >= len(order):
            return Column((), "", None, "")
        place = int(order[at])
        index = int(measured.rows[place])
        labels = measured.images.labels
        colour, name = None, ""
        if labels is not None:
            label = int(labels.numpy()[index])
            colour, name = class_colour(appearance().theme, label), f", {measured.images.classes[label]}"
        rebuilt = self.failures.pictures.at(place)
        pictures: tuple[QImage | None, ...] = (None,) * self.browser.rows
        if rebuilt is not None:
            pictures = self._pictures.of(rebuilt, measured.images.name, errors_alone=self._brief)
        told = [self.tr("no. {index}").format(index=index) + name, *lines(measured, self._shorts, place)]
        return Column(
            pictures,
            value(measured, self.failures.metric, place),
            colour,
            "\n".join(told),
            selected=index == self.session.selection.image,
        )

    @Slot(int)
    def _select(self, at: int) -> None:
        """Show the image on the map."""
        index = self._index(at)
        if index is not None:
            self.session.selection.image = index
        self._say()

    @Slot(object)
    def _point(self, at: int | None) -> None:
        """Show on the maps of all models where the image under the mouse lies."""
        self.session.comparing.cursor = None if at is None else self._index(at)

    def _index(self, at: int) -> int | None:
        """Number of the image at a place of the order."""
        measured, order = self.failures.measured, self.failures.order
        return int(measured.rows[order[at]]) if measured is not None and at < len(order) else None

    @Slot()
    def _dress(self) -> None:
        self._column_of_parts.setContentsMargins(px(16), 0, px(16), px(8))
        self._column_of_parts.setSpacing(px(8))
        self.updateGeometry()
        self.mark_dirty()
