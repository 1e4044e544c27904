"""SizeView: how large the current run's code should be, measured while somebody looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from aeexplorer.session.code_size import CodeSize, RunError, SizeQuestion
from aeexplorer.session.current_run import CurrentRun
from aeexplorer.session.long_question import LongQuestion
from aeexplorer.session.members import why_not

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import AskThread
    from aeexplorer.session.document import Document

CHANNEL = "latent size"


class SizeView(QObject):
    """Follows the current run; the images are measured once, its codes again while it trains."""

    changed = Signal()
    """``size`` or ``errors``."""
    failed = Signal(str)
    """A sentence that says why it could not be measured."""

    def __init__(self, document: Document, asks: AskThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.current = CurrentRun(document, self)
        self.size: CodeSize | None = None
        self._measures = SizeQuestion()
        self._question = LongQuestion(CHANNEL, asks, self._begin, self)
        self._question.said.connect(self._take)
        self._question.failed.connect(self.failed)
        for signal in (self.current.changed, self.current.started):
            signal.connect(self._start_over)
        self.current.latents_changed.connect(self._question.outdate)
        self.current.metrics_changed.connect(self.changed)
        document.runs_changed.connect(self.changed)
        self._question.ask_anew()

    @property
    def errors(self) -> list[RunError]:
        """The open runs on the current run's images, as far as their errors are known."""
        current = self.current.run
        found = []
        for run in self._document.runs:
            mse = run.history.latest("mse")
            if current is not None and mse is not None and run.latent_size and not why_not(current, run):
                found.append(RunError(run, run.latent_size, mse))
        return found

    def watch(self, watching: bool) -> None:
        """Somebody begins to look, or ends."""
        self._question.watch(watching)

    def _begin(self) -> Iterator[str | CodeSize] | None:
        run = self.current.run
        if run is None or run.images is None or run.start_event is None or not len(run.codes):
            return None
        split = run.start_event.split
        return self._measures.steps(run.images, split.training.numpy(), split.held_out.numpy(), run.codes)

    @Slot(object)
    def _take(self, said: str | CodeSize) -> None:
        if isinstance(said, CodeSize):
            self.size = said
            self.changed.emit()

    @Slot()
    def _start_over(self) -> None:
        """Another run, or this one from its beginning."""
        self.size = None
        self._question.ask_anew()
        self.changed.emit()
