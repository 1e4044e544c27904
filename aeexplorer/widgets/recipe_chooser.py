"""Chooses a recipe: one of the built-in ones, one from a file, or the one that was being edited."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from aeexplorer.widgets.choice import Choice
from training.atomic import write_atomically
from training.errors import InputError
from training.recipe import Recipe, recipe_names

DRAFT, OPEN, SAVE = "draft", "open", "save"


class RecipeChooser(Choice):
    """Lists the known recipes; an edited one stands among them until another is edited, so that nothing is lost."""

    chosen = Signal(object)
    """The Recipe."""
    refused = Signal(object)
    """Why (str) a file could not be read or written."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(self.tr("Recipe"))
        self._known: list[Recipe] = [Recipe.load(name) for name in recipe_names()]
        self._draft: Recipe | None = None
        self._recipe: Recipe | None = None
        self.changed.connect(self._choose)

    def set_recipe(self, recipe: Recipe) -> None:
        """Show ``recipe`` as the chosen one."""
        self._recipe = recipe
        if recipe not in self._known:
            self._draft = recipe
        self._list()

    @property
    def known(self) -> tuple[Recipe, ...]:
        """The built-in recipes and those of files."""
        return tuple(self._known)

    def titled(self, recipe: Recipe, before: Recipe) -> Recipe:
        """``recipe``, made from ``before`` by editing, under a title that is true of it.

        A title that somebody has given it stays. One that only says what the recipe is follows the recipe: the known
        one's if it is equal to one but for the title, or else such as ``16-number VAE``.
        """
        if recipe.title != before.title or before.title != _description(before):
            return recipe
        described = recipe.model_copy(update={"title": _description(recipe)})
        return next((known for known in self._known if _untitled(known) == _untitled(recipe)), described)

    def open_file(self, path: Path) -> None:
        """Choose the recipe in a TOML file; ``refused`` if it holds none."""
        try:
            recipe = Recipe.load(path)
        except InputError as error:
            self.refused.emit(str(error))
            return
        self._know(recipe)
        self.chosen.emit(recipe)

    def save_file(self, path: Path) -> None:
        """Write the chosen recipe to a TOML file; ``refused`` if that fails."""
        if self._recipe is None:
            return
        path = path if path.suffix == ".toml" else path.with_name(f"{path.name}.toml")
        try:
            write_atomically(path, self._recipe.to_toml().encode())
        except OSError as error:
            self.refused.emit(
                self.tr("The recipe cannot be written to {path}: {why}. Choose another place.").format(
                    path=path, why=error.strerror or error
                )
            )
            return
        self._know(self._recipe)
        self._list()

    def _know(self, recipe: Recipe) -> None:
        if recipe not in self._known:
            self._known.append(recipe)
        if recipe == self._draft:
            self._draft = None

    def _list(self) -> None:
        options: list[tuple[Hashable, str]] = []
        if self._draft is not None:
            options.append((DRAFT, self.tr("{title} *").format(title=self._draft.title)))
        source = self._recipe.data.source if self._recipe is not None else ""
        # Those for the chosen images first.
        order = sorted(range(len(self._known)), key=lambda number: self._known[number].data.source != source)
        options += [(number, self._known[number].title) for number in order]
        options += [(OPEN, self.tr("Open…")), (SAVE, self.tr("Save as…"))]
        self.set_options(options, self._value())
        self.setToolTip(self.tr("Edited, not saved as a recipe") if self._value() == DRAFT else "")

    def _value(self) -> Hashable:
        return self._known.index(self._recipe) if self._recipe in self._known else DRAFT

    @Slot(object)
    def _choose(self, value: Hashable) -> None:
        if value in (OPEN, SAVE):
            self.set_value(self._value())
            self._ask(save=True) if value == SAVE else self.ask_file()
        elif value == DRAFT:
            self.chosen.emit(self._draft)
        elif isinstance(value, int):
            self.chosen.emit(self._known[value])

    def ask_file(self) -> None:
        """Let the user choose a recipe file."""
        self._ask(save=False)

    def _ask(self, *, save: bool) -> None:
        dialog = QFileDialog(self.window(), self.tr("Save recipe") if save else self.tr("Open recipe"))
        dialog.setNameFilter(self.tr("Recipes (*.toml)"))
        dialog.setDefaultSuffix("toml")
        if save:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.fileSelected.connect(self._save)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.fileSelected.connect(self._open)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _open(self, path: str) -> None:
        self.open_file(Path(path))

    @Slot(str)
    def _save(self, path: str) -> None:
        self.save_file(Path(path))


def _description(recipe: Recipe) -> str:
    """The built-in recipes are titled in this way. A title goes to files and folders, so it is not translated."""
    return f"{recipe.model.code} {recipe.bottleneck.short}"


def _untitled(recipe: Recipe) -> Recipe:
    return recipe.model_copy(update={"title": "-"})
