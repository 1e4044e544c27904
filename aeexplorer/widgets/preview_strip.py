"""What a data set looks like: eight of its images, and how many are learned from and how many held out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aeexplorer.session.ask_thread import Answer, AskThread
from aeexplorer.theme import appearance
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.image_strip import ImageStrip
from aeexplorer.widgets.label import Label
from training.data import SOURCES
from training.recipe import Data, Recipe

if TYPE_CHECKING:
    from training.data.images import ImageSet

CHANNEL = "preview"
TILES = 8


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown of a data set: ``pictures`` (n, C, H, W) uint8 or float32, a name for each, and counts."""

    pictures: NDArray[Any]
    names: tuple[str, ...]
    training: int
    held_out: int
    shape: tuple[int, int, int]
    note: str


class PreviewStrip(QWidget):
    """Shows the images that a recipe would train on, read in the ask thread; nothing is downloaded for it."""

    shape_known = Signal(object)
    """Shape (C, H, W) of the images, or None while it is unknown."""

    def __init__(self, asks: AskThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asks = asks
        self._wanted: tuple[Data, int] | None = None
        self._asked: tuple[Data, int] | None = None
        self._waiting = False
        self.strip = ImageStrip(28, 4, clickable=False, name=self.tr("Images of the data set"))
        self.counts = Label(role="caption", wrap=True)
        self.problem = Label(role="problem", wrap=True)
        self.problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.strip)
        column.addWidget(self.counts)
        column.addWidget(self.problem)
        asks.answered.connect(self._show_answer)
        appearance().changed.connect(self._dress)

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
        self._asks.cancel(CHANNEL)
        self._asked = self._wanted
        self._show(_preview(images, training, held_out))

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
        if self._unread():
            self._asks.cancel(CHANNEL)
        else:
            self._asks.ask(CHANNEL, _reader(*self._wanted))

    def _unread(self) -> str:
        """What to say of images that are not read for a preview; "" if they are."""
        data = self._wanted[0] if self._wanted is not None else None
        source = SOURCES.get(data.source) if data is not None else None
        if data is None or source is None or data.path is not None:
            return ""
        if source.downloads:
            return source.description
        return self.tr("Choose a file or folder of images.") if source.needs_path else ""

    def _await(self) -> None:
        """Keep the room of the images to come, so that nothing below moves when they do."""
        unread = self._unread()
        self._waiting = not unread
        self._set_pictures([] if unread else [_blank()] * TILES)
        self._say(unread or self.tr("Reading the images…"))

    def _set_pictures(self, pictures: Sequence[ArrayLike | QImage], names: Sequence[str] | None = None) -> None:
        self.strip.set_images(pictures, names=names)
        self.strip.setVisible(bool(pictures))

    @Slot()
    def _dress(self) -> None:
        if self._waiting:
            self._set_pictures([_blank()] * TILES)

    @Slot(object)
    def _show_answer(self, answer: Answer) -> None:
        if answer.channel != CHANNEL or not self._asks.is_latest(answer):
            return
        if answer.error is not None:
            self._waiting = False
            self._set_pictures([])
            self._say("", answer.error)
            self.shape_known.emit(None)
        else:
            self._show(answer.result)

    def _show(self, preview: Preview) -> None:
        self._waiting = False
        self._set_pictures(list(preview.pictures), preview.names)
        counts = self.tr("{training} for training, {held_out} held out").format(
            training=figure(preview.training), held_out=figure(preview.held_out)
        )
        self._say(f"{counts}. {preview.note}" if preview.note else counts)
        self.shape_known.emit(preview.shape)

    def _say(self, counts: str, problem: str = "") -> None:
        self.counts.setText(counts)
        self.counts.setVisible(bool(counts))
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))


def _blank() -> QImage:
    """The ground of a tile whose image is still to come."""
    blank = QImage(1, 1, QImage.Format.Format_RGB32)
    blank.fill(QColor(appearance().theme.grid))
    return blank


def _reader(data: Data, seed: int) -> Callable[[], Preview]:
    return partial(_read, data, seed)


def _read(data: Data, seed: int) -> Preview:
    from training.data import load_images

    images = load_images(data)
    split = images.split(data.held_out, seed)
    return _preview(images, len(split.training), len(split.held_out))


def _preview(images: ImageSet, training: int, held_out: int) -> Preview:
    """One image of each of the first eight classes; without classes, eight from all over the set."""
    if images.labels is None:
        chosen = np.unique(np.linspace(0, len(images) - 1, TILES).astype(np.int64))
        names = [str(index) for index in chosen]
    else:
        classes, first = np.unique(images.labels.numpy(), return_index=True)
        chosen, names = first[:TILES], [images.classes[label] for label in classes[:TILES]]
    pictures = images.pixels.numpy()[chosen]
    return Preview(pictures, tuple(names), training, held_out, images.shape, images.note)
