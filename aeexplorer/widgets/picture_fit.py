"""How pictures of many sizes become images of one: the side, and what happens to what is not square."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.recipe_row import LabelledRow
from aeexplorer.widgets.segmented import Segmented
from training.recipe import Data

SIZES = (16, 28, 32, 48, 64, 96, 128)


class PictureFit(QWidget):
    """Shown for sources that scale pictures; every change is read anew, so that its effect is seen."""

    changed = Signal(object)
    """The Data that scales in another way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = Data()
        self.size_choice = Choice(name=self.tr("Image size"))
        self.size_choice.changed.connect(self._take_size)
        self.fit = Segmented(
            (("crop", self.tr("Crop")), ("squeeze", self.tr("Squeeze")), ("pad", self.tr("Pad"))),
            name=self.tr("What happens to pictures that are not square"),
        )
        self.fit.changed.connect(self._take_fit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label(self.tr("How pictures are scaled"), "heading"))
        column.addWidget(LabelledRow(self.tr("Size"), self.size_choice))
        column.addWidget(LabelledRow(self.tr("Not square"), self.fit))
        self.hide()

    def show_data(self, data: Data) -> None:
        """Show how ``data`` scales, where it does."""
        self._data = data
        self.setVisible(data.source == "folder")
        sizes = sorted({*SIZES, *((data.size,) if data.size else ())})
        options = [(0, self.tr("As most files")), *((size, f"{size} × {size}") for size in sizes)]
        self.size_choice.set_options(options, data.size or 0)
        self.fit.set_value(data.fit)

    @Slot(object)
    def _take_size(self, size: int) -> None:
        self.changed.emit(self._data.model_copy(update={"size": size or None}))

    @Slot(object)
    def _take_fit(self, fit: str) -> None:
        self.changed.emit(self._data.model_copy(update={"fit": fit}))
