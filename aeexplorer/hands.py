"""The user's hands on keys and mouse: training makes room for them, and focused controls keep their own keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QWidget

from aeexplorer.session.courtesy import Courtesy

USE = frozenset({QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.ShortcutOverride})
"""Events by which somebody uses the program."""


class Hands(QObject):
    """Sees every event of the application until it lets go."""

    def __init__(self, courtesy: Courtesy, free: QWidget, window: QWidget) -> None:
        """``free``: the widget that leaves its arrow keys to the window, besides the window itself."""
        super().__init__(window)
        self._courtesy = courtesy
        self._without_arrows = (None, free, window)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def let_go(self) -> None:
        """See no more events: the window closes."""
        if application := QApplication.instance():
            application.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in USE:
            self._courtesy.ask()
            if kind is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_wanted(event):
                event.accept()
                return True
        return False

    def _is_wanted(self, event: QKeyEvent) -> bool:
        """Whether the focused control has its own use for a key that is also the window's."""
        focused = QApplication.focusWidget()
        if event.modifiers():
            return False
        if event.key() == Qt.Key.Key_Space:
            return isinstance(focused, QAbstractButton | QComboBox | QAbstractItemView)
        return event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and focused not in self._without_arrows
