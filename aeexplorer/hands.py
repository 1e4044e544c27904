"""The user's hands on keys and mouse: training makes room for them, and focused controls keep their own keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QWidget

from aeexplorer.session.courtesy import Courtesy

USE = frozenset(
    {
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
    }
)
"""Events by which somebody uses the program."""


class Hands(QObject):
    """Sees what the system tells our windows, and every event of the focused control, until it lets go.

    It does not filter the whole application's events: each call would have to wait for Python's lock, thousands of
    times a second.
    """

    def __init__(self, courtesy: Courtesy, free: QWidget, window: QWidget) -> None:
        """``free``: the widget that leaves its arrow keys to the window, besides the window itself."""
        super().__init__(window)
        self._courtesy = courtesy
        self._window = window
        self._holds = True
        self._without_arrows = (None, free, window)
        window.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)
        application.focusWindowChanged.connect(self._follow_window)

    def let_go(self) -> None:
        """See no more events: the window closes."""
        if not self._holds:
            return
        self._holds = False
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.disconnect(self._follow_focus)
        application.focusWindowChanged.disconnect(self._follow_window)
        for watched in (self._window, QApplication.focusWidget(), *QGuiApplication.allWindows()):
            if watched is not None:
                watched.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in USE:
            self._courtesy.ask()
            if kind is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_wanted(event):
                event.accept()
                return True
        elif kind is QEvent.Type.Show and watched is self._window:
            self._follow_window(self._window.windowHandle())
        return False

    @Slot(object)
    def _follow_window(self, window: QWindow | None) -> None:
        """Docks that float and dialogs have windows of their own."""
        if window is not None:
            window.installEventFilter(self)

    @Slot(object, object)
    def _follow_focus(self, before: QWidget | None, now: QWidget | None) -> None:
        """A key that is also a shortcut is offered to the focused control first."""
        if before is not None and before is not self._window:
            before.removeEventFilter(self)
        if now is not None:
            now.installEventFilter(self)

    def _is_wanted(self, event: QKeyEvent) -> bool:
        """Whether the focused control has its own use for a key that is also the window's."""
        focused = QApplication.focusWidget()
        if event.modifiers():
            return False
        if event.key() == Qt.Key.Key_Space:
            return isinstance(focused, QAbstractButton | QComboBox | QAbstractItemView)
        return event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and focused not in self._without_arrows
