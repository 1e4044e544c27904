"""The form of one part alone, generated from its class: the settings of a sampler, in the recipe form's own rows."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aeexplorer.widgets.recipe_keys import Key, keys_of
from aeexplorer.widgets.recipe_layout import look_of
from aeexplorer.widgets.recipe_row import RecipeRow
from aeexplorer.widgets.tab_order import follow_layout
from training.part import Part

KIND = "kind"


class PartForm(QWidget):
    """Edits a part. ``edited`` carries every new one; what cannot be used is said below its field and stays there,
    while the part remains the last good one."""

    edited = Signal(object)
    problem_changed = Signal()
    """A field holds what cannot be used, or does no longer."""

    def __init__(self, name: str, part: Part, parent: QWidget | None = None) -> None:
        """``name`` stands before the keys' own, in the looks of the recipe's layout."""
        super().__init__(parent)
        self._name, self._part = name, part
        self._rows: dict[str, RecipeRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._make_rows()
        self._show_values()

    @property
    def part(self) -> Part:
        """The part as edited so far; always a good one."""
        return self._part

    @property
    def rows(self) -> dict[str, RecipeRow]:
        """The row of every key but the kind, by the key's own name."""
        return self._rows

    @property
    def has_problems(self) -> bool:
        """Whether a field that counts holds something that the part does not take."""
        return any(row.editor.holds_bad for row in self._rows.values() if not row.isHidden())

    def set_part(self, part: Part) -> None:
        """Show another part, without a signal."""
        other = type(part) is not type(self._part)
        self._part = part
        if other:
            self._make_rows()
        self._show_values()
        if other:
            self.problem_changed.emit()

    def _make_rows(self) -> None:
        for row in self._rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = {}
        for key in keys_of(self._part, self._name):
            name = key.path.rpartition(".")[2]
            if name != KIND:
                self._rows[name] = self._make_row(key, name)
                self._column.addWidget(self._rows[name])
        follow_layout(self)

    def _make_row(self, key: Key, name: str) -> RecipeRow:
        def check(value: Any) -> str:
            if not key.admits(value):
                return key.demand()
            return self._with(name, value)[1]

        row = RecipeRow(key, check, self)
        row.edited.connect(self._edit)
        row.editor.problem_changed.connect(self.problem_changed)
        return row

    def _with(self, name: str, value: Any) -> tuple[Part, str]:
        """The part with one key set; or, as it is, with the reason why that cannot be."""
        try:
            return type(self._part).model_validate({**self._part.model_dump(), name: value}), ""
        except ValidationError as error:
            return self._part, error.errors()[0]["msg"].removeprefix("Value error, ")

    def _show_values(self) -> None:
        for name, row in self._rows.items():
            row.set_value(getattr(self._part, name))
            where = look_of(row.key).where
            row.setVisible(where is None or getattr(self._part, where[0]) == where[1])

    @Slot(str, object)
    def _edit(self, path: str, value: Any) -> None:
        self._part, _ = self._with(path.rpartition(".")[2], value)
        self._show_values()
        self.edited.emit(self._part)
