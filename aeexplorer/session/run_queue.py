"""RunQueue: runs that start one after the other, each as soon as no run is active."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from aeexplorer.session.run import Run


class RunQueue(QObject):
    """Open runs that wait for others to end; one that is started by hand meanwhile waits no more."""

    changed = Signal()
    """``runs``."""

    def __init__(self, active: Callable[[], Sequence[Run]], parent: QObject | None = None) -> None:
        """``active`` says which runs have to end before another starts."""
        super().__init__(parent)
        self._active = active
        self._runs: tuple[Run, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """Those that wait, in their order."""
        return self._runs

    def add(self, run: Run) -> None:
        """Start a run as soon as no other is active: at once if none is."""
        if run not in self._runs and not run.state.active:
            self._set((*self._runs, run))
            self.start_next()

    def remove(self, run: Run) -> None:
        """Do not start ``run`` by itself."""
        self._set(tuple(other for other in self._runs if other is not run))

    def clear(self) -> None:
        """Start none."""
        self._set(())

    @Slot()
    def start_next(self) -> None:
        """Start the first if no run is active; to be called when the state of any run has changed."""
        self._set(tuple(run for run in self._runs if not run.state.active))
        if self._runs and not self._active():
            self._runs[0].start()

    def _set(self, runs: tuple[Run, ...]) -> None:
        if runs != self._runs:
            self._runs = runs
            self.changed.emit()
