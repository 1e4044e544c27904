"""Subject: the image under the brush: of the run's data, a picture of one's own, or one that is drawn from blank."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from aeexplorer.session.brush import Brush
from aeexplorer.session.current_run import CurrentRun
from aeexplorer.session.own_picture import OwnPicture, fitted_picture, picture_bytes
from aeexplorer.session.paint_mask import PaintMask

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import Answer, AskThread
    from aeexplorer.session.selection import Selection

CHANNEL = "restore picture"
CHOICES = 12
"""Held-out images to choose from at a time."""
DEFAULT_SHAPE = (1, 28, 28)
Origin = Literal["data", "own", "blank"]


class Subject(QObject):
    """Follows the selected image, and the run: its images are to choose from, and a picture of one's own is fitted."""

    changed = Signal()
    """Another image is under the brush, or others are to choose from."""
    problem_changed = Signal()
    """``problem`` or ``offer``."""

    def __init__(self, current: CurrentRun, selection: Selection, asks: AskThread, parent: QObject) -> None:
        super().__init__(parent)
        self._current, self._selection, self._asks = current, selection, asks
        self.painting = PaintMask(self)
        self.brush = Brush(self)
        self._origin: Origin = "data"
        self._index: int | None = None
        self._name = ""
        self._page = 0
        self._own: tuple[bytes, str] | None = None
        """The picture of one's own under the brush, to be fitted again to another run's images."""
        self._given: tuple[bytes, str] | None = None
        """The one that was dropped or pasted last, whether or not it was taken."""
        self._offer: OwnPicture | None = None
        self._problem = ""
        selection.image_changed.connect(self._follow_selection)
        asks.answered.connect(self._take)

    @property
    def origin(self) -> Origin:
        """Where the image comes from."""
        return self._origin

    @property
    def index(self) -> int | None:
        """The image's number in the run's data; None for one that is not of it."""
        return self._index if self._origin == "data" else None

    @property
    def name(self) -> str:
        """What the image is called, if it is not of the run's data."""
        return self._name

    @property
    def fits(self) -> bool:
        """Whether it is of the shape of the run's images."""
        run = self._current.run
        return run is not None and self.painting.picture.shape == run.image_shape

    @property
    def choices(self) -> NDArray[np.int64]:
        """Numbers of held-out images to choose from, of all classes; empty before a run has started."""
        held_out = self.held_out
        if not len(held_out) or self._current.run is None:
            return held_out
        mixed = np.random.default_rng(self._current.run.recipe.seed).permutation(held_out)
        start = (self._page % max(-(-len(mixed) // CHOICES), 1)) * CHOICES
        chosen: NDArray[np.int64] = mixed[start : start + CHOICES]
        return chosen

    @property
    def held_out(self) -> NDArray[np.int64]:
        """Numbers of all held-out images, in order."""
        run = self._current.run
        if run is None or run.start_event is None:
            return np.empty(0, np.int64)
        numbers: NDArray[np.int64] = run.start_event.split.held_out.numpy()
        return numbers

    @property
    def selected(self) -> NDArray[np.int64]:
        """Numbers of the images that are chosen together on the map."""
        run = self._current.run
        there = len(run.images) if run is not None and run.images is not None else 0
        return np.array([index for index in self._selection.images if 0 <= index < there], np.int64)

    def neighbour(self) -> NDArray[np.float32] | None:
        """The held-out image after this one, (C, H, W)."""
        held_out, run = self.held_out, self._current.run
        if not len(held_out) or run is None:
            return None
        at = int(np.searchsorted(held_out, self._index or 0, side="right")) % len(held_out)
        return run.pixels(int(held_out[at]))

    # Choosing

    def next_choices(self) -> None:
        """Offer other held-out images."""
        self._page += 1
        self.changed.emit()

    def choose(self, index: int) -> None:
        """Put an image of the run's data under the brush."""
        if self._selection.image == index:
            self._show_image(index)
        else:
            self._selection.image = index

    def draw_from_blank(self) -> None:
        """Put a black image under the brush, to draw on."""
        shape = self._current.run.image_shape if self._current.run else None
        self._origin, self._own = "blank", None
        self._name = QCoreApplication.translate("Subject", "your drawing")
        self.painting.set_image(np.zeros(shape or DEFAULT_SHAPE, np.float32))
        self.painting.clear()
        self.brush.tool = "draw"
        self.brush.size = max(round(min(self.painting.size) / 12), 1)
        self.changed.emit()

    def open_file(self, path: Path) -> None:
        """Have a picture file read and put under the brush; what is wrong with it becomes the ``problem``."""
        self._open(partial(picture_bytes, path), path.name)

    def open_bytes(self, data: bytes, name: str) -> None:
        """The same with the bytes of a file, as from the clipboard."""
        self._open(lambda: data, name)

    def _open(self, read: Callable[[], bytes], name: str) -> None:
        shape = (self._current.run.image_shape if self._current.run else None) or DEFAULT_SHAPE

        def compute() -> tuple[bytes, OwnPicture]:
            data = read()
            return data, fitted_picture(data, name, shape)

        self._asks.ask(CHANNEL, compute)

    @property
    def offer(self) -> OwnPicture | None:
        """A picture that had to be made to fit, and waits for somebody to agree."""
        return self._offer

    def take_offer(self) -> None:
        """Put the offered picture under the brush."""
        if self._offer is not None:
            offer, self._offer = self._offer, None
            self._show_own(offer)
            self.problem_changed.emit()

    def decline_offer(self) -> None:
        """Leave the image that is there, and what is wrong with another."""
        self._offer, self._problem = None, ""
        self.problem_changed.emit()

    def refuse(self, problem: str) -> None:
        """Say what is wrong with what was dropped or pasted."""
        self._offer, self._problem = None, problem
        self.problem_changed.emit()

    @property
    def problem(self) -> str:
        """What is wrong with a picture that was dropped or pasted, in sentences; or ""."""
        return self._problem

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel != CHANNEL or not self._asks.is_latest(answer):
            return
        self._offer, self._problem = None, answer.error or ""
        if answer.error is None:
            data, picture = answer.result
            self._given = data, picture.name
            if picture.offer:
                self._offer = picture
            else:
                self._show_own(picture)
        self.problem_changed.emit()

    # Following the run and the map

    def follow_run(self) -> None:
        """Another run, or one that has just got its images."""
        run = self._current.run
        if run is None or run.images is None:
            return
        offered = self._offer.pixels.shape if self._offer is not None else run.image_shape
        if self._origin == "own" and self._own is not None and not self.fits:
            self.open_bytes(*self._own)
        elif offered != run.image_shape and self._given is not None:
            self.open_bytes(*self._given)
        if self._origin == "data" or (self._origin == "blank" and not self.fits):
            chosen = self._selection.image
            known = chosen is not None and 0 <= chosen < len(run.images)
            self._show_image(chosen if known and chosen is not None else int(self.choices[0]))
        self.changed.emit()

    @Slot()
    def _follow_selection(self) -> None:
        run, image = self._current.run, self._selection.image
        if image is not None and run is not None and run.images is not None and 0 <= image < len(run.images):
            self._show_image(image)

    def _show_image(self, index: int) -> None:
        run = self._current.run
        assert run is not None
        self._origin, self._index, self._name, self._own = "data", index, "", None
        if self.brush.tool == "draw":
            self.brush.tool = "brush"
        self.painting.set_image(run.pixels(index))
        self.changed.emit()

    def _show_own(self, picture: OwnPicture) -> None:
        self._origin, self._name, self._own = "own", picture.name, self._given
        self.painting.set_image(picture.pixels)
        self.changed.emit()
