"""What a data set looks like: eight of its images, and how many are learned from and how many held out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.session.ask_thread import Answer
from aeexplorer.session.preview import TILES, Preview, preview_of
from aeexplorer.session.reader import Reader
from aeexplorer.theme import appearance, font
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.image_strip import ImageStrip
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.pictures import to_qimage
from training.data import SOURCES, Source
from training.recipe import Data, Recipe

if TYPE_CHECKING:
    from training.data.images import ImageSet

CHANNEL = "preview"


class PreviewStrip(QWidget):
    """Shows the images that a recipe would train on, read off the GUI thread; nothing is downloaded for it."""

    shape_known = Signal(object)
    """Shape (C, H, W) of the images, or None while it is unknown."""
    refused = Signal(str)
    """Why the images cannot be read; it is said here."""
    seen = Signal()
    """Somebody has seen the window: what imports torch may begin."""
    look_wanted = Signal()
    """A first look at all of the set is wanted."""

    def __init__(self, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._wanted: tuple[Data, int] | None = None
        self._asked: tuple[Data, int] | None = None
        self._waiting = False
        self.strip = ImageStrip(28, 4, clickable=False, name=self.tr("Images of the data set"))
        self.counts = Label(role="caption", wrap=True)
        self.note = Label(role="caption", wrap=True)
        self.note.hide()
        self.first_look = Button(self.tr("First look…"))
        self.first_look.setProperty("chip", True)
        self.first_look.setToolTip(self.tr("Images, classes, mean image and size, before training"))
        self.first_look.clicked.connect(self.look_wanted)
        self.problem = Label(role="problem", wrap=True)
        self.problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.strip)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.counts, 1)
        below.addWidget(self.first_look, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(below)
        column.addWidget(self.note)
        column.addWidget(self.problem)
        reader.answered.connect(self._show_answer)
        appearance().changed.connect(self._dress)
        self._dress()

    def set_recipe(self, recipe: Recipe) -> None:
        """Show the images of the recipe's data part. They are read once the strip has been seen."""
        data = recipe.data
        wanted = (data, recipe.seed)
        if wanted == self._wanted:
            return
        # Another share held out changes the counts alone.
        other = self._wanted is None or data != self._wanted[0].model_copy(update={"held_out": data.held_out})
        self._wanted = wanted
        if other:
            self.shape_known.emit(None)
            self._await()
        if self.isVisible():
            self._ask()

    def show_images(self, images: ImageSet, training: int, held_out: int) -> None:
        """Show images that a run has read already, instead of reading them again."""
        self._reader.cancel(CHANNEL)
        self._asked = self._wanted
        self._show(preview_of(images, training, held_out))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ask as soon as somebody has seen the window, and not before: reading images imports torch."""
        super().paintEvent(event)
        if self._wanted != self._asked:
            QTimer.singleShot(0, self, self._ask)

    @Slot()
    def _ask(self) -> None:
        if self._wanted is None or self._wanted == self._asked:
            return
        self._asked = self._wanted
        self.seen.emit()
        if (source := self._source) is not None and source.needs_path:
            self._reader.cancel(CHANNEL)
        else:
            self._reader.ask_preview(CHANNEL, *self._wanted)

    @property
    def _source(self) -> Source | None:
        """Where the images come from, unless from files of the user's."""
        data = self._wanted[0] if self._wanted is not None else None
        return SOURCES.get(data.source) if data is not None and data.path is None else None

    def _await(self) -> None:
        """Keep the room of the images to come, so that nothing below moves when they do; some may not come."""
        source = self._source
        self._waiting = source is None or not (source.needs_path or source.downloads)
        self._set_pictures([_blank()] * TILES if self._waiting else [])
        if self._waiting or source is None:
            self._say(self.tr("Reading the images…"))
        else:
            words = self.tr("Choose a file or folder of images.") if source.needs_path else source.description
            self._say(words, note=source.where_from)
            self.first_look.setEnabled(False)

    def _set_pictures(self, pictures: Sequence[QImage], names: Sequence[str] | None = None) -> None:
        self.strip.set_images(pictures, names=names)
        self.strip.setVisible(bool(pictures))

    @Slot()
    def _dress(self) -> None:
        # Two lines, whatever there is to say beside the button: nothing below moves when it is known.
        self.counts.setMinimumHeight(2 * QFontMetrics(font(12)).lineSpacing())
        if self._waiting:
            self._set_pictures([_blank()] * TILES)

    @Slot(object)
    def _show_answer(self, answer: Answer) -> None:
        if answer.channel != CHANNEL or not self._reader.is_latest(answer):
            return
        if answer.error is None and answer.result is None and (source := self._source) is not None:
            self._say(self.tr("Downloaded when you train. {what}").format(what=source.description))
            self.first_look.setEnabled(False)
        elif answer.error is not None:
            self._waiting = False
            self._set_pictures([])
            self._say("", answer.error)
            self.shape_known.emit(None)
            self.refused.emit(answer.error)
        else:
            self._show(answer.result)

    def _show(self, preview: Preview) -> None:
        self._waiting = False
        pictures = [to_qimage(pixels, preview.source) for pixels in preview.pictures]
        self._set_pictures(pictures, preview.names)
        counts = self.tr("{training} for training, {held_out} held out").format(
            training=figure(preview.training), held_out=figure(preview.held_out)
        )
        if preview.synthetic:
            counts = self.tr("Synthetic: {counts}").format(counts=counts)
        self._say(counts, note=preview.note)
        self.shape_known.emit(preview.shape)

    def _say(self, counts: str, problem: str = "", *, note: str = "") -> None:
        self.counts.setText(counts)
        self.counts.setVisible(bool(counts))
        self.first_look.setEnabled(True)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))


def _blank() -> QImage:
    """The ground of a tile whose image is still to come."""
    blank = QImage(1, 1, QImage.Format.Format_RGB32)
    blank.fill(QColor(appearance().theme.grid))
    return blank
