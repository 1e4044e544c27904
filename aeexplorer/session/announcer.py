"""Announcer: signals that may be wanted thousands of times a second, emitted at most about 30 times."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, SignalInstance, Slot

INTERVAL = 33
"""Shortest time between two announcements, in ms: a panel cannot show more."""


class Announcer(QObject):
    """Collects signals (without arguments) and emits each once: at once when it has been quiet, else on a timer."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted: dict[SignalInstance, None] = {}
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.flush)

    def announce(self, *signals: SignalInstance) -> None:
        """Emit these soon, in the order in which they were first wanted."""
        self._wanted.update(dict.fromkeys(signals))
        if not self._timer.isActive():
            quiet = self._since.elapsed() if self._since.isValid() else INTERVAL
            self._timer.start(max(0, INTERVAL - quiet))

    @Slot()
    def flush(self) -> None:
        """Emit now what is wanted."""
        self._timer.stop()
        wanted, self._wanted = self._wanted, {}
        if wanted:
            self._since.start()
        for signal in wanted:
            signal.emit()
