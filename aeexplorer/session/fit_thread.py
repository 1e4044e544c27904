"""FitThread: the thread that a run trains in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from PySide6.QtCore import QObject, Signal

from aeexplorer.session.problem import logger
from aeexplorer.session.time_slices import work_steadily
from aeexplorer.session.worker import Worker
from training.data import LoadingCancelled
from training.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Generator

    from training.data import Progress
    from training.events import Event


class Loading(NamedTuple):
    """How far a download is: bytes done, all bytes if known, and what is fetched."""

    done: int
    total: int | None
    what: str


class FitThread(Worker):
    """Iterates the events of a run and says them. Ends when they end; ending early is asked of the run's Control.

    Connect its signals to slots of QObjects only: anything else would be called in this thread.
    """

    loading = Signal(object)
    """A ``Loading``, at most every 50 ms, before the first event."""
    said = Signal(object)
    """An ``Event``, in the order in which the run said them."""
    refused = Signal(object)
    """Message (str) of the InputError that ended the run."""
    broke = Signal(object)
    """Kind and message (str) of any other error that ended the run; the traceback is in the log."""

    def __init__(self, make_events: Callable[[Progress], Iterator[Event]], parent: QObject | None = None) -> None:
        """``make_events(progress)`` is called in the thread and gives the generator to iterate."""
        super().__init__(parent)
        self._make_events = make_events

    def run(self) -> None:
        """Qt's entry point of the thread."""
        work_steadily()
        try:
            # Closing runs the generator's ``finally``, which saves, in this thread and not whenever it is collected.
            with closing(cast("Generator[Event, Any, Any]", self._make_events(self._report))) as events:
                for event in events:
                    self.said.emit(event)
        except LoadingCancelled:
            pass  # as the user asked; the run has ended before it began
        except InputError as error:
            self.refused.emit(str(error))
        except Exception as error:
            logger.exception("A run ended unexpectedly")
            self.broke.emit(f"{type(error).__name__}: {error}")

    def _report(self, done: int, total: int | None, what: str) -> None:
        self.loading.emit(Loading(done, total, what))
