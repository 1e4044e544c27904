"""What a data set is: name, size, mean image, range, where it comes from, and which files were left out."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.first_look import FirstLook
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.badge import Badge
from aeexplorer.widgets.disclosure import Disclosure
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.image_view import ImageView
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.pictures import to_qimage
from training.data import SOURCES

MOST_LISTED = 200
"""Files that were left out, each on a line of its own; more are counted."""


class DataFacts(QWidget):
    """A column of facts about a ``FirstLook``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(role="key", wrap=True)
        self.synthetic = Badge(self.tr("synthetic"), strong=True)
        self.place = Label(role="caption", wrap=True)
        self.note = Label(role="second", wrap=True)
        self.licence = Label(role="caption", wrap=True)
        self.mean = ImageView(self.tr("Mean image"), side=96)
        self.values = {
            "images": (self.tr("Images"), Label(role="heading")),
            "size": (self.tr("Size"), Label(role="heading")),
            "range": (self.tr("Pixels"), Label(role="heading")),
            "memory": (self.tr("Memory"), Label(role="heading")),
        }
        self.skipped_files = Label(role="caption", wrap=True)
        self.skipped = Disclosure("", self.skipped_files)
        heading = QHBoxLayout()
        heading.setSpacing(8)
        heading.addWidget(self.title, 1)
        heading.addWidget(self.synthetic)
        self._table = QGridLayout()
        for row, (name, value) in enumerate(self.values.values()):
            self._table.addWidget(Label(name, "second"), row, 0)
            self._table.addWidget(value, row, 1)
        self._table.setRowStretch(len(self.values), 1)
        self._table.setColumnStretch(1, 1)
        self._beside = QHBoxLayout()
        self._beside.addWidget(self.mean)
        self._beside.addLayout(self._table, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(heading)
        column.addWidget(self.place)
        column.addLayout(self._beside)
        column.addWidget(self.note)
        column.addWidget(self.skipped)
        column.addWidget(self.licence)
        appearance().changed.connect(self._dress)
        self._dress()

    def show_look(self, seen: FirstLook) -> None:
        """Say what is known of ``seen``."""
        look, source = seen.look, SOURCES[seen.data.source]
        self.title.setText(seen.data.path.name if seen.data.path is not None else source.title)
        self.place.setText(
            self.tr("Read as: {title}. {path}").format(title=source.title, path=seen.data.path)
            if seen.data.path is not None
            else source.description
        )
        self.synthetic.setVisible(seen.synthetic)
        self.mean.set_image(to_qimage(look.mean, seen.source))
        channels, height, width = look.shape
        colours = {1: self.tr("grey"), 3: self.tr("3 channels")}[channels]
        low, high = (figure(end, 2) for end in look.range)
        for key, words in {
            "images": figure(look.n, 0),
            "size": f"{height} × {width}, {colours}",
            "range": self.tr("{low} to {high}, {kind}").format(low=low, high=high, kind=look.dtype),
            "memory": _bytes(look.nbytes),
        }.items():
            self.values[key][1].setText(words)
        self.note.setText(seen.note)
        self.note.setVisible(bool(seen.note))
        self.licence.setText(self.tr("Licence: {licence}").format(licence=source.licence))
        n = len(seen.skipped)
        self.skipped.setVisible(n > 0)
        self.skipped.button.setText(
            self.tr("1 file was left out") if n == 1 else self.tr("{n} files were left out").format(n=figure(n, 0))
        )
        more = [self.tr("and {n} more").format(n=figure(n - MOST_LISTED, 0))] if n > MOST_LISTED else []
        self.skipped_files.setText("\n".join([*seen.skipped[:MOST_LISTED], *more]))

    @Slot()
    def _dress(self) -> None:
        self._beside.setSpacing(px(16))
        self._table.setHorizontalSpacing(px(12))
        self._table.setVerticalSpacing(px(4))


def _bytes(count: int) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{figure(count / size, 1)} {unit}"
    return f"{count} B"
