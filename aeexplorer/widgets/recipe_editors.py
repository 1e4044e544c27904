"""The controls in which one key of a recipe is edited: one class a kind of value, all used alike by the form."""

from __future__ import annotations

import math
from typing import Any, cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.drop_button import DropButton
from aeexplorer.widgets.number_field import NumberField
from aeexplorer.widgets.recipe_editor import Check, Editor
from aeexplorer.widgets.recipe_keys import Key
from aeexplorer.widgets.recipe_layout import look_of, name_of, notes_of, options_of
from aeexplorer.widgets.recipe_text_editors import OptionalNumberEditor, PathEditor, TextEditor
from aeexplorer.widgets.segmented import Segmented
from aeexplorer.widgets.slider import Slider
from aeexplorer.widgets.tab_order import stand_for


class ChoiceEditor(Editor):
    """A closed list, or joined buttons where the layout says so and there are few."""

    FEW = 3

    def __init__(self, key: Key, check: Check) -> None:
        super().__init__(key, check)
        options, name = options_of(key), name_of(key)
        segmented = look_of(key).segmented and len(options) <= self.FEW
        self.control: Choice | Segmented = Segmented(options, name=name) if segmented else Choice(options, name=name)
        if isinstance(self.control, Segmented):
            self._explain(self.control)
        self.control.changed.connect(self._offer)
        self.row.addWidget(self.control, 1)
        self._shown: Any = self.control.value
        stand_for(self, self.control)

    @property
    def holds_bad(self) -> bool:
        """Never: a choice that is refused goes back to the last good one."""
        return False

    def set_value(self, value: Any) -> None:
        """Show ``value``, also one that is not among the choices: a recipe file may name anything."""
        if value not in self.key.choices:
            self.control.set_options([*options_of(self.key), (value, str(value))], value)
        self.control.set_value(value)
        self._shown = value

    def _explain(self, control: Segmented) -> None:
        for choice, note in notes_of(self.key).items():
            control.segment(choice).setToolTip(note)
            control.segment(choice).setAccessibleDescription(note)

    @Slot(object)
    def _offer(self, value: Any) -> None:
        if self.offer(value):
            self._shown = value
        else:
            self.control.set_value(self._shown)


class DataEditor(Editor):
    """The name of a data set, on a button: choosing another is for whoever hears ``wanted``."""

    wanted = Signal()

    def __init__(self, key: Key, check: Check) -> None:
        super().__init__(key, check)
        self.button = DropButton(name=name_of(key))
        self.button.clicked.connect(self.wanted)
        self.row.addWidget(self.button, 1)
        stand_for(self, self.button)

    def set_value(self, value: Any) -> None:
        """Show the title of the set, or the name of one that is not known."""
        self.button.set_words(dict(options_of(self.key)).get(value, str(value)))


class SwitchEditor(Editor):
    """A box that is ticked or not; one that is refused goes back."""

    def __init__(self, key: Key, check: Check) -> None:
        super().__init__(key, check)
        self.box = QCheckBox()
        self.box.setAccessibleName(name_of(key))
        self.box.clicked.connect(self._offer)
        self.row.addWidget(self.box, 1)
        stand_for(self, self.box)

    @property
    def holds_bad(self) -> bool:
        """Never: there is no third state."""
        return False

    def set_value(self, value: Any) -> None:
        """Show ``value``."""
        self.box.setChecked(value)
        self.set_problem("")

    @Slot(bool)
    def _offer(self, value: bool) -> None:
        if not self.offer(value):
            self.box.setChecked(not value)


class NumberEditor(Editor):
    """A number, and a logarithmic slider beside it where the layout says so."""

    STEPS = 80

    def __init__(self, key: Key, check: Check) -> None:
        super().__init__(key, check)
        self._span = look_of(key).slider
        self.field = NumberField(
            "int" if key.kind == "int" else "float",
            key.minimum,
            key.maximum,
            key.unit,
            decimals=2 if self._span else None,
            demand=key.demand(),
            check=check,
            say_in=self.problem_label,
            name=name_of(key),
        )
        self.field.changed.connect(self._take)
        self.slider: Slider | None = None
        if self._span:
            self.slider = Slider(0, self.STEPS, name=name_of(key))
            self.slider.valueChanged.connect(self._slide)
            self.row.addWidget(self.slider, 1)
            self.field.setMaximumWidth(72)
        self.row.addWidget(self.field, 1)
        if self.slider is not None:
            self.setTabOrder(self.slider, self.field.edit)
        stand_for(self, self.slider or self.field)

    def set_problem(self, text: str) -> None:
        """Say what is wrong, and mark the field."""
        self.field.set_problem(text)

    def set_value(self, value: Any) -> None:
        """Show ``value`` in both."""
        self.field.set_value(value)
        if not self.field.edit.isModified():
            # What was wrong has been written over.
            self.set_problem("")
        self._move_slider(value)

    def _move_slider(self, value: float) -> None:
        if self.slider is not None:
            self.slider.blockSignals(True)
            self.slider.setValue(self._position(value))
            self.slider.blockSignals(False)

    @Slot(object)
    def _take(self, value: float) -> None:
        self._move_slider(value)
        self.changed.emit(value)

    @Slot(int)
    def _slide(self, position: int) -> None:
        value = self._value(position)
        if self.offer(value):
            self.field.set_value(value)

    def _position(self, value: float) -> int:
        low, high = self._span or (1.0, 10.0)
        if value <= 0:
            return 0
        share = math.log(value / low) / math.log(high / low)
        return min(max(round(share * self.STEPS), 1), self.STEPS)

    def _value(self, position: int) -> float:
        low, high = self._span or (1.0, 10.0)
        return 0.0 if position == 0 else float(f"{low * (high / low) ** (position / self.STEPS):.2g}")


def editor_for(key: Key, check: Check) -> Editor:
    """A new control for ``key``."""
    kinds: dict[str, type[Editor]] = {
        "choice": ChoiceEditor,
        "switch": SwitchEditor,
        "int": NumberEditor,
        "float": NumberEditor,
        "path": PathEditor,
        "names": TextEditor,
        "numbers": TextEditor,
        "text": TextEditor,
    }
    if look_of(key).chooser:
        return DataEditor(key, check)
    if key.optional and key.kind == "int":
        return OptionalNumberEditor(key, check)
    return kinds[key.kind](key, check)


def entry_of(editor: Editor) -> QWidget:
    """Where a value of ``editor`` is typed or chosen."""
    return editor.field.edit if isinstance(editor, NumberEditor) else cast(QWidget, editor.focusProxy())
