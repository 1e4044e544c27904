"""LeftOutImages: the images that a run never learned from; those of classes that it leaves out are read in a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from aeexplorer.session.candidates import Candidates, candidates

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import Answer
    from aeexplorer.session.reader import Reader
    from aeexplorer.session.run import Run
    from training.data.images import ImageSet

CHANNEL = "anomaly images"


class LeftOutImages(QObject):
    """Of one run; its source is read only while somebody watches, and kept for other runs on the same data."""

    changed = Signal()
    """Others are ``candidates``, or those that were to be read could not be: then ``problem`` says so."""

    def __init__(self, reader: Reader, parent: QObject) -> None:
        super().__init__(parent)
        self._reader = reader
        self._run: Run | None = None
        self._whole: tuple[object, ImageSet] | None = None
        self._watched = False
        self.candidates: Candidates | None = None
        """None before the run has images."""
        self.is_reading = False
        """Whether more are on their way."""
        self.problem = ""
        """Why the images of the left-out classes cannot be read, in sentences; or ""."""
        reader.answered.connect(self._take)

    def begin(self, run: Run | None) -> None:
        """It is another run, or one that has started anew."""
        if self._run is None or run is None or run.recipe.data != self._run.recipe.data:
            self._whole = None
        self._run = run
        self._reader.cancel(CHANNEL)
        self.is_reading, self.problem = False, ""
        start = run.start_event if run is not None else None
        self.candidates = candidates(start) if start is not None else None
        self._read()

    def watch(self, watching: bool) -> None:
        """Somebody begins or ends to look."""
        self._watched = watching
        self._read()

    def _read(self) -> None:
        run = self._run
        if run is None or run.start_event is None or not run.recipe.data.classes:
            return
        if not self._watched or self.is_reading or self.problem:
            return
        data = run.recipe.data.model_copy(update={"classes": ()})
        if self._whole is not None and self._whole[0] == data:
            self.add(self._whole[1])
            return
        reader = self._reader
        self.is_reading = True
        reader.ask(CHANNEL, lambda: (data, reader.images(data)))

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel != CHANNEL or not self._reader.is_latest(answer):
            return
        self.is_reading = False
        if answer.error is not None:
            self.problem = answer.error
            self.changed.emit()
        else:
            self._whole = answer.result
            self.add(answer.result[1])

    def add(self, whole: ImageSet) -> None:
        """Take in the images of left-out classes of ``whole``, all that the run's source has."""
        if self._run is None or self._run.start_event is None:
            return
        if self.candidates is None or self.candidates.left_out is not whole:
            self.candidates = candidates(self._run.start_event, whole)
            self.changed.emit()
