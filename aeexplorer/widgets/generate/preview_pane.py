"""PreviewPane: the first images of what would be saved, and the sample that is pointed at, large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from aeexplorer.session.generation import Generation
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.elided import Elided
from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.error_strip import ErrorStrip
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.generate.sample_grid import SampleGrid
from aeexplorer.widgets.generate.samples import Pictures, Sample, groups_of, word_for
from aeexplorer.widgets.image_view import ImageView
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.pages import Pages

if TYPE_CHECKING:
    from aeexplorer.session.generation_job import Preview
    from aeexplorer.session.real_neighbours import Neighbours
    from training.latent.nearest import Verdict

SIDE = 84
VERDICTS: tuple[Verdict, ...] = ("memorised", "plausible", "unlike")


class PreviewPane(QWidget):
    """What was made last stays while something newer is made or cannot be."""

    def __init__(self, generation: Generation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._generation = generation
        self._shown: Preview | None = None
        self._pictures: Pictures | None = None
        self._judged: Neighbours | None = None
        self.problem = ErrorStrip()
        self.problem.hide()
        self.heading, self.account = Label(role="heading"), Elided()
        self.grid = SampleGrid()
        self.grid.pointed.connect(self._show_sample)
        self.area = QScrollArea()
        self.area.setWidget(self.grid)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.empty = EmptyState("")
        self.new = ImageView(self.tr("New"), side=SIDE)
        self.real = ImageView(self.tr("Nearest"), side=SIDE)
        self.words = Label(role="second", wrap=True)
        self._lay_out()
        generation.preview_changed.connect(self.follow)
        generation.changed.connect(self.follow)
        appearance().changed.connect(self._dress)
        self._dress()

    @Slot()
    def follow(self) -> None:
        """Show the preview, or say why there is none."""
        generation = self._generation
        preview = generation.preview
        what = self.tr("These images cannot be made.") if generation.problem else ""
        self.problem.show_problem(what, generation.problem)
        if preview is None:
            self._shown = self._pictures = self._judged = None
            self.grid.set_groups([], None)
            self._pages.say(self._why_empty())
        else:
            other = preview is not self._shown
            if other:
                self._shown, self._pictures = preview, Pictures(preview)
            if other or generation.neighbours is not self._judged:
                self._judged = generation.neighbours
                self.grid.set_groups(groups_of(preview, generation.neighbours), self._pictures)
            self._pages.show_content()
        self._detail.setVisible(preview is not None)
        self._describe()

    def _why_empty(self) -> str:
        if self._generation.run is None:
            return self.tr("Nothing trained yet. Train a run, or open one, to make new images with it.")
        return "" if self._generation.problem else self.tr("The first images are being made.")

    def _describe(self) -> None:
        preview = self._shown
        if preview is None:
            self.heading.setText("")
            self.account.setText("")
            return
        total, shown = preview.total, len(preview.made)
        # Classes without images of their own get no new ones, either.
        total = shown if shown < total and preview.question.order.each == preview.made.turn.max(initial=0) else total
        self.heading.setText(self.tr("{n} new images").format(n=figure(total)))
        words = [self.tr("epoch {n}").format(n=figure(preview.question.snapshot.epoch, 0))]
        if shown < total:
            words.append(self.tr("the first {n} are shown").format(n=figure(shown)))
        near = self._generation.neighbours
        if self._generation.is_judging:
            words.append(self.tr("looking for the nearest training images"))
        if near is not None:
            words += [f"{near.verdicts.count(one)} {word_for(one)}" for one in VERDICTS if one in near.verdicts]
            if near.among < near.of:
                among = self.tr("compared with {n} of {of} training images")
                words.append(among.format(n=figure(near.among), of=figure(near.of)))
        self.account.setText(" · ".join(words))

    @Slot(object)
    def _show_sample(self, sample: Sample | None) -> None:
        pictures = self._pictures
        if sample is None or pictures is None:
            self.new.set_image(None)
            self.real.set_image(None)
            self.words.setText("")
            return
        self.new.set_image(pictures.new(sample.number))
        self.real.set_image(pictures.real(sample.near.row) if sample.near is not None else None)
        self.words.setText(f"{sample.name}. {sample.near.sentence if sample.near is not None else ''}".strip())
        if self.grid.hasFocus() and (box := self.grid.current_box) is not None:
            self.area.ensureVisible(box.center().x(), box.center().y(), 0, box.height())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.heading)
        head.addWidget(self.account, 1)
        pages = QWidget()
        self._pages = Pages(pages, self.empty, self.area)
        self._detail = QWidget()
        self._detail_row = QHBoxLayout(self._detail)
        self._detail_row.setContentsMargins(0, 0, 0, 0)
        self._detail_row.addWidget(self.new, 0, Qt.AlignmentFlag.AlignTop)
        self._detail_row.addWidget(self.real, 0, Qt.AlignmentFlag.AlignTop)
        self._detail_row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.problem)
        self._column.addLayout(head)
        self._column.addWidget(pages, 1)
        self._column.addWidget(self._detail)
        self._show_sample(None)

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(px(12))
        self._detail_row.setSpacing(px(12))
