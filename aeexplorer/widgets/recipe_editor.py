"""What all controls for one key of a recipe have in common: a row, a check, and words about what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from aeexplorer.widgets.label import Label
from aeexplorer.widgets.recipe_keys import Key

Check = Callable[[Any], str]
"""Says why a value cannot be used, or ""."""


class ProblemLabel(Label):
    """What is wrong with a control, below it; says when that changes, whoever writes it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(role="problem", wrap=True)

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        self.changed.emit()


class Editor(QWidget):
    """A control for one key, and below it what is wrong with what it holds.

    ``changed`` carries a new value that the check has let pass; ``set_value`` shows one without a signal.
    """

    changed = Signal(object)
    problem_changed = Signal()

    def __init__(self, key: Key, check: Check) -> None:
        super().__init__()
        self.key = key
        self.check = check
        self.problem_label = ProblemLabel()
        self.problem_label.hide()
        self.problem_label.changed.connect(self.problem_changed)
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self.row)
        column.addWidget(self.problem_label)

    @property
    def problem(self) -> str:
        """What is wrong, or ""."""
        return self.problem_label.text() if not self.problem_label.isHidden() else ""

    @property
    def holds_bad(self) -> bool:
        """Whether the control still holds what the recipe does not take."""
        return bool(self.problem)

    def set_problem(self, text: str) -> None:
        """Say what is wrong; with "" nothing is."""
        self.problem_label.setText(text)
        self.problem_label.setVisible(bool(text))

    def set_value(self, value: Any) -> None:
        """Show ``value``."""
        raise NotImplementedError

    def offer(self, value: Any) -> bool:
        """Announce ``value`` if the check lets it pass; whether it did."""
        problem = self.check(value)
        self.set_problem(problem)
        if not problem:
            self.changed.emit(value)
        return not problem
