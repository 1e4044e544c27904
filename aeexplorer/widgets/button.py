"""Buttons with a word, and small ones with an icon alone."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from aeexplorer.theme import appearance, icon, px

Kind = Literal["outlined", "filled", "dashed"]


class Button(QPushButton):
    """A button 32 px high (44 where ``large``); ``filled`` for the one main action of a screen."""

    def __init__(
        self,
        text: str = "",
        icon_name: str | None = None,
        *,
        kind: Kind = "outlined",
        large: bool = False,
        name: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon_name
        self.setProperty("kind", kind)
        if large:
            self.setProperty("large", True)
        self.setAutoDefault(False)
        if name is not None:
            self.setAccessibleName(name)
            if not text:
                self.setToolTip(name)
        appearance().changed.connect(self._dress)
        self._dress()

    def set_icon(self, icon_name: str | None) -> None:
        """Show another icon."""
        if icon_name != self._icon_name:
            self._icon_name = icon_name
            self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.property("kind") != "dashed":
            return
        # Qt's dashed border of 1 px comes out as dots.
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = appearance().theme
        pen = QPen(QColor(theme.control if self.isEnabled() else theme.line), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        painter.end()

    @Slot()
    def _dress(self) -> None:
        if self._icon_name is None:
            return
        theme = appearance().theme
        size = 18 if self.property("large") else 16
        # The style leaves no gap between icon and word worth the name: the icon brings its own.
        gap = 6 if self.text() else 0
        colour = theme.on_accent if self.property("kind") == "filled" else theme.text1
        self.setIcon(icon(self._icon_name, colour, size, gap))
        self.setIconSize(QSize(appearance().px(size) + appearance().px(gap), appearance().px(size)))


class IconButton(QToolButton):
    """A flat button of 28 px with an icon; ``name`` is its tooltip and accessible name."""

    def __init__(
        self, icon_name: str, name: str, *, checkable: bool = False, accent: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._accent = accent
        self.setProperty("kind", "tool")
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_name(name)
        self.toggled.connect(self._dress)
        appearance().changed.connect(self._dress)
        self._dress()

    def set_name(self, name: str) -> None:
        """What the button does, for the tooltip and for screen readers."""
        self.setToolTip(name)
        self.setAccessibleName(name)

    def set_icon(self, icon_name: str) -> None:
        """Show another icon."""
        if icon_name != self._icon_name:
            self._icon_name = icon_name
            self._dress()

    @Slot()
    def _dress(self) -> None:
        theme = appearance().theme
        self.setIcon(icon(self._icon_name, theme.accent if self._accent or self.isChecked() else theme.text2))
        self.setIconSize(QSize(appearance().px(16), appearance().px(16)))
