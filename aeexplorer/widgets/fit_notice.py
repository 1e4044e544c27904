"""Says in the form when the model does not take the chosen images, and offers the recipes that are made for them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from aeexplorer.session.ask_thread import Answer
from aeexplorer.session.misfit import misfit
from aeexplorer.session.reader import Reader
from aeexplorer.widgets.button import Button
from aeexplorer.widgets.label import Label
from training.data import SOURCES
from training.recipe import Recipe

CHANNEL = "misfit"

ImageShape = tuple[int, int, int]


class FitNotice(QWidget):
    """Hidden while the model takes the images and there is no recipe for them with other layers."""

    chosen = Signal(object)
    """The Recipe that was taken, with the images that are chosen now."""
    changed = Signal()
    """``problem`` is another."""

    def __init__(self, reader: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._recipe: Recipe | None = None
        self._known: Sequence[Recipe] = ()
        self._shape: ImageShape | None = None
        self._asked: tuple[Recipe, ImageShape] | None = None
        self._awake = False
        self.problem = ""
        """Why the model does not take the images, or ""."""
        self.words = Label(role="problem", wrap=True)
        self.words.hide()
        self.offer = Button()
        self.offer.clicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.words)
        column.addWidget(self.offer, 0, Qt.AlignmentFlag.AlignLeft)
        reader.answered.connect(self._hear)
        self.hide()

    def set_recipe(self, recipe: Recipe, known: Sequence[Recipe]) -> None:
        """Look at another draft; ``known`` are the recipes that may be offered."""
        self._recipe, self._known = recipe, known
        self._ask()
        self._show()

    @Slot()
    def wake(self) -> None:
        """Begin to ask: it imports torch, so not before somebody has seen the window."""
        if not self._awake:
            self._awake = True
            self._ask()

    @Slot(object)
    def set_shape(self, shape: ImageShape | None) -> None:
        """Shape (C, H, W) of the chosen images, or None while it is not known."""
        self._shape = shape
        self._ask()
        self._show()

    @property
    def offered(self) -> list[Recipe]:
        """Recipes for the chosen images: of the same data set, or else of images of the same shape."""
        if self._recipe is None:
            return []
        source = self._recipe.data.source
        same = [recipe for recipe in self._known if recipe.data.source == source]
        if same or self._shape is None:
            return same
        return [recipe for recipe in self._known if _shape_of(recipe) == self._shape]

    def _ask(self) -> None:
        recipe, shape = self._recipe, self._shape
        if recipe is None or not self._awake:
            return
        if shape is None:
            # Where the images are not read yet, the source may know their shape.
            source = SOURCES.get(recipe.data.source)
            shape = source.image_shape if source is not None and recipe.data.path is None else None
        if shape is None:
            self._reader.cancel(CHANNEL)
            self._asked = None
            self._set_problem("")
        elif (_but_for_data(recipe), shape) != self._asked:
            self._asked = _but_for_data(recipe), shape
            self._reader.ask(CHANNEL, partial(misfit, recipe, shape))

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        if answer.channel == CHANNEL and self._reader.is_latest(answer) and answer.error is None:
            self._set_problem(answer.result)
            self._show()

    def _set_problem(self, problem: str) -> None:
        if problem != self.problem:
            self.problem = problem
            self.changed.emit()

    def _show(self) -> None:
        recipe, offered = self._recipe, self.offered
        if recipe is None:
            return
        is_one = recipe in self._known and recipe in offered
        other = bool(offered) and all(each.model.kind != recipe.model.kind for each in offered)
        self.words.setText(self.problem)
        self.words.setVisible(bool(self.problem))
        self.offer.setVisible(bool(offered) and not is_one and (bool(self.problem) or other))
        self.offer.setText(
            self.tr("Use recipe “{title}”").format(title=offered[0].title)
            if len(offered) == 1
            else self.tr("Recipes for these images…")
        )
        self.setVisible(not self.words.isHidden() or not self.offer.isHidden())

    @Slot()
    def _take(self) -> None:
        offered = self.offered
        if len(offered) == 1:
            self.take(offered[0])
        elif offered:
            self.menu().popup(self.offer.mapToGlobal(self.offer.rect().bottomLeft()))

    def menu(self) -> QMenu:
        """A new menu of the recipes for the chosen images."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for recipe in self.offered:
            menu.addAction(recipe.title).triggered.connect(partial(self.take, recipe))
        return menu

    def take(self, recipe: Recipe, _checked: bool = False) -> None:
        """Take a recipe, but with files of the user's that are chosen already."""
        if self._recipe is not None:
            data = self._recipe.data
            own = data.path is not None or data.classes
            self.chosen.emit(recipe.model_copy(update={"data": data}) if own else recipe)


def _shape_of(recipe: Recipe) -> ImageShape | None:
    source = SOURCES.get(recipe.data.source)
    return source.image_shape if source is not None else None


def _but_for_data(recipe: Recipe) -> Recipe:
    """What the shape of the model depends on, and not a title that is being typed."""
    return recipe.model_copy(update={"data": Recipe().data, "title": "-"})
