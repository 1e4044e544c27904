"""OrderSection: which model makes new images, of what, and how many."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from aeexplorer.session.generation import Generation
from aeexplorer.session.run import Run
from aeexplorer.session.selection import Selection
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.number_field import NumberField
from aeexplorer.widgets.recipe_row import LabelledRow
from aeexplorer.widgets.run_words import run_title
from aeexplorer.widgets.segmented import Segmented
from training.errors import InputError
from training.generation import MOST
from training.generation.number_ranges import chosen_rows, image_numbers
from training.generation.order import By

MOST_EACH: dict[By, int] = {"class": 100_000, "image": 1000, "nothing": MOST}


class OrderSection(QWidget):
    """Follows the wishes, and they follow it; numbers of images that cannot be stay in their field, with the reason."""

    problem_changed = Signal()

    def __init__(self, generation: Generation, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._generation, self._selection = generation, selection
        self.model = Choice(name=self.tr("Model"))
        self.model.changed.connect(self._choose)
        self.by = Segmented(
            (("class", self.tr("Per class")), ("image", self.tr("Per image")), ("nothing", self.tr("Freely"))),
            name=self.tr("What is made"),
        )
        self.by.changed.connect(self._change_way)
        self.each = NumberField("int", 1, MOST, name=self.tr("How many"))
        self.each.changed.connect(self._count)
        self._each_row = LabelledRow(self.tr("Each"), self.each)
        self.numbers = QLineEdit()
        self.numbers.setAccessibleName(self.tr("Numbers of the images, counted from 1"))
        self.numbers.setPlaceholderText(self.tr("such as 1-5,226-230"))
        self.numbers.setAcceptDrops(False)
        self.numbers.editingFinished.connect(self._take_numbers)
        self.problem = Label(role="problem", wrap=True)
        self.problem.hide()
        self.selected = Button(self.tr("Take the selection"))
        self.selected.clicked.connect(self._take_selection)
        self._numbers = QWidget()
        column = QVBoxLayout(self._numbers)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget in (self.numbers, self.problem, self.selected):
            column.addWidget(widget)
        self._numbers_row = LabelledRow(self.tr("Images"), self._numbers)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.heading = Label(role="heading")
        self._column.addWidget(self.heading)
        self._column.addWidget(self.model)
        self._column.addSpacing(8)
        self._column.addWidget(Label(self.tr("New images"), "heading"))
        for row in (self.by, self._numbers_row, self._each_row):
            self._column.addWidget(row)
        self._shown: str | None = None
        generation.changed.connect(self.follow)
        for signal in (selection.image_changed, selection.images_changed):
            signal.connect(self._show_selection)
        appearance().changed.connect(self._dress)
        self._dress()

    @property
    def has_problems(self) -> bool:
        """Whether a field that counts holds what cannot be used."""
        wrong = bool(self.problem.text()) and self._generation.wishes.by == "image"
        return wrong or bool(self.each.problem)

    @Slot()
    def follow(self) -> None:
        """Show what is wished for."""
        generation = self._generation
        runs, wishes, run = generation.runs, generation.wishes, generation.run
        self.model.set_options([(one, run_title(one, k)) for k, one in enumerate(runs, start=1)], run)
        computed = run is not None and run.images is not None and run.images.synthetic
        self.heading.setText(self.tr("Model of synthetic images") if computed else self.tr("Model"))
        self.setEnabled(bool(runs))
        has_classes = run is None or bool(run.classes)
        why = "" if has_classes else self.tr("These images have no classes.")
        self.by.set_option_enabled("class", has_classes, why)
        self.by.set_value(wishes.by)
        self._numbers_row.setVisible(wishes.by == "image")
        self._each_row.label.setText(self.tr("In all") if wishes.by == "nothing" else self.tr("Of each"))
        self.each.set_range(1, MOST_EACH[wishes.by])
        self.each.set_value(wishes.each[wishes.by])
        if not self.each.edit.isModified():
            # What was wrong has been written over.
            self.each.set_problem("")
        if wishes.images != self._shown:
            self._shown = wishes.images
            self.numbers.setText(wishes.images)
            self._say("")
        self._show_selection()

    @Slot()
    def _show_selection(self) -> None:
        chosen = self._chosen()
        self.selected.setEnabled(bool(chosen))
        words = self.tr("Take the selection: {n}").format(n=figure(len(chosen)))
        self.selected.setText(words if chosen else self.tr("Take the selection"))
        self.selected.setToolTip("" if chosen else self.tr("Draw around images on the map, or click one."))

    def _chosen(self) -> tuple[int, ...]:
        """Rows of the selected images; those of another set are none."""
        run, selection = self._generation.run, self._selection
        if not self._generation.knows_selection:
            return ()
        images = selection.images or (() if selection.image is None else (selection.image,))
        total = len(run.images) if run is not None and run.images is not None else 0
        return tuple(row for row in images if row < total)

    @Slot(object)
    def _choose(self, run: Run) -> None:
        self._generation.choose(run)

    @Slot(object)
    def _change_way(self, by: object) -> None:
        self._generation.wishes = replace(self._generation.wishes, by=cast(By, by))
        self.problem_changed.emit()

    @Slot(object)
    def _count(self, count: int) -> None:
        self._generation.wishes = self._generation.wishes.of_each(count)

    @Slot()
    def _take_selection(self) -> None:
        self.numbers.setText(image_numbers(sorted(self._chosen())))
        self._take_numbers()

    @Slot()
    def _take_numbers(self) -> None:
        run, text = self._generation.run, self.numbers.text().strip()
        if run is None or run.images is None:
            return
        try:
            chosen_rows(text, len(run.images))
        except InputError as error:
            self._say(str(error))
            return
        self._say("")
        self._shown = text
        self._generation.wishes = replace(self._generation.wishes, images=text)

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.numbers.setProperty("problem", bool(problem))
        self.numbers.setAccessibleDescription(problem)
        self.numbers.style().unpolish(self.numbers)
        self.numbers.style().polish(self.numbers)
        self.problem_changed.emit()

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(px(8))
