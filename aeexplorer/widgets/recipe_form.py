"""The form of a recipe, generated from the Recipe itself: a new key or kind of part appears in it by itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from aeexplorer.widgets.disclosure import Disclosure
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.recipe_editors import DataEditor
from aeexplorer.widgets.recipe_keys import Key, keys_of, value_at, with_value
from aeexplorer.widgets.recipe_layout import BRIEF, KL_WEIGHTS, MORE, SECTIONS, place_of, section_of
from aeexplorer.widgets.recipe_row import RecipeRow
from aeexplorer.widgets.tab_order import follow_layout
from training.data import SOURCES
from training.data.settings import READING
from training.errors import InputError
from training.recipe import Recipe


class RecipeForm(QWidget):
    """Edits a recipe. ``edited`` carries every new one; what cannot be used is said below its field and stays there,
    while the recipe remains the last good one."""

    edited = Signal(object)
    data_wanted = Signal()
    """The user wants to choose a data set."""
    problem_changed = Signal()
    """A field holds what cannot be used, or does no longer."""

    def __init__(self, recipe: Recipe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recipe = recipe
        self._image_shape: tuple[int, int, int] | None = None
        self._brief = False
        self._rows: dict[str, RecipeRow] = {}
        self._guests: dict[str, tuple[list[QWidget], list[QWidget]]] = {}
        self._sections: dict[str, QVBoxLayout] = {}
        self._headings: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for section in SECTIONS:
            body = self._section(section.id)
            if section.title:
                heading = Label(QCoreApplication.translate("Recipe", section.title), "heading")
                self._headings.append(heading)
                body.addWidget(heading)
            column.addLayout(body)
        more = QWidget()
        more.setLayout(self._section(MORE))
        self.more = Disclosure(self.tr("More settings"), more)
        column.addWidget(self.more)
        column.addStretch(1)
        self._make_rows()
        self._show_values()

    @property
    def recipe(self) -> Recipe:
        """The recipe as edited so far; always a good one."""
        return self._recipe

    @property
    def rows(self) -> dict[str, RecipeRow]:
        """The row of every key of the recipe, by the key's path."""
        return self._rows

    @property
    def has_problems(self) -> bool:
        """Whether a field holds something that the recipe does not take."""
        return self.first_problem() is not None

    def first_problem(self) -> RecipeRow | None:
        """The uppermost row whose field holds something that the recipe does not take."""
        return next((row for row in self._ordered() if row.editor.holds_bad), None)

    def reveal(self, row: RecipeRow) -> None:
        """Open what hides ``row``, and put the cursor into its field."""
        if section_of(row.key.path) == MORE:
            self.more.set_open(True)
        row.entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_recipe(self, recipe: Recipe) -> None:
        """Show another recipe, without a signal. Fields whose value stays keep what is being typed in them."""
        self._recipe = recipe
        self._make_rows()
        self._show_values()

    def reset(self) -> None:
        """Forget everything that is typed and cannot be used."""
        for row in self._rows.values():
            row.reset()

    def insert(self, section: str, widget: QWidget, *, first: bool = False) -> None:
        """Put a widget of another's into a section, before or after its keys."""
        before, after = self._guests.setdefault(section, ([], []))
        (before if first else after).append(widget)
        self._arrange()

    def set_image_shape(self, shape: tuple[int, int, int] | None) -> None:
        """Shape (C, H, W) of the chosen images, if known: the effective β depends on it."""
        self._image_shape = shape
        self._show_beta()

    def set_brief(self, brief: bool) -> None:
        """Show nothing but data and kind, for the presenter's view."""
        self._brief = brief
        self._show_values()

    def _ordered(self) -> list[RecipeRow]:
        """All rows, from top to bottom."""
        return [row for section in (*(s.id for s in SECTIONS), MORE) for row in self._rows_of(section)]

    def _section(self, name: str) -> QVBoxLayout:
        self._sections[name] = QVBoxLayout()
        self._sections[name].setContentsMargins(0, 0, 0, 0)
        self._sections[name].setSpacing(8)
        return self._sections[name]

    def _make_rows(self) -> None:
        """Have exactly the rows of the recipe's keys: another kind of a part has other ones."""
        keys = {key.path: key for key in keys_of(self._recipe)}
        stale = [path for path, row in self._rows.items() if keys.get(path) != row.key]
        for path in stale:
            row = self._rows.pop(path)
            row.hide()
            row.deleteLater()
        made = [self._make_row(key) for path, key in keys.items() if path not in self._rows]
        self._rows = {path: self._rows[path] for path in keys}
        if made:
            self._arrange()
        if stale:
            self.problem_changed.emit()

    def _make_row(self, key: Key) -> RecipeRow:
        def check(value: Any) -> str:
            return self._refusal(key, value)

        row = self._rows[key.path] = RecipeRow(key, check, self)
        row.edited.connect(self._edit)
        row.editor.problem_changed.connect(self.problem_changed)
        if isinstance(row.editor, DataEditor):
            row.editor.wanted.connect(self.data_wanted)
        return row

    def _refusal(self, key: Key, value: Any) -> str:
        """Why the recipe cannot have ``value`` at ``key``, or ""."""
        if value is not None and not key.admits(value):
            return key.demand()
        try:
            with_value(self._recipe, key.path, value)
        except InputError as error:
            return str(error)
        return ""

    def _rows_of(self, section: str) -> list[RecipeRow]:
        found = [row for path, row in self._rows.items() if section_of(path) == section]
        return sorted(found, key=lambda row: place_of(row.key.path))

    def _arrange(self) -> None:
        for name, body in self._sections.items():
            before, after = self._guests.get(name, ([], []))
            # Adding a widget that is already there moves it to the end.
            for widget in (*before, *self._rows_of(name), *after):
                body.removeWidget(widget)
                body.addWidget(widget)
        follow_layout(self)
        self._show_values()

    def _show_values(self) -> None:
        for path, row in self._rows.items():
            row.set_value(value_at(self._recipe, path))
            row.setVisible(path in BRIEF or not self._brief)
        source = SOURCES.get(self._recipe.data.source)
        if source is not None:
            self._rows["data.source"].setToolTip(f"{source.title}\n{source.description}\n{source.licence}")
        takes_path = source is None or source.takes_path or self._recipe.data.path is not None
        self._rows["data.path"].setVisible(takes_path and not self._brief)
        for name in READING:
            heeded = source is not None and name in source.heeds
            self._rows[f"data.{name}"].setVisible(heeded and not self._brief)
        for guest in (guest for pair in self._guests.values() for guests in pair for guest in guests):
            guest.setVisible(not self._brief)
        for heading in self._headings[1:]:
            heading.setVisible(not self._brief)
        self.more.setVisible(not self._brief)
        self._show_beta()

    def _show_beta(self) -> None:
        """β counts in a VAE alone; say what it amounts to, which is more where the pixels are averaged."""
        row = self._rows.get("objective.beta")
        if row is None:
            return
        is_vae = self._recipe.bottleneck.has_kl
        for weight in (self._rows[path] for path in KL_WEIGHTS if path in self._rows):
            weight.editor.setEnabled(is_vae)
            weight.label.setEnabled(is_vae)
            weight.setToolTip(weight.key.note if is_vae else self.tr("Only a VAE has a KL term."))
        caption = ""
        if is_vae and self._image_shape is not None:
            caption = {
                "sum": self.tr("Effective β: {beta}, as the loss is the sum over pixels."),
                "mean": self.tr("Effective β: {beta}, as the loss is the mean over pixels."),
            }[self._recipe.objective.reduction]
            caption = caption.format(beta=figure(self._recipe.objective.effective_beta(self._image_shape)))
        row.set_caption(caption)

    @Slot(str, object)
    def _edit(self, path: str, value: Any) -> None:
        recipe = with_value(self._recipe, path, value)
        self.set_recipe(recipe)
        self.edited.emit(recipe)
