"""The form's rows for how data is read: shown where the source heeds them, and edited as text."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.recipe_editors import ChoiceEditor
from aeexplorer.widgets.recipe_form import RecipeForm
from aeexplorer.widgets.recipe_text_editors import TextEditor
from training.recipe import Recipe

READING = {"size", "fit", "images_key", "labels_key", "channels"}


@pytest.fixture
def form(qtbot: QtBot) -> RecipeForm:
    form = RecipeForm(Recipe.load("mnist-ae-2d"))
    qtbot.addWidget(form)
    form.more.set_open(True)
    form.show()
    return form


def type_into(form: RecipeForm, path: str, text: str) -> None:
    editor = form.rows[path].editor
    assert isinstance(editor, TextEditor)
    editor.line.setText(text)
    editor.line.setModified(True)
    editor.line.editingFinished.emit()


@pytest.mark.parametrize(
    ("source", "shown"),
    [("digits", set()), ("folder", {"size", "fit"}), ("npz", READING - {"size", "fit"}), ("eyes", READING)],
)
def test_only_what_the_source_heeds_is_shown(form: RecipeForm, source: str, shown: set[str]) -> None:
    form.set_recipe(form.recipe.override(f"data.source={source}"))
    assert {name for name in READING if form.rows[f"data.{name}"].isVisible()} == shown


def test_classes_are_typed_with_commas(form: RecipeForm) -> None:
    type_into(form, "data.classes", "3, 5,")
    assert form.recipe.data.classes == ("3", "5")
    type_into(form, "data.classes", "")
    assert form.recipe.data.classes == ()


def test_a_size_may_be_left_out(form: RecipeForm) -> None:
    form.set_recipe(form.recipe.override("data.source=folder"))
    type_into(form, "data.size", "48")
    assert form.recipe.data.size == 48
    type_into(form, "data.size", "large")
    assert form.recipe.data.size == 48 and form.rows["data.size"].editor.problem
    type_into(form, "data.size", "")
    assert form.recipe.data.size is None and not form.rows["data.size"].editor.problem


@pytest.mark.parametrize("source", ["digits", "folder", "cifar10"])
def test_images_of_every_source_can_be_made_grey(form: RecipeForm, source: str) -> None:
    form.set_recipe(form.recipe.override(f"data.source={source}"))
    row = form.rows["data.colour"]
    assert row.isVisible() and isinstance(row.editor, ChoiceEditor)
    choice = row.editor.control
    assert isinstance(choice, Choice)
    assert [choice.itemText(at) for at in range(choice.count())] == ["As it is", "Grey", "RGB"]
    choice.setCurrentIndex(1)
    choice.activated.emit(1)
    assert form.recipe.data.colour == "grey"
