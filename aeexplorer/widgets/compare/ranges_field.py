"""Numbers and ranges from 1, such as 1-5,9, typed into a line."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from aeexplorer.widgets.label import Label
from training.errors import InputError
from training.generation.number_ranges import chosen_rows, image_numbers


class RangesField(QWidget):
    """Announces rows from 0, a tuple; what cannot be read stays, with what to write instead below it."""

    changed = Signal(object)

    def __init__(self, placeholder: str, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._available = 0
        self._rows: tuple[int, ...] = ()
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(placeholder)
        self.edit.setAccessibleName(name)
        self.edit.setAcceptDrops(False)
        self.edit.editingFinished.connect(self._read)
        self.problem = Label(role="problem", wrap=True)
        self.problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.edit)
        column.addWidget(self.problem)
        self.setFocusProxy(self.edit)

    def set_available(self, available: int) -> None:
        """How many there are to choose from."""
        self._available = available

    def set_rows(self, rows: tuple[int, ...]) -> None:
        """Show rows, from 0, without a signal; what somebody is typing stays."""
        if rows != self._rows or not self.edit.isModified():
            self._rows = rows
            self.edit.setText(image_numbers(rows))
            self._say("")

    @Slot()
    def _read(self) -> None:
        text = self.edit.text().strip()
        try:
            rows = tuple(int(row) for row in chosen_rows(text, self._available)) if text else ()
        except InputError:
            self._say(self.tr("Write numbers from 1 to {n}, such as 1-3,7.").format(n=f"{self._available:,}"))
            return
        self._say("")
        self.edit.setModified(False)
        if rows != self._rows:
            self._rows = rows
            self.changed.emit(rows)

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.edit.setProperty("problem", bool(problem))
        self.edit.setAccessibleDescription(problem)
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)
