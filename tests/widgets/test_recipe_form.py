"""The form of a recipe: every key has a control, values go both ways, and what cannot be used is said in place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aeexplorer.theme import appearance
from aeexplorer.widgets.choice import Choice
from aeexplorer.widgets.recipe_editors import (
    ChoiceEditor,
    DataEditor,
    NumberEditor,
    PathEditor,
    SwitchEditor,
    TextEditor,
)
from aeexplorer.widgets.recipe_form import RecipeForm
from aeexplorer.widgets.recipe_keys import keys_of, value_at
from aeexplorer.widgets.recipe_layout import MORE, section_of
from aeexplorer.widgets.segmented import Segmented
from training.data import SOURCES
from training.recipe import Recipe

VAE = Recipe.load("mnist-vae-2d")


@pytest.fixture
def form(qtbot: QtBot) -> RecipeForm:
    appearance().mode, appearance().scale = "light", 1.0
    appearance().apply()
    form = RecipeForm(VAE)
    qtbot.addWidget(form)
    form.resize(256, 1100)
    form.more.set_open(True)
    form.show()
    qtbot.waitExposed(form)
    return form


def leaves(table: dict[str, Any], parents: tuple[str, ...] = ()) -> list[str]:
    found = []
    for name, value in table.items():
        found += leaves(value, (*parents, name)) if isinstance(value, dict) else [".".join((*parents, name))]
    return found


def number(form: RecipeForm, path: str) -> NumberEditor:
    editor = form.rows[path].editor
    assert isinstance(editor, NumberEditor)
    return editor


def text(form: RecipeForm, path: str) -> TextEditor:
    editor = form.rows[path].editor
    assert isinstance(editor, TextEditor)
    return editor


def choice(form: RecipeForm, path: str) -> Choice:
    editor = form.rows[path].editor
    assert isinstance(editor, ChoiceEditor) and isinstance(editor.control, Choice)
    return editor.control


def kind(form: RecipeForm) -> Segmented:
    editor = form.rows["bottleneck.kind"].editor
    assert isinstance(editor, ChoiceEditor) and isinstance(editor.control, Segmented)
    return editor.control


def top(form: RecipeForm, path: str) -> int:
    """Pixels from the top of the form to the row of a key."""
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
    return form.rows[path].mapTo(form, QPoint()).y()


def type_into(qtbot: QtBot, line: Any, words: str) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, words)
    qtbot.keyClick(line, Qt.Key.Key_Return)


@pytest.mark.parametrize("model", ["dense", "linear", "convolutional", "feature-maps", "wafer-conv"])
def test_every_leaf_of_the_recipe_has_a_control(qtbot: QtBot, model: str) -> None:
    recipe = VAE.override(f"model.kind={model}")
    form = RecipeForm(recipe)
    qtbot.addWidget(form)
    expected = leaves(recipe.model_dump())
    assert len(expected) >= 19
    assert sorted(form.rows) == sorted(expected)
    for path, row in form.rows.items():
        assert row.value == value_at(recipe, path), path
        assert row.entry.accessibleName() or isinstance(row.editor, ChoiceEditor), path


def test_a_new_key_of_the_recipe_shows_up_by_itself(qtbot: QtBot) -> None:
    class Longer(Recipe):
        patience: int = 3

    assert issubclass(Longer, BaseModel)
    form = RecipeForm(Longer())
    qtbot.addWidget(form)
    assert form.rows["patience"].value == 3
    assert form.rows["patience"].label.text() == "Patience"


def test_titles_limits_units_and_choices_come_from_the_recipe() -> None:
    keys = {key.path: key for key in keys_of(VAE)}
    assert keys["model.latent_size"].title == "Latent size"
    assert keys["model.latent_size"].unit == "numbers"
    assert (keys["schedule.epochs"].minimum, keys["schedule.epochs"].maximum) == (1, 100_000)
    assert keys["model.kind"].choices == ("dense", "linear", "convolutional", "feature-maps", "wafer-conv")
    assert keys["bottleneck.kind"].choices == ("plain", "gaussian", "power")
    assert not keys["optimizer.learning_rate"].admits(0)
    assert keys["model.widths"].admits((16, 8)) and not keys["model.widths"].admits((16, 0))
    assert keys["seed"].demand().startswith("Type a whole number from 0 to 9")
    assert keys["data.held_out"].demand() == "Type a number above 0 and below 1."


def test_typing_a_number_edits_the_recipe(qtbot: QtBot, form: RecipeForm) -> None:
    with qtbot.waitSignal(form.edited) as edited:
        type_into(qtbot, number(form, "schedule.epochs").field.edit, "7")
    assert edited.args is not None and edited.args[0] == VAE.override("schedule.epochs=7")
    assert form.recipe.schedule.epochs == 7


def test_an_impossible_number_is_said_below_its_field_and_changes_nothing(qtbot: QtBot, form: RecipeForm) -> None:
    epochs = number(form, "schedule.epochs")
    with qtbot.assertNotEmitted(form.edited):
        type_into(qtbot, epochs.field.edit, "0")
    assert form.recipe == VAE
    assert epochs.problem.startswith("Type a whole number from 1 to 100")
    assert epochs.problem_label.isVisible()
    assert epochs.problem_label.mapTo(form, QPoint()).y() > epochs.field.mapTo(form, QPoint()).y()
    assert form.has_problems
    # Another edit does not take away what was typed here.
    type_into(qtbot, number(form, "schedule.batch_size").field.edit, "64")
    assert epochs.field.edit.text() == "0" and form.has_problems
    assert form.recipe == VAE.override("schedule.batch_size=64")
    type_into(qtbot, epochs.field.edit, "3")
    assert not form.has_problems and form.recipe.schedule.epochs == 3


@pytest.mark.parametrize("words", ["0", "nan", "fast", "11", "-1"])
def test_an_impossible_learning_rate_is_refused(qtbot: QtBot, form: RecipeForm, words: str) -> None:
    editor = number(form, "optimizer.learning_rate")
    type_into(qtbot, editor.field.edit, words)
    assert editor.problem == "Type a number above 0, at most 10."
    assert form.recipe == VAE


def test_a_choice_that_is_refused_goes_back_and_holds_nothing_bad(form: RecipeForm) -> None:
    loss = form.rows["objective.reconstruction"].editor
    assert isinstance(loss, ChoiceEditor)
    loss.check = lambda _value: "Not today."
    loss._offer("mse")
    assert loss.problem == "Not today." and loss.control.value == "bce"
    assert not form.has_problems


def test_resetting_forgets_what_cannot_be_used(qtbot: QtBot, form: RecipeForm) -> None:
    latent = number(form, "model.latent_size")
    type_into(qtbot, latent.field.edit, "0")
    form.setFocus()
    form.reset()
    assert not form.has_problems and latent.field.edit.text() == "2"


def test_hidden_widths_are_whole_numbers_with_commas(qtbot: QtBot, form: RecipeForm) -> None:
    widths = text(form, "model.widths")
    type_into(qtbot, widths.line, "64, 32,16")
    assert form.recipe.model_dump()["model"]["widths"] == (64, 32, 16)
    for words in ("many", "64, -1", ""):
        type_into(qtbot, widths.line, words)
        assert widths.problem.startswith("Type whole numbers from 1 to 65"), words
    assert form.recipe.model_dump()["model"]["widths"] == (64, 32, 16)


def test_only_a_vae_has_a_kl_weight(qtbot: QtBot, form: RecipeForm) -> None:
    beta = number(form, "objective.beta")
    assert beta.isEnabled()
    qtbot.mouseClick(kind(form).segment("plain"), Qt.MouseButton.LeftButton)
    assert form.recipe.bottleneck.kind == "plain"
    assert not beta.isEnabled()
    qtbot.mouseClick(kind(form).segment("gaussian"), Qt.MouseButton.LeftButton)
    assert form.recipe == VAE and beta.isEnabled()


def test_each_kind_says_what_it_is_good_at_and_why_it_blurs(form: RecipeForm) -> None:
    for value in ("plain", "gaussian", "power"):
        segment = kind(form).segment(value)
        assert "good at" in segment.toolTip() or "good where" in segment.toolTip()
        assert "blur" in segment.toolTip() and segment.accessibleDescription() == segment.toolTip()
    assert "draw" in kind(form).segment("gaussian").toolTip()


def test_the_power_of_the_noise_stands_below_its_kind(qtbot: QtBot, form: RecipeForm) -> None:
    qtbot.mouseClick(kind(form).segment("power"), Qt.MouseButton.LeftButton)
    assert not number(form, "objective.free_bits").isEnabled()
    type_into(qtbot, number(form, "bottleneck.noise_std").field.edit, "0.15")
    assert form.recipe == VAE.override("bottleneck.kind=power", "bottleneck.noise_std=0.15")
    assert top(form, "bottleneck.kind") < top(form, "bottleneck.noise_std") < top(form, "model.latent_size")


def test_batch_norm_is_ticked_and_unticked(qtbot: QtBot, form: RecipeForm) -> None:
    editor = form.rows["model.batch_norm"].editor
    assert isinstance(editor, SwitchEditor) and editor.box.accessibleName() == "Batch norm"
    for wanted in (True, False):
        editor.box.setFocus()
        qtbot.keyClick(editor.box, Qt.Key.Key_Space)
        assert form.recipe == VAE.override(f"model.batch_norm={str(wanted).lower()}")
        assert editor.box.isChecked() is wanted


def test_a_kernel_without_a_middle_is_refused_below_its_field(qtbot: QtBot, form: RecipeForm) -> None:
    form.set_recipe(VAE.override("model.kind=convolutional"))
    kernel = number(form, "model.kernel")
    type_into(qtbot, kernel.field.edit, "4")
    assert "odd number" in kernel.problem and form.recipe.model_dump()["model"]["kernel"] == 3


def test_the_slider_and_the_number_of_beta_follow_each_other(qtbot: QtBot, form: RecipeForm) -> None:
    beta = number(form, "objective.beta")
    assert beta.slider is not None and beta.slider.value() == NumberEditor.STEPS // 2
    qtbot.keyClick(beta.slider, Qt.Key.Key_Home)
    assert form.recipe.objective.beta == 0 and beta.field.edit.text() == "0.00"
    qtbot.keyClick(beta.slider, Qt.Key.Key_End)
    assert form.recipe.objective.beta == 100
    type_into(qtbot, beta.field.edit, "4")
    assert form.recipe.objective.beta == 4
    assert beta.slider.value() == 52  # 40 is 1, and 20 steps are a power of ten
    type_into(qtbot, beta.field.edit, "-1")
    assert beta.problem and form.recipe.objective.beta == 4


def test_the_effective_beta_is_said_whether_pixels_are_summed_or_averaged(qtbot: QtBot, form: RecipeForm) -> None:
    caption = form.rows["objective.beta"].caption
    assert not caption.isVisible()
    form.set_image_shape((1, 28, 28))
    assert caption.isVisible() and caption.text() == "Effective β: 1, as the loss is the sum over pixels."
    reduction = choice(form, "objective.reduction")
    reduction.setFocus()
    qtbot.keyClick(reduction, Qt.Key.Key_Down)
    assert form.recipe.objective.reduction == "mean"
    assert caption.isVisible() and "784" in caption.text()


def test_another_kind_of_layers_has_other_keys(qtbot: QtBot, form: RecipeForm) -> None:
    type_into(qtbot, number(form, "model.latent_size").field.edit, "16")
    layers = choice(form, "model.kind")
    layers.setFocus()
    qtbot.keyClick(layers, Qt.Key.Key_Down)
    assert form.recipe.model.kind == "linear"
    assert "model.activation" not in form.rows
    assert form.recipe.model.latent_size == 16
    layers = choice(form, "model.kind")
    qtbot.keyClick(layers, Qt.Key.Key_Up)
    assert form.rows["model.activation"].value == "relu"
    assert top(form, "model.kind") < top(form, "model.activation")


def test_a_data_set_that_takes_files_has_a_place_for_their_path(qtbot: QtBot, form: RecipeForm, tmp_path: Path) -> None:
    path = form.rows["data.path"]
    assert isinstance(path.editor, PathEditor)
    assert not path.isVisible()
    form.set_recipe(form.recipe.override("data.source=mnist"))
    assert path.isVisible()
    path.editor.button.chosen.emit(tmp_path)
    assert form.recipe.data.path == tmp_path
    assert path.editor.line.text() == str(tmp_path)
    form.set_recipe(VAE)
    assert not path.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Down])
def test_the_data_set_is_named_on_a_button_that_asks_for_another(qtbot: QtBot, form: RecipeForm, key: Qt.Key) -> None:
    editor = form.rows["data.source"].editor
    assert isinstance(editor, DataEditor)
    assert editor.button.words == SOURCES["mnist-5k"].title
    assert editor.button.accessibleName() == f"Data set: {SOURCES['mnist-5k'].title}"
    editor.button.setFocus()
    with qtbot.waitSignal(form.data_wanted):
        qtbot.keyClick(editor.button, key)
    with qtbot.waitSignal(form.data_wanted):
        qtbot.mouseClick(editor.button, Qt.MouseButton.LeftButton)
    form.set_recipe(form.recipe.override("data.source=digits"))
    assert editor.button.words == SOURCES["digits"].title


def test_an_emptied_path_is_no_path(qtbot: QtBot, form: RecipeForm, tmp_path: Path) -> None:
    form.set_recipe(VAE.override("data.source=mnist", f'data.path="{tmp_path.as_posix()}"'))
    type_into(qtbot, text(form, "data.path").line, "x")
    assert form.recipe.data.path == Path("x")
    line = text(form, "data.path").line
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert form.recipe.data.path is None


def test_the_wheel_scrolls_the_form_unless_a_field_has_the_focus(qtbot: QtBot, form: RecipeForm) -> None:
    field = number(form, "schedule.epochs").field.edit
    form.more.button.setFocus()
    turn = QWheelEvent(
        QPointF(4, 4),
        QPointF(field.mapToGlobal(QPoint(4, 4))),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, turn)
    assert form.recipe == VAE


def test_a_loaded_recipe_fills_the_form_without_a_signal(qtbot: QtBot, form: RecipeForm) -> None:
    other = VAE.override("schedule.epochs=3", "model.kind=linear", "bottleneck.kind=plain", "title=Mine")
    with qtbot.assertNotEmitted(form.edited):
        form.set_recipe(other)
    assert {path: row.value for path, row in form.rows.items()} == {
        key.path: value_at(other, key.path) for key in keys_of(other)
    }
    assert text(form, "title").line.text() == "Mine"
    assert kind(form).value == "plain"


def test_the_presenter_sees_data_and_kind_alone(form: RecipeForm) -> None:
    form.set_brief(True)
    assert {path for path, row in form.rows.items() if row.isVisible()} == {"data.source", "bottleneck.kind"}
    form.set_brief(False)
    assert form.rows["schedule.epochs"].isVisible()


def test_another_corruption_has_other_keys(qtbot: QtBot, form: RecipeForm) -> None:
    assert form.recipe.corruption.kind == "none"
    assert [path for path in form.rows if path.startswith("corruption.")] == ["corruption.kind"]
    shown = choice(form, "corruption.kind")
    assert form.rows["corruption.kind"].label.text() == "Corruption"
    shown.setFocus()
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    assert form.recipe.corruption.kind == "erase"
    type_into(qtbot, number(form, "corruption.scale_max").field.edit, "0.2")
    assert form.recipe == VAE.override("corruption.kind=erase", "corruption.scale_max=0.2")
    assert section_of("corruption.scale_max") == "corruption"
    assert section_of("corruption.ratio_max") == MORE
    shown = choice(form, "corruption.kind")
    assert top(form, "corruption.kind") < top(form, "corruption.scale_min")
    assert top(form, "corruption.scale_max") < top(form, "bottleneck.kind")
    qtbot.keyClick(shown, Qt.Key.Key_Up)
    assert form.recipe == VAE


def test_the_smallest_area_above_the_largest_is_said_below_its_field(qtbot: QtBot, form: RecipeForm) -> None:
    form.set_recipe(VAE.override("corruption.kind=erase"))
    smallest = number(form, "corruption.scale_min")
    type_into(qtbot, smallest.field.edit, "0.9")
    assert smallest.problem == (
        "The recipe: in “corruption” the smallest area (scale_min) has to be at most the largest (scale_max)."
    )
    assert form.recipe == VAE.override("corruption.kind=erase")


@pytest.mark.parametrize(
    "corruption",
    ["none", "erase", "gaussian", "salt-pepper", "blur", "low-resolution", "stripes", "mask", "chain"],
)
def test_every_corruption_has_a_control_for_each_of_its_keys(qtbot: QtBot, corruption: str) -> None:
    recipe = VAE.override(f"corruption.kind={corruption}")
    form = RecipeForm(recipe)
    qtbot.addWidget(form)
    assert sorted(form.rows) == sorted(leaves(recipe.model_dump()))
    for path, row in form.rows.items():
        assert row.value == value_at(recipe, path), path
        assert row.label.text() or path.startswith("data."), path


def test_the_rarer_settings_of_the_optimizer_stand_under_more(qtbot: QtBot, form: RecipeForm) -> None:
    for path in ("optimizer.kind", "optimizer.decay", "optimizer.warmup", "optimizer.clip", "optimizer.weight_decay"):
        assert section_of(path) == MORE
    assert section_of("optimizer.learning_rate") == "training"
    type_into(qtbot, number(form, "optimizer.warmup").field.edit, "1.5")
    decay = choice(form, "optimizer.decay")
    decay.setFocus()
    qtbot.keyClick(decay, Qt.Key.Key_Down)
    assert form.recipe == VAE.override("optimizer.warmup=1.5", "optimizer.decay=cosine")
