"""A new sweep: a recipe to begin with, up to three of its keys with their values, and how many runs that makes."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.label import Label, line
from aeexplorer.widgets.recipe_keys import keys_of, value_at
from training.errors import InputError
from training.recipe import Recipe, recipe_names
from training.sweep import Sweep
from training.sweep.key_titles import value_of

MOST_KEYS = 3
DRAFT = ""
"""The choice of the draft as the recipe to begin with."""
FIRST = ("schedule.epochs", "", "")
"""The keys that are chosen at first."""


class NewSweepDialog(QDialog):
    """Says at once, under the field concerned, what cannot be run."""

    made = Signal(object)
    """The Sweep."""

    def __init__(self, draft: Recipe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.sweep: Sweep | None = None
        """What would be run; None while something is wrong."""
        self.setWindowTitle(self.tr("New sweep"))
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Title"))
        self.name.setMaxLength(100)
        recipes = [(DRAFT, self.tr("The draft: {title}").format(title=draft.title))]
        self.base = Choice([*recipes, *((name, name) for name in recipe_names())], name=self.tr("Recipe"))
        self.keys = [Choice(name=self.tr("Key {n}").format(n=n + 1)) for n in range(MOST_KEYS)]
        self.values = [QLineEdit() for _ in range(MOST_KEYS)]
        self.problems = [Label(role="problem", wrap=True) for _ in range(MOST_KEYS)]
        for n, (key, values) in enumerate(zip(self.keys, self.values, strict=True)):
            values.setAccessibleName(self.tr("Values of key {n}").format(n=n + 1))
            key.changed.connect(self._suggest)
            values.textEdited.connect(self.check)
        self.preview = Label(role="key")
        self.problem = Label(role="problem", wrap=True)
        self.cancel = Button(self.tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        self.use = Button(self.tr("Run"), "play", kind="filled")
        self.use.clicked.connect(self._make)
        self.use.setDefault(True)
        self.name.textEdited.connect(self.check)
        self.base.changed.connect(self._take_base)
        self._lay_out()
        appearance().changed.connect(self._dress)
        self._dress()
        self._offer_keys(FIRST)
        self._suggest()

    @property
    def recipe(self) -> Recipe:
        """The recipe that the sweep begins with."""
        name = str(self.base.value)
        return self._draft if name == DRAFT else Recipe.load(name)

    @Slot()
    def check(self) -> None:
        """Say how many runs there are, or what is wrong and where."""
        self.sweep = None
        self._name_it()
        for label in (*self.problems, self.problem):
            label.setText("")
        try:
            whole = Sweep(title=self.name.text().strip() or self.tr("Untitled sweep"), base=self.recipe)
        except InputError as error:
            self._conclude(0, (), str(error))
            return
        counts = []
        for n, (key, values) in enumerate(zip(self.keys, self.values, strict=True)):
            if not key.value or not values.text().strip():
                continue
            try:
                whole = whole.varying(f"{key.value}={values.text()}")
                # Alone first: what is wrong with it is then said under its own field.
                alone = whole.model_copy(update={"vary": {str(key.value): whole.vary[str(key.value)]}})
                counts.append((len(alone.cases()), key.currentText()))
            except InputError as error:
                self.problems[n].setText(str(error).removeprefix("The recipe: "))
        if any(label.text() for label in self.problems):
            self._conclude(0, (), "")
        elif not counts:
            self._conclude(0, (), self.tr("Choose a key and type at least one value."))
        else:
            try:
                self._conclude(len(whole.cases()), tuple(counts), "")
                self.sweep = whole
            except InputError as error:
                self._conclude(0, (), str(error))
        self.use.setEnabled(self.sweep is not None)

    def _name_it(self) -> None:
        """The title says what varies, until the user has one of their own."""
        if self.name.isModified():
            return
        varied = [key.currentText().lower() for key in self.keys if key.value]
        title = f"{self.recipe.title}: {', '.join(varied)}" if varied else self.recipe.title
        if title != self.name.text():
            self.name.setText(title[: self.name.maxLength()])

    def _conclude(self, runs: int, counts: tuple[tuple[int, str], ...], problem: str) -> None:
        self.use.setEnabled(runs > 0)
        self.problem.setText(problem)
        for label in (*self.problems, self.problem):
            label.setVisible(bool(label.text()))
        if not runs:
            self.preview.setText("")
            return
        factors = " × ".join(f"{count} {name.lower()}" for count, name in counts)
        assert runs == math.prod(count for count, _ in counts)
        words = self.tr("1 run") if runs == 1 else self.tr("{n} runs").format(n=runs)
        self.preview.setText(f"{words}: {factors}" if len(counts) > 1 else words)

    @Slot()
    def _take_base(self) -> None:
        """Another recipe may have other keys; those that it has, too, stay chosen."""
        self._offer_keys(tuple(str(key.value or "") for key in self.keys))
        self.check()

    def _offer_keys(self, chosen: tuple[str, ...]) -> None:
        keys = [key for key in keys_of(self.recipe) if key.path not in ("title", "seed") and key.kind != "path"]
        options = [("", self.tr("No key")), *((key.path, f"{key.title}") for key in keys)]
        titles = [title for _, title in options]
        # Of keys with one title the section tells which is meant.
        options = [
            (path, f"{title}, {path.partition('.')[0]}" if titles.count(title) > 1 else title)
            for path, title in options
        ]
        paths = {path for path, _ in options}
        for choice, path in zip(self.keys, chosen, strict=True):
            choice.set_options(options, path if path in paths else "")

    @Slot()
    def _suggest(self) -> None:
        """A key that was just chosen begins with the recipe's own value."""
        recipe, known = self.recipe, {key.path: key for key in keys_of(self.recipe)}
        for choice, values in zip(self.keys, self.values, strict=True):
            key = known.get(str(choice.value or ""))
            values.setEnabled(key is not None)
            if key is None:
                values.clear()
                values.setPlaceholderText("")
            elif values.property("of") != key.path:
                if key.choices:
                    values.setText(", ".join(key.choices))
                else:
                    values.setText(_written(value_at(recipe, key.path), value_of(key.path, value_at(recipe, key.path))))
                values.setPlaceholderText(self.tr("values, with commas between them"))
            values.setProperty("of", key.path if key is not None else None)
        self.check()

    @Slot()
    def _make(self) -> None:
        if self.sweep is not None:
            self.made.emit(self.sweep)
            self.accept()

    def _lay_out(self) -> None:
        form = QGridLayout()
        form.setColumnStretch(1, 1)
        for row, (words, field) in enumerate(((self.tr("Title"), self.name), (self.tr("Recipe"), self.base))):
            form.addWidget(Label(words, "second"), row, 0)
            form.addWidget(field, row, 1, 1, 2)
        form.addWidget(Label(self.tr("Vary"), "heading"), 2, 0)
        form.addWidget(Label(self.tr("Values, with commas between them"), "caption"), 2, 2)
        for n in range(MOST_KEYS):
            form.addWidget(self.keys[n], 3 + 2 * n, 0, 1, 2)
            form.addWidget(self.values[n], 3 + 2 * n, 2)
            form.addWidget(self.problems[n], 4 + 2 * n, 0, 1, 3)
        form.setColumnStretch(2, 2)
        self._form = form
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.preview, 1)
        self._buttons.addWidget(self.cancel)
        self._buttons.addWidget(self.use)
        self._column = QVBoxLayout(self)
        self._column.addLayout(form)
        self._column.addWidget(self.problem)
        self._column.addStretch(1)
        self._column.addWidget(line())
        self._column.addLayout(self._buttons)

    @Slot()
    def _dress(self) -> None:
        self.setMinimumWidth(px(600))
        self._form.setHorizontalSpacing(px(12))
        self._form.setVerticalSpacing(px(8))
        self._buttons.setSpacing(px(8))
        self._column.setContentsMargins(px(16), px(16), px(16), px(16))
        self._column.setSpacing(px(12))


def _written(value: object, text: str) -> str:
    """A value as it is typed: lists keep their brackets."""
    return str(list(value)) if isinstance(value, list | tuple) else text if isinstance(value, str) else str(value)
