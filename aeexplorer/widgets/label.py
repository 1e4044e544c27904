"""Text in one of the interface's roles."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

Role = Literal["text", "second", "caption", "heading", "key", "headline", "problem"]


class Label(QLabel):
    """A label of 13 px text, or of the role's size, weight and colour."""

    def __init__(
        self, text: str = "", role: Role = "text", *, wrap: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)


def line(*, vertical: bool = False) -> QFrame:
    """A line of 1 px between two parts."""
    frame = QFrame()
    frame.setProperty("role", "line-vertical" if vertical else "line")
    return frame
