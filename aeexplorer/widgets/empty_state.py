"""What a panel shows while it has nothing to show: one sentence, one button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aeexplorer.widgets.button import Button
from aeexplorer.widgets.label import Label


class EmptyState(QWidget):
    """A sentence and the button that helps; without button text the sentence stands alone."""

    pressed = Signal()

    def __init__(self, sentence: str, button: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentence = Label(sentence, "second", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = Button(button)
        # Alone it would not say what for.
        self._button.setVisible(bool(sentence and button))
        self._button.clicked.connect(self.pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(self._sentence)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.setAccessibleName(sentence)

    @property
    def button(self) -> Button:
        """The one button."""
        return self._button

    @property
    def sentence(self) -> str:
        """What is said."""
        return self._sentence.text()

    def set_sentence(self, sentence: str, button: str | None = None) -> None:
        """Say something else, with another word on the button if one is given."""
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        if button is not None:
            self._button.setText(button)
        needed = bool(sentence and self._button.text())
        if self._button.hasFocus() and not needed:
            # Hidden, it would hand the focus to whatever is next in the window, and not to what comes in its place.
            self._sentence.setFocus()
        self._button.setVisible(needed)
