"""Run: the life of one training run, from the first press of Train to the end of its thread."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from aeexplorer.session.engine import MakeEvents, fit_events, saved_events
from aeexplorer.session.fit_thread import FitThread, Loading
from aeexplorer.session.problem import Problem, not_opened, refused, unexpected
from aeexplorer.session.record import Record
from training.control import Control
from training.events import Event, RunFailed, RunFinished, RunStarted

if TYPE_CHECKING:
    from training.data import Progress as DataProgress
    from training.recipe import Recipe


class RunState(enum.Enum):
    """LOADING → TRAINING ⇄ PAUSED → FINISHED, STOPPED or FAILED; from these three a run may start again."""

    IDLE = "idle"
    LOADING = "loading"
    TRAINING = "training"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def active(self) -> bool:
        """Whether the run has a thread, at work or waiting."""
        return self in (RunState.LOADING, RunState.TRAINING, RunState.PAUSED)


class Run(Record):
    """One run of one recipe. Everything here belongs to the GUI thread, and only ``wait`` blocks."""

    state_changed = Signal(object)
    """The new RunState."""
    failed = Signal(object)
    """The Problem that ended the run."""

    def __init__(
        self,
        recipe: Recipe,
        folder: Path | None = None,
        parent: QObject | None = None,
        *,
        make_events: MakeEvents = fit_events,
    ) -> None:
        """``make_events`` gives the events to listen to; it is called in the run's thread."""
        super().__init__(parent)
        self.recipe = recipe
        self.folder = folder
        self.problem: Problem | None = None
        self.loading: Loading | None = None
        """How far the download of images is, while there is one; announced by ``progressed``."""
        self._state = RunState.IDLE
        self._make_events = make_events
        self._control = Control()
        self._thread: FitThread | None = None
        self._end: RunFinished | Problem | None = None
        self._epochs_a_start = recipe.schedule.epochs
        self._thread_limit: int | None = None
        self.opening = False
        """Whether what is saved in the folder is being taken up, or could not be."""
        self._turned_down = False
        self._going_back = False

    @property
    def state(self) -> RunState:
        """Where the run is in its life."""
        return self._state

    @property
    def completed(self) -> bool:
        """Whether the run has trained all its epochs."""
        return isinstance(self._end, RunFinished) and self._end.reason == "completed"

    def start(self, *, paused: bool = False, epochs: int | None = None) -> None:
        """Start, or go on from the folder's checkpoint if there is one; nothing happens while the run is active.

        ``epochs`` is the total to reach. A run that has completed its epochs adds as many again.
        """
        if self._state.active:
            return
        if epochs is None and self.completed:
            epochs = self.recipe.schedule.epochs + self._epochs_a_start
        if epochs is not None:
            self.recipe = self.recipe.override(f"schedule.epochs={epochs}")
        self._control = Control(paused=paused)
        self._control.thread_limit = self._thread_limit
        self._listen_to(partial(self._make_events, self.recipe, self.folder, self._control))

    def open(self) -> None:
        """Take up what is saved in the folder, without training: LOADING until that is done.

        Afterwards the run is FINISHED, STOPPED or FAILED as it was then, and may start again. Where that cannot be
        done, it ends as FAILED and stays ``opening``.
        """
        if self._state.active or self.folder is None:
            return
        self.opening = True
        self._control = Control()
        self._listen_to(partial(saved_events, self.folder, self._control))

    def go_back(self) -> None:
        """Take up the weights from before the loss jumped, and wait there; what was trained since is forgotten.

        An active run stops first. The optimizer begins anew, for its memory was of the steps that led to the jump.
        """
        if self._state.active:
            self.stop()
            self._going_back = True
        else:
            self._take_up_good()

    def _take_up_good(self) -> None:
        self.show_epoch(None)
        self._control = Control(paused=True)
        self._control.thread_limit = self._thread_limit
        self._listen_to(partial(fit_events, self.recipe, self.folder, self._control, checkpoint="good"))

    def _listen_to(self, make_events: Callable[[DataProgress], Iterator[Event]]) -> None:
        self.problem = self._end = None
        self._turned_down = False
        self._thread = FitThread(make_events)
        self._thread.loading.connect(self._hear_loading)
        self._thread.said.connect(self.hear)
        self._thread.refused.connect(self._hear_refusal)
        self._thread.broke.connect(self._hear_break)
        self._thread.finished.connect(self._hear_end)
        self._set_state(RunState.LOADING)
        self._thread.begin()

    def limit_threads(self, limit: int | None) -> None:
        """Compute with ``limit`` CPU threads at most from the next step on; None: as many as pays."""
        self._thread_limit = self._control.thread_limit = limit

    def pause(self) -> None:
        """Wait after the step that is running; while loading, wait before the first."""
        self._control.pause()
        self._follow_control()

    def resume(self) -> None:
        """Go on."""
        self._control.resume()
        self._follow_control()

    def toggle(self) -> None:
        """What Space does: start, pause or go on."""
        if not self._state.active:
            self.start()
        elif self._control.paused:
            self.resume()
        else:
            self.pause()

    def step(self) -> None:
        """Take one step and wait; starts the run if need be."""
        self.start(paused=True)
        self._control.step()
        self._follow_control()

    def finish(self) -> None:
        """End after this step as if the last epoch were over: evaluate, save."""
        self._control.finish()

    def stop(self) -> None:
        """End after this step and save; the run can be started again."""
        self._going_back = False
        self._control.stop()

    def wait(self, milliseconds: int) -> bool:
        """Block until the run has ended (stop it first), for ``milliseconds`` at most; whether it has.

        All that the run has said is heard when this returns.
        """
        if self._thread is None:
            return True
        if not self._thread.wait_for(milliseconds):
            return False
        QCoreApplication.sendPostedEvents(self)
        return True

    def _take_in(self, event: Event) -> None:
        super()._take_in(event)
        match event:
            case RunStarted():
                self.loading = None
                if self.opening:
                    return
                self._set_state(RunState.PAUSED if self._control.paused else RunState.TRAINING)
            case RunFinished():
                self._end = event
            case RunFailed():
                self._end = Problem(event.what, event.why, event.advice)

    @Slot(object)
    def _hear_loading(self, loading: Loading) -> None:
        self.loading = loading
        self._announcer.announce(self.progressed)

    @Slot(object)
    def _hear_refusal(self, message: str) -> None:
        self._end = not_opened(message) if self.opening else refused(message)
        self._turned_down = True

    @Slot(object)
    def _hear_break(self, error: str) -> None:
        self._end = unexpected(error)
        self._turned_down = True

    @Slot()
    def _hear_end(self) -> None:
        # Only now has the run been saved, so only now may it be started again.
        self._thread = self.loading = None
        self.opening = self.opening and self._turned_down
        self._announcer.flush()
        going_back, self._going_back = self._going_back, False
        match self._end:
            case RunFinished() if going_back:
                self._take_up_good()
            case Problem() as problem:
                self.problem = problem
                self._set_state(RunState.FAILED)
                self.failed.emit(problem)
            case RunFinished(reason=reason) if reason != "stopped":
                self._set_state(RunState.FINISHED)
            case _:
                self._set_state(RunState.STOPPED)

    def _follow_control(self) -> None:
        """Show at once what was asked for; the thread follows within a step."""
        if self._state in (RunState.TRAINING, RunState.PAUSED):
            self._set_state(RunState.PAUSED if self._control.paused else RunState.TRAINING)

    def _set_state(self, state: RunState) -> None:
        if state is not self._state:
            self._state = state
            self.state_changed.emit(state)
