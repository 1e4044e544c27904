"""Courtesy: training leaves one core to the window while somebody uses it."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, QTimer, Signal, Slot

LASTS = 1500
"""Milliseconds after the last use until training may have all cores again."""


class Courtesy(QObject):
    """``thread_limit`` is cores − 1 from ``ask`` until nobody has asked for a while; else None: no limit."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None, *, cores: int | None = None) -> None:
        super().__init__(parent)
        self._cores = cores or os.cpu_count() or 1
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LASTS)
        self._timer.timeout.connect(self._end)

    @property
    def thread_limit(self) -> int | None:
        """The most threads that training may compute with now."""
        return max(1, self._cores - 1) if self._timer.isActive() else None

    @Slot()
    def ask(self) -> None:
        """Somebody moves the mouse, presses a key: call it as often as that happens."""
        was_active = self._timer.isActive()
        self._timer.start()
        if not was_active:
            self.changed.emit()

    @Slot()
    def _end(self) -> None:
        self.changed.emit()
