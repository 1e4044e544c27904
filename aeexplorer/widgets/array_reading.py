"""How the arrays of a file are read as images: shown so that it can be seen to be right, and changed if it is not."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.first_look import FirstLook
from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.image_view import ImageView
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.pictures import to_qimage
from aeexplorer.widgets.recipe_row import LabelledRow
from aeexplorer.widgets.segmented import Segmented
from training.recipe import Data

NO_LABELS = ""


class ArrayReading(QWidget):
    """Which array holds the images, which the labels, and where the channels are, with a picture of either reading."""

    changed = Signal(object)
    """The Data that reads it in another way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = Data()
        self.images = Choice(name=self.tr("Array of images"))
        self.images.changed.connect(self._take_images)
        self.labels = Choice(name=self.tr("Array of labels"))
        self.labels.changed.connect(self._take_labels)
        self.channels = Segmented(
            (("first", self.tr("First")), ("last", self.tr("Last"))), name=self.tr("Where the channels are")
        )
        self.channels.changed.connect(self._take_channels)
        self.pictures = {
            "first": ImageView(side=72, name=self.tr("An image with its channels first")),
            "last": ImageView(side=72, name=self.tr("An image with its channels last")),
        }
        self.doubt = Label(role="problem", wrap=True)
        readings = QHBoxLayout()
        readings.setSpacing(12)
        for view in self.pictures.values():
            readings.addWidget(view)
        readings.addStretch(1)
        self.readings = QWidget()
        beside = QVBoxLayout(self.readings)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(8)
        beside.addLayout(readings)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label(self.tr("How the file is read"), "heading"))
        column.addWidget(self.doubt)
        column.addWidget(LabelledRow(self.tr("Images"), self.images))
        column.addWidget(LabelledRow(self.tr("Labels"), self.labels))
        self._channels = LabelledRow(self.tr("Channels"), self.channels)
        column.addWidget(self._channels)
        column.addWidget(self.readings)

    def show_look(self, look: FirstLook) -> None:
        """Show how ``look`` was read."""
        self._data = look.data
        layout = look.arrays
        self.setVisible(layout is not None)
        if layout is None:
            return
        self.doubt.setText(layout.doubt)
        self.doubt.setVisible(bool(layout.doubt))
        names = dict.fromkeys((layout.images_key, *layout.candidates))
        self.images.set_options([(name, name) for name in names], layout.images_key)
        labels = [(name, name) for name in dict.fromkeys((layout.labels_key, *look.label_arrays)) if name]
        self.labels.set_options(labels or [(NO_LABELS, self.tr("None in the file"))], layout.labels_key)
        self.labels.setEnabled(len(labels) > 1)
        has_channels = bool(look.readings)
        self._channels.setVisible(has_channels)
        self.readings.setVisible(has_channels)
        if not has_channels:
            return
        self.channels.set_value(layout.channels)
        places = {"first": layout.shape[1], "last": layout.shape[3]}
        for axis, view in self.pictures.items():
            possible = places[axis] in (1, 3, 4)
            why = (
                "" if possible else self.tr("That axis has {n} entries; channels are 1, 3 or 4.").format(n=places[axis])
            )
            self.channels.set_option_enabled(axis, possible, why)
            view.set_image(to_qimage(look.readings[axis], look.source))
            view.set_caption(
                self.tr("First") if axis == "first" else self.tr("Last"),
            )
            view.setEnabled(possible)
            view.setToolTip(why)

    @Slot(object)
    def _take_images(self, name: str) -> None:
        self.changed.emit(self._data.model_copy(update={"images_key": name, "channels": "auto"}))

    @Slot(object)
    def _take_labels(self, name: str) -> None:
        self.changed.emit(self._data.model_copy(update={"labels_key": name, "classes": ()}))

    @Slot(object)
    def _take_channels(self, axis: str) -> None:
        self.changed.emit(self._data.model_copy(update={"channels": axis}))
