"""The Run panel: a recipe is edited, a run is driven, and what goes wrong is said in the panel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from aeexplorer.panels.run_form import RunPanel
from aeexplorer.session.run import RunState
from aeexplorer.session.session import Session
from aeexplorer.theme import appearance
from aeexplorer.widgets.error_strip import ErrorStrip
from aeexplorer.widgets.recipe_editors import ChoiceEditor, NumberEditor
from training.events import RunFailed
from training.recipe import Recipe

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(explored: Session, show: Callable[..., None]) -> RunPanel:
    explored.document.override("data.source=digits")
    panel = RunPanel(explored)
    show(panel, 288, 792)
    return panel


@pytest.fixture
def real(qtbot: QtBot, tmp_path: Path, show: Callable[..., None]) -> Iterator[RunPanel]:
    """A panel over the real engine, with a recipe that trains in no time."""
    session = Session(runs_folder=tmp_path)
    session.document.override("data.source=digits", "model.widths=[8]", "schedule.epochs=500", "schedule.batch_size=64")
    panel = RunPanel(session)
    show(panel, 288, 792)
    yield panel
    assert session.close()


def epochs_of(panel: RunPanel) -> Any:
    editor = panel.form.rows["schedule.epochs"].editor
    assert isinstance(editor, NumberEditor)
    return editor.field.edit


def field_of(panel: RunPanel, path: str) -> Any:
    editor = panel.form.rows[path].editor
    return editor.field.edit if isinstance(editor, NumberEditor) else editor.focusProxy()


def in_view(panel: RunPanel, widget: Any) -> bool:
    """Whether the whole of ``widget`` is to be seen without scrolling."""
    viewport = panel._scroll.viewport()
    top = widget.mapTo(viewport, QPoint()).y()
    return bool(widget.isVisible()) and top >= 0 and top + widget.height() <= viewport.height()


def choose_kind(qtbot: QtBot, panel: RunPanel, kind: str) -> None:
    editor = panel.form.rows["bottleneck.kind"].editor
    assert isinstance(editor, ChoiceEditor)
    qtbot.mouseClick(editor.control.segment(kind), LEFT)  # type: ignore[union-attr]


def type_into(qtbot: QtBot, line: Any, words: str) -> None:
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, words)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_the_form_edits_the_draft_and_follows_it(qtbot: QtBot, panel: RunPanel) -> None:
    document = panel.session.document
    type_into(qtbot, epochs_of(panel), "3")
    assert document.recipe.schedule.epochs == 3
    epochs_of(panel).clearFocus()
    document.override("schedule.epochs=9")
    assert epochs_of(panel).text() == "9"


def test_train_pause_resume_stop_with_the_real_engine(qtbot: QtBot, real: RunPanel) -> None:
    document = real.session.document
    qtbot.mouseClick(real.controls.train, LEFT)
    run = document.current
    assert run is not None and run.state is RunState.LOADING
    assert real.controls.train.text() == "Pause"
    qtbot.waitUntil(lambda: run.latest is not None, timeout=120_000)
    qtbot.mouseClick(real.controls.train, LEFT)
    assert run.state is RunState.PAUSED and real.controls.train.text() == "Resume"
    qtbot.mouseClick(real.controls.train, LEFT)
    assert run.state is RunState.TRAINING
    qtbot.waitUntil(lambda: "images/s" in real.controls._speed_unit.text() and "left" in real.controls.words)
    qtbot.mouseClick(real.controls.stop, LEFT)
    qtbot.waitUntil(lambda: run.state is RunState.STOPPED, timeout=20_000)
    assert real.controls.train.text() == "Train on"
    assert "stopped" in real.controls.words
    assert document.runs == (run,)


def test_one_step_of_a_run_that_is_not_there_yet(qtbot: QtBot, real: RunPanel) -> None:
    qtbot.mouseClick(real.controls.step, LEFT)
    run = real.session.document.current
    assert run is not None
    qtbot.waitUntil(lambda: run.latest is not None, timeout=120_000)
    assert run.latest is not None and run.latest.step == 1
    assert run.state is RunState.PAUSED


def test_what_is_done_to_the_images_stands_below_them(qtbot: QtBot, panel: RunPanel) -> None:
    def top(widget: QWidget) -> int:
        return widget.mapTo(panel, QPoint(0, 0)).y()

    rows = panel.form.rows
    assert top(rows["data.source"]) < top(panel.preview) < top(rows["corruption.kind"]) < top(rows["bottleneck.kind"])


def test_the_preview_shows_the_chosen_images(qtbot: QtBot, panel: RunPanel) -> None:
    assert panel.preview.counts.text() == "Reading the images…"
    room = panel.preview.height()
    assert panel.preview.strip.count == 8, "the images to come have their room"
    qtbot.waitUntil(lambda: "held out" in panel.preview.counts.text(), timeout=120_000)
    said = panel.preview.counts.text().replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert said == "1 438 for training, 359 held out"
    assert panel.preview.strip.count == 8 and panel.preview.height() == room, "nothing below has moved"
    # A data set that would have to be downloaded is described, not fetched.
    panel.session.document.override("data.source=mnist")
    assert panel.preview.strip.count == 0 and not panel.preview.strip.isVisible()
    assert "11 MB" in panel.preview.counts.text()
    # Of one that no program can fetch it is said where it is to be had.
    panel.session.document.override("data.source=celeba")
    assert panel.preview.counts.text() == "Choose a file or folder of images."
    assert panel.preview.note.isVisible() and "mmlab.ie.cuhk.edu.hk" in panel.preview.note.text()
    panel.session.document.override("data.source=folder")
    assert not panel.preview.note.isVisible()


def test_a_data_file_that_is_missing_is_said_where_the_data_are_chosen(
    qtbot: QtBot, panel: RunPanel, tmp_path: Path
) -> None:
    panel.session.document.override("data.source=mnist", f"data.path={tmp_path / 'nowhere.npz'}")
    qtbot.waitUntil(lambda: panel.preview.problem.isVisible(), timeout=120_000)
    assert "nowhere.npz" in panel.preview.problem.text()


@pytest.mark.parametrize("read_first", [True, False], ids=["the preview first", "the run first"])
def test_what_is_wrong_with_the_images_is_said_once(
    qtbot: QtBot, real: RunPanel, tmp_path: Path, read_first: bool
) -> None:
    document, preview = real.session.document, real.preview
    missing = tmp_path / "nowhere.npz"
    qtbot.waitUntil(lambda: "held out" in preview.counts.text(), timeout=120_000)
    if read_first:
        # With little room the images are out of sight where Train is.
        real.resize(288, 420)
        document.override("data.source=npz", f"data.path={missing}")
        qtbot.waitUntil(preview.problem.isVisible, timeout=120_000)
        real._scroll.verticalScrollBar().setValue(real._scroll.verticalScrollBar().maximum())
        train_button(qtbot, real)
    else:
        # Nobody looks yet, so nothing is read for the preview.
        real.hide()
        document.override("data.source=npz", f"data.path={missing}")
        document.train()
    run = document.current
    assert run is not None
    qtbot.waitUntil(lambda: run.state is RunState.FAILED, timeout=120_000)
    if not read_first:
        assert "nowhere.npz" in real.problem.accessibleName(), "it is nowhere else as yet"
        real.show()
    qtbot.waitUntil(lambda: in_view(real, preview.problem), timeout=120_000)
    assert run.problem is not None and preview.problem.text() == run.problem.why
    assert not real.problem.isVisible()
    # Nor does it come back with other images.
    document.override("data.source=digits")
    real._show_state()
    assert not real.problem.isVisible()


def test_the_presenter_is_told_of_images_whose_preview_he_does_not_see(
    qtbot: QtBot, real: RunPanel, tmp_path: Path
) -> None:
    appearance().scale = 1.4
    try:
        real.session.document.override("data.source=npz", f"data.path={tmp_path / 'nowhere.npz'}")
        train_button(qtbot, real)
        qtbot.waitUntil(real.problem.isVisible, timeout=120_000)
        assert "nowhere.npz" in real.problem.accessibleName()
    finally:
        appearance().scale = 1.0


def test_ae_turned_into_vae_is_the_known_vae(qtbot: QtBot, panel: RunPanel) -> None:
    document = panel.session.document
    document.load_recipe("mnist-ae-2d")
    assert panel.chooser.currentText() == "2-number AE"
    choose_kind(qtbot, panel, "gaussian")
    assert document.recipe == Recipe.load("mnist-vae-2d")
    assert panel.chooser.currentText() == "2-number VAE"


def test_an_edited_recipe_is_titled_as_what_it_is(qtbot: QtBot, panel: RunPanel) -> None:
    document = panel.session.document
    document.load_recipe("mnist-ae-2d")
    choose_kind(qtbot, panel, "gaussian")
    type_into(qtbot, field_of(panel, "model.latent_size"), "16")
    assert document.recipe.title == "16-number VAE"
    assert panel.chooser.currentText() == "16-number VAE *"
    run = document.new_run()
    assert run.recipe.title == "16-number VAE"
    type_into(qtbot, field_of(panel, "model.latent_size"), "2")
    assert document.recipe == Recipe.load("mnist-vae-2d")


def test_a_title_that_was_given_stays(qtbot: QtBot, panel: RunPanel, tmp_path: Path) -> None:
    document = panel.session.document
    file = tmp_path / "mine.toml"
    mine = Recipe.load("mnist-ae-2d").override("title=Mine", "schedule.epochs=3")
    file.write_text(mine.to_toml(), encoding="utf-8")
    panel.chooser.open_file(file)
    choose_kind(qtbot, panel, "gaussian")
    assert document.recipe.title == "Mine"
    # Also where it comes to be equal to a known one.
    type_into(qtbot, epochs_of(panel), "40")
    assert document.recipe.title == "Mine" and panel.chooser.currentText() == "Mine *"


def train_button(qtbot: QtBot, panel: RunPanel) -> None:
    qtbot.mouseClick(panel.controls.train, LEFT)


def step_button(qtbot: QtBot, panel: RunPanel) -> None:
    qtbot.mouseClick(panel.controls.step, LEFT)


def space(qtbot: QtBot, panel: RunPanel) -> None:
    panel.session.document.toggle()


@pytest.mark.parametrize("start", [train_button, step_button, space])
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("model.latent_size", "abc"),
        ("schedule.batch_size", "999999"),
        ("optimizer.learning_rate", "1e9"),
        ("model.widths", "many"),
    ],
)
def test_a_field_that_cannot_be_used_is_shown_instead_of_training(
    qtbot: QtBot, panel: RunPanel, start: Callable[[QtBot, RunPanel], None], path: str, words: str
) -> None:
    panel.resize(288, 420)
    line = field_of(panel, path)
    type_into(qtbot, line, words)
    panel.form.more.set_open(False)
    panel._scroll.verticalScrollBar().setValue(0)
    panel.controls.train.setFocus()
    start(qtbot, panel)
    assert panel.session.document.runs == ()
    editor = panel.form.rows[path].editor
    qtbot.waitUntil(lambda: in_view(panel, editor.problem_label))
    assert in_view(panel, line)
    assert panel.focusWidget() is line and line.text() == words
    type_into(qtbot, line, "8")
    train_button(qtbot, panel)
    assert len(panel.session.document.runs) == 1


def test_the_uppermost_of_two_bad_fields_comes_first(qtbot: QtBot, panel: RunPanel) -> None:
    for path in ("seed", "schedule.batch_size", "model.latent_size"):
        type_into(qtbot, field_of(panel, path), "0" if path != "seed" else "-1")
    for path, good in (("model.latent_size", "3"), ("schedule.batch_size", "64"), ("seed", "8")):
        assert panel.session.document.train() is None
        assert panel.focusWidget() is field_of(panel, path)
        type_into(qtbot, field_of(panel, path), good)
    assert panel.session.document.draft_problem == ""


def test_what_goes_with_the_bad_value_lifts_the_refusal(qtbot: QtBot, panel: RunPanel) -> None:
    document = panel.session.document
    latent, widths = field_of(panel, "model.latent_size"), field_of(panel, "model.widths")
    type_into(qtbot, latent, "abc")
    assert document.draft_problem.startswith("Type a whole number from 1")
    qtbot.keyClick(latent, Qt.Key.Key_Escape)
    assert document.draft_problem == ""
    for line in (latent, widths):
        type_into(qtbot, line, "abc")
    panel.controls.train.setFocus()
    assert document.draft_problem
    # Another recipe writes other values over them.
    document.override("model.latent_size=5", "model.widths=[9]")
    assert (latent.text(), widths.text(), document.draft_problem) == ("5", "9", "")


def test_the_presenter_is_told_of_a_field_that_he_does_not_see(qtbot: QtBot, panel: RunPanel) -> None:
    type_into(qtbot, field_of(panel, "schedule.batch_size"), "0")
    appearance().scale = 1.4
    try:
        train_button(qtbot, panel)
        assert panel.session.document.runs == ()
        assert panel.problem.accessibleName().startswith("Batch cannot be used. Type a whole number")
        qtbot.mouseClick(panel.problem.button, LEFT)
        assert not panel.problem.isVisible() and panel.session.document.draft_problem == ""
    finally:
        appearance().scale = 1.0
    assert field_of(panel, "schedule.batch_size").text() == str(panel.session.document.recipe.schedule.batch_size)


def test_more_settings_open_in_sight(qtbot: QtBot, panel: RunPanel) -> None:
    panel.resize(panel.minimumWidth(), 600)
    panel._scroll.verticalScrollBar().setValue(0)
    panel.form.more.set_open(True)
    first = panel.form.more.body.layout().itemAt(0).widget()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: in_view(panel, first) and in_view(panel, panel.form.more.button))
    QApplication.processEvents()
    assert in_view(panel, first) and in_view(panel, panel.form.more.button), "it stays there"


def test_a_changed_recipe_after_the_end_is_a_new_run(qtbot: QtBot, panel: RunPanel) -> None:
    document = panel.session.document
    train_button(qtbot, panel)
    first = document.current
    assert first is not None
    qtbot.waitUntil(lambda: first.state is RunState.FINISHED, timeout=120_000)
    assert panel.controls.train.text() == "Train on" and not panel.controls._draft.isVisible()
    choose_kind(qtbot, panel, "gaussian")
    assert panel.controls.train.text() == "Train new run" and panel.controls._draft.isVisible()
    train_button(qtbot, panel)
    assert len(document.runs) == 2 and document.current is not first


def test_a_chosen_run_brings_its_recipe_into_the_form_unless_that_has_been_edited(
    qtbot: QtBot, panel: RunPanel
) -> None:
    document, runs = panel.session.document, panel.controls.runs
    train_button(qtbot, panel)
    choose_kind(qtbot, panel, "gaussian")
    first = document.current
    assert first is not None
    qtbot.waitUntil(lambda: first.state is RunState.FINISHED, timeout=120_000)
    train_button(qtbot, panel)
    second = document.current
    assert second is not None and second is not first
    qtbot.waitUntil(lambda: second.state is RunState.FINISHED and runs.isVisible(), timeout=120_000)

    runs.setFocus()
    qtbot.keyClick(runs, Qt.Key.Key_Up)
    assert document.current is first and document.recipe == first.recipe
    assert panel.form.recipe.bottleneck.kind == "plain" and panel.controls.train.text() == "Train on"
    qtbot.keyClick(runs, Qt.Key.Key_Down)
    assert document.current is second and panel.form.recipe.bottleneck.kind == "gaussian"

    document.override("schedule.epochs=99")
    qtbot.keyClick(runs, Qt.Key.Key_Up)
    assert document.current is first and panel.form.recipe.bottleneck.kind == "gaussian"
    assert document.recipe.schedule.epochs == 99
    assert panel.controls.train.text() == "Train new run" and panel.controls._draft.isVisible()


def test_an_edited_recipe_is_not_lost_by_looking_at_another(qtbot: QtBot, panel: RunPanel) -> None:
    document = panel.session.document
    document.load_recipe("mnist-ae-2d")
    type_into(qtbot, epochs_of(panel), "3")
    edited = document.recipe
    assert panel.chooser.currentText() == "2-number AE *"
    panel.chooser.setFocus()
    qtbot.keyClick(panel.chooser, Qt.Key.Key_Down)
    assert document.recipe == Recipe.load("mnist-ae-2d")
    qtbot.keyClick(panel.chooser, Qt.Key.Key_Up)
    assert document.recipe == edited


def test_a_recipe_goes_to_a_file_and_comes_back(panel: RunPanel, tmp_path: Path) -> None:
    document = panel.session.document
    document.override("schedule.epochs=3", "title=Mine")
    mine = document.recipe
    panel.chooser.save_file(tmp_path / "mine")
    assert panel.chooser.currentText() == "Mine"
    document.load_recipe("mnist-vae-2d")
    panel.chooser.open_file(tmp_path / "mine.toml")
    assert document.recipe == mine


def test_a_bad_recipe_file_is_refused_in_the_panel(qtbot: QtBot, panel: RunPanel, tmp_path: Path) -> None:
    before = panel.session.document.recipe
    file = tmp_path / "bad.toml"
    file.write_text("[schedule]\nepoch = 3\n", encoding="utf-8")
    panel.chooser.open_file(file)
    assert panel.problem.isVisible()
    assert "line 2" in panel.problem.accessibleName() and "epoch" in panel.problem.accessibleName()
    assert panel.problem.button.text() == "Open another…"
    assert panel.session.document.recipe == before


def test_a_recipe_that_cannot_be_written_is_said(panel: RunPanel, tmp_path: Path) -> None:
    panel.chooser.save_file(tmp_path / "no" / "such" / "folder.toml")
    assert "folder.toml" in panel.problem.accessibleName()


def test_changes_apply_to_the_next_run(qtbot: QtBot, panel: RunPanel, told: Any) -> None:
    told.hold_after = 2
    document = panel.session.document
    qtbot.mouseClick(panel.controls.train, LEFT)
    first = document.current
    assert first is not None
    qtbot.waitUntil(lambda: first.shown_epoch == 2, timeout=120_000)
    choose_kind(qtbot, panel, "gaussian")
    assert first.recipe.bottleneck.kind == "plain"
    assert panel.controls._draft.isVisible()
    qtbot.mouseClick(panel.controls._draft_button, LEFT)
    second = document.current
    assert second is not None and second is not first and second.recipe.bottleneck.kind == "gaussian"
    assert first.state is RunState.PAUSED
    assert not panel.controls._draft.isVisible() and panel.controls.runs.isVisible()
    panel.controls.runs.setFocus()
    qtbot.keyClick(panel.controls.runs, Qt.Key.Key_Up)
    assert document.current is first


def test_finish_early_and_close_are_in_the_menu(qtbot: QtBot, panel: RunPanel, told: Any) -> None:
    told.hold_after = 1
    header = panel.header_widget()
    qtbot.addWidget(header)
    button = header.findChild(QToolButton)
    assert button.accessibleName()
    qtbot.mouseClick(panel.controls.train, LEFT)
    run = panel.session.document.current
    assert run is not None
    qtbot.waitUntil(lambda: run.shown_epoch == 1, timeout=120_000)
    actions = {action.text(): action for action in panel.controls.menu.actions()}
    actions["Finish early"].trigger()
    qtbot.waitUntil(lambda: run.state is RunState.FINISHED, timeout=20_000)
    actions["Close run"].trigger()
    assert panel.session.document.runs == ()
    assert "Nothing trained yet" in panel.controls.words


def test_a_diverged_run_says_what_to_try_and_does_it(qtbot: QtBot, panel: RunPanel, told: Any) -> None:
    told.hold_after = 0
    document = panel.session.document
    qtbot.mouseClick(panel.controls.train, LEFT)
    run = document.current
    assert run is not None
    qtbot.waitUntil(lambda: run.state is RunState.TRAINING, timeout=120_000)
    run.hear(RunFailed(6, 1.2, "The loss jumped.", "It is no number.", "Try a smaller learning rate."))
    run.stop()
    # The told run ends by itself; a run that failed ends with its problem.
    qtbot.waitUntil(lambda: not run.state.active, timeout=20_000)
    run.problem = run.problem or _problem()
    panel._show_state()
    strip = panel.findChild(ErrorStrip)
    assert strip.isVisible() and strip.mapTo(panel, QPoint()).y() == 0
    assert "Try a smaller learning rate." in strip.accessibleName()
    assert strip.button.text() == "Use learning rate 0.0001"
    qtbot.mouseClick(strip.button, LEFT)
    assert document.recipe.optimizer.learning_rate == 1e-4
    assert not strip.isVisible()
    panel._show_state()
    assert not strip.isVisible()


def test_controls_never_scroll_and_the_panel_fits(panel: RunPanel) -> None:
    panel.form.more.set_open(True)
    panel.resize(panel.minimumWidth(), 500)
    assert panel.minimumWidth() == 264 and panel.sizeHint().width() == 288
    assert panel.minimumSizeHint().width() <= 264
    bottom = panel.controls.mapTo(panel, QPoint(0, panel.controls.height())).y()
    assert bottom == panel.height()
    assert not panel._scroll.horizontalScrollBar().isVisible()
    assert panel._content.width() <= panel._scroll.viewport().width()


def test_the_presenter_sees_data_kind_train_and_progress(panel: RunPanel) -> None:
    appearance().scale = 1.4
    try:
        shown = {path for path, row in panel.form.rows.items() if row.isVisible()}
        assert shown == {"data.source", "bottleneck.kind"}
        assert panel.controls.train.isVisible() and panel.controls._bar.isVisible()
        assert not panel.chooser.isVisible() and not panel.preview.isVisible()
    finally:
        appearance().scale = 1.0
    assert panel.form.rows["schedule.epochs"].isVisible()


def _problem() -> Any:
    from aeexplorer.session.problem import Problem

    return Problem("The loss jumped.", "It is no number.", "Try a smaller learning rate.")
