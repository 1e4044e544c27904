"""Which images are compared, and how many."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aeexplorer.session.compare_settings import MOST_SHOWN
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.compare.ranges_field import RangesField
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.number_field import NumberField
from aeexplorer.widgets.recipe_row import LabelledRow

if TYPE_CHECKING:
    from aeexplorer.session.compare_settings import Show
    from aeexplorer.session.comparing import Comparing
    from aeexplorer.session.selection import Selection


class ImagesSection(QWidget):
    """Images that the models have not learned from, unless they are chosen: by their numbers, or together on a map."""

    def __init__(self, comparing: Comparing, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparing, self._selection = comparing, selection
        self.show_what = Choice(
            (
                ("class", self.tr("One per class")),
                ("first", self.tr("First held out")),
                ("worst", self.tr("Worst rebuilt")),
                ("chosen", self.tr("Chosen")),
            ),
            name=self.tr("Which images are shown"),
        )
        self.numbers = RangesField(self.tr("such as 1-5,226"), name=self.tr("Numbers of the images, from 1"))
        self.numbers_row = LabelledRow(self.tr("Images"), self.numbers)
        self.number = NumberField("int", 1, MOST_SHOWN, name=self.tr("Number of images"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(Label(self.tr("Images"), "heading"))
        self._column.addWidget(LabelledRow(self.tr("Show"), self.show_what))
        self._column.addWidget(self.numbers_row)
        self._column.addWidget(LabelledRow(self.tr("Number"), self.number))
        self.show_what.changed.connect(self._take_show)
        self.numbers.changed.connect(self._take_numbers)
        self.number.changed.connect(self._take_number)
        selection.images_changed.connect(self._follow_selection)
        comparing.settings_changed.connect(self.follow)
        comparing.results_changed.connect(self.follow)
        appearance().changed.connect(self._dress)
        self._dress()
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Show what is chosen."""
        comparing = self._comparing
        self.show_what.set_value(comparing.show)
        self.numbers_row.setVisible(comparing.show == "chosen")
        images = comparing.members[0].run.images if comparing.members else None
        self.numbers.set_available(len(images) if images is not None else 0)
        self.numbers.set_rows(comparing.chosen)
        self.number.set_value(comparing.number)

    @Slot(object)
    def _take_show(self, show: object) -> None:
        comparing = self._comparing
        if show == "chosen" and self._selection.images:
            comparing.chosen = self._selection.images
        elif show == "chosen" and not comparing.chosen and comparing.results is not None:
            # Those that are looked at are a better start than none.
            comparing.chosen = tuple(int(index) for index in comparing.results.indices)
        comparing.show = cast("Show", show)

    @Slot()
    def _follow_selection(self) -> None:
        if self._comparing.show == "chosen" and self._selection.images:
            self._comparing.chosen = self._selection.images

    @Slot(object)
    def _take_numbers(self, rows: object) -> None:
        self._comparing.chosen = cast("tuple[int, ...]", rows)

    @Slot(object)
    def _take_number(self, number: object) -> None:
        self._comparing.number = cast(int, number)

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(px(8))
