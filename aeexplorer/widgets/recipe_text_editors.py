"""Controls in which the value of a recipe's key is typed: text, several of them, a number or none, a path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit

from aeexplorer.widgets.path_button import PathButton
from aeexplorer.widgets.recipe_editor import Check, Editor
from aeexplorer.widgets.recipe_keys import Key
from aeexplorer.widgets.recipe_layout import name_of
from aeexplorer.widgets.tab_order import stand_for


class TextEditor(Editor):
    """A line of text; for ``numbers`` and ``names`` several of them with commas between."""

    def __init__(self, key: Key, check: Check) -> None:
        super().__init__(key, check)
        self.line = QLineEdit()
        self.line.setAccessibleName(name_of(key))
        # The window opens what is dropped anywhere.
        self.line.setAcceptDrops(False)
        self.line.editingFinished.connect(self._commit)
        self.row.addWidget(self.line, 1)
        stand_for(self, self.line)

    def set_problem(self, text: str) -> None:
        """Say what is wrong, and mark the line."""
        super().set_problem(text)
        self.line.setProperty("problem", bool(text))
        self.line.setAccessibleDescription(text)
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)

    def set_value(self, value: Any) -> None:
        """Show ``value``, unless somebody is typing."""
        if not (self.line.hasFocus() and self.line.isModified()):
            self.line.setText(self.written(value))
            self.set_problem("")

    def written(self, value: Any) -> str:
        """``value`` as text."""
        return ", ".join(map(str, value)) if self.key.kind in ("names", "numbers") else str(value)

    def read(self, text: str) -> Any:
        """The value that ``text`` stands for; ValueError if none."""
        if self.key.kind not in ("names", "numbers"):
            return text
        parts = (part.strip() for part in text.replace(";", ",").split(","))
        return tuple(part if self.key.kind == "names" else int(part) for part in parts if part)

    @Slot()
    def _commit(self) -> None:
        if not self.line.isModified():
            return
        try:
            value = self.read(self.line.text().strip())
        except ValueError:
            self.set_problem(self.key.demand())
            return
        if self.offer(value):
            self.line.setModified(False)


class OptionalNumberEditor(TextEditor):
    """A whole number, or nothing."""

    def written(self, value: Any) -> str:
        """The number, or "" for none."""
        return "" if value is None else str(value)

    def read(self, text: str) -> Any:
        """The number, or None for an empty line."""
        return int(text) if text else None


class PathEditor(TextEditor):
    """A file or folder: typed, or chosen in a dialog."""

    def __init__(self, key: Key, check: Check) -> None:
        super().__init__(key, check)
        self.line.setPlaceholderText(self.tr("File or folder of your own"))
        self.line.setClearButtonEnabled(True)
        self.button = PathButton()
        self.button.chosen.connect(self._choose)
        self.row.addWidget(self.button)

    def written(self, value: Any) -> str:
        """The path, or "" for none."""
        return "" if value is None else str(value)

    def read(self, text: str) -> Any:
        """The path, or None for an empty line."""
        return Path(text) if text else None

    @Slot(object)
    def _choose(self, path: Path) -> None:
        self.line.setText(str(path))
        self.line.setModified(not self.offer(path))
