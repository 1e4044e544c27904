"""TaskQueue: commands that run one after the other, each in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from aeexplorer.session.task import Task, TaskState


class TaskQueue(QObject):
    """The first command runs, the others wait for it."""

    changed = Signal()
    """``tasks``, or the state or words of one of them."""
    ended = Signal(object)
    """A Task that is not among ``tasks`` any more, and is forgotten after this."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tasks: tuple[Task, ...] = ()
        """Commands that have not ended, in their order."""

    @property
    def said(self) -> str:
        """The last line of the command that runs."""
        return self.tasks[0].said if self.tasks else ""

    def state_of(self, kind: str, name: str) -> TaskState | None:
        """Whether a command waits, runs or stops; None if there is none."""
        return next((task.state for task in self.tasks if (task.kind, task.name) == (kind, name)), None)

    def add(self, kind: str, name: str, arguments: Sequence[str]) -> None:
        """Run a command, as in ``Task``, after those that are there; once at a time."""
        if self.state_of(kind, name) is None:
            task = Task(kind, name, arguments, self)
            task.changed.connect(self._hear)
            self.tasks = (*self.tasks, task)
            self._start_next()
            self.changed.emit()

    def stop(self, kind: str, name: str) -> None:
        """End a command after its step, saved; one that waits is forgotten."""
        for task in self.tasks:
            if (task.kind, task.name) == (kind, name):
                task.stop()

    def stop_all(self, kind: str | None = None) -> None:
        """End every command, or every one of a ``kind``; those that wait first, so that none of them begins."""
        for task in reversed(self.tasks):
            if kind in (None, task.kind):
                task.stop()

    def wait(self, milliseconds: int) -> bool:
        """Block until all that were stopped have ended, ``milliseconds`` at most; whether they did by themselves."""
        deadline = QDeadlineTimer(milliseconds)
        ended = [task.wait(deadline.remainingTime()) for task in self.tasks]
        return all(ended)

    def _start_next(self) -> None:
        if self.tasks and self.tasks[0].state is TaskState.WAITING:
            self.tasks[0].start()

    @Slot()
    def _hear(self) -> None:
        ended = [task for task in self.tasks if task.state is TaskState.ENDED]
        self.tasks = tuple(task for task in self.tasks if task not in ended)
        for task in ended:
            self.ended.emit(task)
            task.deleteLater()
        self._start_next()
        self.changed.emit()
