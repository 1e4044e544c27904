"""A QThread that is never destroyed while it runs, whoever forgets it."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QDeadlineTimer, QObject, QThread, Slot

STACK_BYTES = 16 * 2**20  # macOS gives secondary threads 0.5 MiB, too little to import torch


class Worker(QThread):
    """Base of our threads: ``begin()`` starts it and keeps it alive until it has finished."""

    # Qt aborts the process when a running QThread is destroyed, and Python destroys what nobody refers to.
    _running: ClassVar[set[Worker]] = set()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setStackSize(STACK_BYTES)
        self.finished.connect(self._release)

    def begin(self) -> None:
        """Start, and stay referred to until finished."""
        Worker._running.add(self)
        self.start()

    def wait_for(self, milliseconds: int) -> bool:
        """Block until the thread has finished, for ``milliseconds`` at most; whether it has."""
        if not self.wait(QDeadlineTimer(milliseconds)):
            return False
        Worker._running.discard(self)
        return True

    @classmethod
    def running(cls) -> tuple[Worker, ...]:
        """Every thread of ours that has not finished; while there are any, the process must not be torn down."""
        return tuple(worker for worker in cls._running if worker.isRunning())

    @Slot()
    def _release(self) -> None:
        # ``finished`` is emitted by the thread itself, shortly before it is over.
        self.wait()
        Worker._running.discard(self)
