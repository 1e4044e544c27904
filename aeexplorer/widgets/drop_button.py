"""A button that looks like a closed list: what is chosen, and an arrow that says that there is more."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from aeexplorer.theme import appearance, icon, px


class DropButton(QPushButton):
    """Shows the words of what is chosen, cut off with a sign where they are too long."""

    def __init__(self, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._words = name, ""
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance().changed.connect(self._dress)
        self.set_words("")

    @property
    def words(self) -> str:
        """What is chosen."""
        return self._words

    def set_words(self, words: str) -> None:
        """Show what is chosen."""
        self._words = words
        self.setAccessibleName(f"{self._name}: {words}" if words else self._name)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(160), px(32))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(96), px(32))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        box = self.rect().adjusted(px(12), 0, -px(32), 0)
        words = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, box.width())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(option.palette.color(option.palette.ColorRole.ButtonText))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        arrow = self.rect().adjusted(self.width() - px(24), 0, -px(8), 0)
        icon("down").paint(painter, arrow)
        painter.end()

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
