"""Session: the one object that panels meet in. What is open, selected and running, and who answers questions."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from PySide6.QtCore import QDeadlineTimer, QObject, Slot

from aeexplorer.session.ask_thread import AskThread
from aeexplorer.session.collector import Collector
from aeexplorer.session.comparing import Comparing
from aeexplorer.session.courtesy import Courtesy
from aeexplorer.session.decoding import Decoding
from aeexplorer.session.document import Document
from aeexplorer.session.engine import MakeEvents, device_of_this_machine, fit_events
from aeexplorer.session.experiments import Experiments
from aeexplorer.session.generation import Generation
from aeexplorer.session.members import why_not
from aeexplorer.session.reader import Reader
from aeexplorer.session.restoration import Restoration
from aeexplorer.session.run import Run
from aeexplorer.session.selection import Selection
from aeexplorer.session.time_slices import answer_promptly

WARM_UP = "warm up"


def default_runs_folder() -> Path:
    """Where runs save themselves unless told otherwise, such as ``~/.local/share/aeexplorer/runs``."""
    return user_data_path("aeexplorer", appauthor=False) / "runs"


class Session(QObject):
    """What is open, selected and running, and the threads that answer. Close it before the application ends."""

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        runs_folder: Path | None = None,
        make_events: MakeEvents = fit_events,
    ) -> None:
        """``runs_folder`` is where runs save themselves; ``make_events`` as in ``Run``."""
        super().__init__(parent)
        answer_promptly()
        self.document = Document(runs_folder or default_runs_folder(), self, make_events=make_events)
        self.selection = Selection(self)
        self.asks = AskThread()
        self.decoding = Decoding(self.asks, self)
        self.restoration = Restoration(self.document, self.selection, self.asks, self)
        self.comparing = Comparing(self.document, self.selection, self.asks, self)
        self.generation = Generation(self.document, self)
        self.reader = Reader()
        self.experiments = Experiments(self.document.runs_folder, self)
        self.courtesy = Courtesy(self)
        self._collector = Collector(self)
        self.courtesy.changed.connect(self._limit_threads)
        self.document.runs_changed.connect(self._limit_threads)
        self._selected_from: Run | None = None
        self.document.current_changed.connect(self._forget_selection)
        self.restoration.current.started.connect(self._forget_lost_images)

    def warm_up(self) -> None:
        """Import torch in the background; call it when the window has been painted.

        The answer on channel ``WARM_UP`` is a ``DeviceReport``: where a run would compute, and why.
        """
        device = self.document.recipe.device
        self.asks.ask(WARM_UP, lambda: device_of_this_machine(device))

    def active_runs(self) -> tuple[Run, ...]:
        """Runs that have not ended: what closing the window asks about."""
        return self.document.active_runs()

    def close(self, milliseconds: int = 10_000) -> bool:
        """Stop every thread and wait for them, ``milliseconds`` at most; whether all have ended.

        Threads that have not are left to end by themselves and are never terminated: the process has to stay,
        or to leave by ``os._exit``.
        """
        deadline = QDeadlineTimer(milliseconds)
        runs = self.active_runs()
        self.document.queue.clear()
        for run in runs:
            run.stop()
        self.asks.stop()
        self.reader.stop()
        self.generation.stop()
        self.experiments.stop_all()
        ended = [run.wait(deadline.remainingTime()) for run in runs]
        self._collector.stop()
        ended.append(self.experiments.close(deadline.remainingTime()))
        threads = (self.asks, self.reader, self.generation)
        ended += [thread.wait_for(deadline.remainingTime()) for thread in threads]
        return all(ended)

    @property
    def thread_limit(self) -> int | None:
        """The most threads that training may compute with now; see ``courtesy``."""
        return self.courtesy.thread_limit

    @Slot()
    def _limit_threads(self) -> None:
        for run in self.document.runs:
            run.limit_threads(self.thread_limit)

    @Slot()
    def _forget_selection(self) -> None:
        """Codes of one run mean nothing in another; images do where both have the same."""
        run, before = self.document.current, self._selected_from
        if before is not None and run is not before:
            self.selection.clear_codes()
            if run is None or why_not(before, run):
                self.selection.keep_images(0)
        self._selected_from = run

    @Slot()
    def _forget_lost_images(self) -> None:
        """Files may have changed since the recipe's data were read last."""
        run = self.document.current
        if run is not None and run.images is not None:
            self.selection.keep_images(len(run.images))
