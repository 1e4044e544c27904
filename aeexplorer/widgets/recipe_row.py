"""One row of the recipe form: a label, the control of one key, and a caption below where there is something to say."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.recipe_editor import Check
from aeexplorer.widgets.recipe_editors import editor_for, entry_of
from aeexplorer.widgets.recipe_keys import Key
from aeexplorer.widgets.recipe_layout import label_of

LABEL_WIDTH = 92


class LabelledRow(QWidget):
    """A label of the form's common width, and ``control`` beside it, or over the full width without a label."""

    def __init__(self, label: str, control: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = Label(label, "second", wrap=True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        # Shown before it stands in the row, it would be a window of its own for a moment.
        if not label:
            self.label.hide()
        self.label.setBuddy(control)
        self.caption = Label(role="caption", wrap=True)
        self.caption.hide()
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(control)
        column.addWidget(self.caption)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.label, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        appearance().changed.connect(self._dress)
        self._dress()

    def set_caption(self, text: str) -> None:
        """Say something below the control; "" for nothing."""
        self.caption.setText(text)
        self.caption.setVisible(bool(text))

    @Slot()
    def _dress(self) -> None:
        self.label.setFixedWidth(px(LABEL_WIDTH))
        self.label.setMinimumHeight(px(32))


class RecipeRow(LabelledRow):
    """The row of one key. ``edited`` carries the key's path and its new value."""

    edited = Signal(str, object)

    def __init__(self, key: Key, check: Check, parent: QWidget | None = None) -> None:
        self.key = key
        self.editor = editor_for(key, check)
        super().__init__(label_of(key), self.editor, parent)
        self.setToolTip(key.note)
        self.editor.changed.connect(self._say)
        self._value: Any = None

    @property
    def value(self) -> Any:
        """The recipe's value, whatever is being typed."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show the recipe's value; what is typed and cannot be used stays until the recipe itself changes here."""
        if value != self._value or type(value) is not type(self._value):
            self._value = value
            self.editor.set_value(value)

    def reset(self) -> None:
        """Forget what is typed and cannot be used."""
        if self.editor.problem:
            self.editor.set_problem("")
            self.editor.set_value(self._value)

    @property
    def entry(self) -> QWidget:
        """Where the value is typed or chosen."""
        return entry_of(self.editor)

    @Slot(object)
    def _say(self, value: Any) -> None:
        self._value = value
        self.edited.emit(self.key.path, value)
