"""A widget that says in its tooltip what the mouse is over."""

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip, QWidget


class Telling(QWidget):
    """Base of widgets that draw several things, each with words of its own."""

    def words_at(self, at: QPoint) -> str:
        """What is at a pixel of this widget; "" where there is nothing to tell."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(event.pos()), self)
            return True
        return super().event(event)
