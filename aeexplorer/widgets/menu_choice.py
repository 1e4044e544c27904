"""A choice among a few where there is little room: its text with an arrow, and a menu."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from aeexplorer.theme import appearance, font, icon, px

BESIDE, SHORTEST = 28, 24
"""Px that arrow and margins take, and the least that is left to the text."""


class MenuChoice(QToolButton):
    """One of ``options``, pairs of a value and its text; as wide as the text. Up and down turn it."""

    changed = Signal(object)

    def __init__(
        self, options: Sequence[tuple[Hashable, str]] = (), *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._text = name, ""
        self._value: Hashable = None
        self._options: list[tuple[Hashable, str]] = []
        self._briefs: dict[Hashable, str] = {}
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._take)
        self._group = QActionGroup(self)
        self.setMenu(self._menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolTip(name)
        # Until there is something to choose.
        self.setAccessibleName(name)
        appearance().changed.connect(self._dress)
        self.set_options(options)
        self._dress()

    def set_options(
        self, options: Sequence[tuple[Hashable, str]], briefs: Mapping[Hashable, str] | None = None
    ) -> None:
        """Offer other options; the chosen one stays if it is among them, or else it is the first. Without a signal.

        ``briefs`` stand on the button for the values whose texts have no room there; the menu always has the texts.
        """
        if (list(options), dict(briefs or {})) == (self._options, self._briefs):
            return
        self._options, self._briefs = list(options), dict(briefs or {})
        self._menu.clear()
        for value, text in self._options:
            # A lone ampersand would be taken for a shortcut.
            action = self._menu.addAction(text.replace("&", "&&"))
            action.setCheckable(True)
            action.setData(value)
            self._group.addAction(action)
        values = [value for value, _ in self._options]
        if values:
            self.set_value(self._value if self._value in values else values[0])

    @property
    def value(self) -> Hashable:
        """The chosen option's value; None while there are no options."""
        return self._value

    def set_value(self, value: Hashable) -> None:
        """Choose without a signal; raises ``ValueError`` if it is none of the options."""
        place = [option for option, _ in self._options].index(value)
        self._value, self._text = self._options[place]
        self._menu.actions()[place].setChecked(True)
        self.setAccessibleName(f"{self._name}: {self._text}")
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(_width(self._text), px(28))

    def minimumSizeHint(self) -> QSize:
        brief = self._briefs.get(self._value)
        least = px(SHORTEST + BESIDE) if brief is None else _width(brief)
        return QSize(min(least, self.sizeHint().width()), px(28))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or not self._options:
            super().keyPressEvent(event)
            return
        values = [value for value, _ in self._options]
        wanted = values[min(max(values.index(self._value) + step, 0), len(values) - 1)]
        self._choose(wanted)

    def _fit(self) -> None:
        text = self._text if self.width() >= _width(self._text) else self._briefs.get(self._value, self._text)
        room = self.width() - px(BESIDE) + 1
        shown = QFontMetrics(font(13)).elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))

    @Slot(QAction)
    def _take(self, action: QAction) -> None:
        self._choose(action.data())

    def _choose(self, value: Hashable) -> None:
        if value != self._value:
            self.set_value(value)
            self.changed.emit(value)

    @Slot()
    def _dress(self) -> None:
        self.setIcon(icon("down"))
        self.setFixedHeight(px(28))
        self.updateGeometry()
        self._fit()


def _width(text: str) -> int:
    """Of a button with that text."""
    return QFontMetrics(font(13)).horizontalAdvance(text) + px(BESIDE)
