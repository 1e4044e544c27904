"""The ring around what has the keyboard: 2 px of accent with a gap of 2 px, outside the widget itself."""

from typing import ClassVar

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSlider,
    QApplication,
    QMainWindow,
    QMenu,
    QMenuBar,
    QSplitter,
    QWidget,
)

_REACH = 4


class FocusRings(QObject):
    """Puts a ring around the widget that the keyboard reached; the mouse needs none.

    Qt's style sheets cannot draw outside a widget, so the ring is a widget above it. Sliders ring their own knob.
    """

    def __init__(self, application: QApplication, colour: str, parent: QObject) -> None:
        super().__init__(parent)
        self._colour = colour
        self._ring: _Ring | None = None
        application.focusChanged.connect(self._move)

    @property
    def target(self) -> QWidget | None:
        """The widget that wears the ring."""
        return self._ring.target if self._ring is not None and shiboken6.isValid(self._ring) else None

    def set_colour(self, colour: str) -> None:
        """Draw rings in another accent, the present one at once."""
        self._colour = colour
        if self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.colour = colour
            self._ring.update()

    @Slot("QWidget*", "QWidget*")
    def _move(self, _old: QWidget | None, now: QWidget | None) -> None:
        # The ring's host may have died and taken the ring along.
        if self._ring is not None and shiboken6.isValid(self._ring):
            self._ring.leave()
        self._ring = None
        if now is None or isinstance(now, QAbstractSlider | QMenu | QMenuBar | QMainWindow) or now.isWindow():
            return
        by_keyboard = now.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        if by_keyboard and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._ring = _Ring(now, self._colour)


class _Ring(QWidget):
    _MOVING: ClassVar = {
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.EnabledChange,
        QEvent.Type.ParentChange,
    }

    def __init__(self, target: QWidget, colour: str) -> None:
        self.target = target
        self.colour = colour
        # A scrolling view fills its place to the edge: its ring lies inside.
        self._reach = 0 if isinstance(target, QAbstractScrollArea) else _REACH
        # Between the target and the ring's host each widget may move.
        self._watched = [target]
        self._host = target.parentWidget() or target.window()
        while self._too_tight(self._host):
            self._watched.append(self._host)
            self._host = self._host.parentWidget() or self._host.window()
        super().__init__(self._host)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for widget in self._watched:
            widget.installEventFilter(self)
        self._follow()

    def _too_tight(self, host: QWidget) -> bool:
        if host.isWindow() or host.parentWidget() is None:
            return False
        if isinstance(host, QSplitter):
            return True
        if isinstance(host.parentWidget(), QAbstractScrollArea):
            return False
        place = self.target.rect().translated(self.target.mapTo(host, self.target.rect().topLeft()))
        return not host.rect().contains(place.adjusted(-self._reach, -self._reach, self._reach, self._reach))

    def leave(self) -> None:
        """Come off; the target stays as it is."""
        for widget in self._watched:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in self._MOVING:
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        if not shiboken6.isValid(self.target) or not self._host.isAncestorOf(self.target):
            return
        corner = self.target.mapTo(self._host, self.target.rect().topLeft())
        reach = self._reach
        self.setGeometry(self.target.rect().translated(corner).adjusted(-reach, -reach, reach, reach))
        self.setVisible(self.target.isVisible() and self.target.isEnabled())
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.colour), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 2 + self._reach, 2 + self._reach)
        painter.end()
