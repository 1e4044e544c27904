"""Relays the signals of whichever run is current, so that a panel connects once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from aeexplorer.session.document import Document
    from aeexplorer.session.run import Run

RELAYED = (
    "state_changed",
    "started",
    "progressed",
    "metrics_changed",
    "latents_changed",
    "snapshot_changed",
    "shown_epoch_changed",
)


class CurrentRun(QObject):
    """The document's current run; see ``Run`` for what the signals say."""

    changed = Signal()
    """Another run, or none, is current now."""
    state_changed = Signal(object)
    started = Signal()
    progressed = Signal()
    metrics_changed = Signal()
    latents_changed = Signal()
    snapshot_changed = Signal()
    shown_epoch_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._run: Run | None = None
        document.current_changed.connect(self._follow)
        self._follow()

    @property
    def run(self) -> Run | None:
        """The run itself."""
        return self._run

    @Slot()
    def _follow(self) -> None:
        run = self._document.current
        if run is self._run:
            return
        for name in RELAYED:
            if self._run is not None:
                getattr(self._run, name).disconnect(getattr(self, name))
            if run is not None:
                getattr(run, name).connect(getattr(self, name))
        self._run = run
        self.changed.emit()
