"""The Run panel: a recipe is edited, a run is driven, and what goes wrong is said in the panel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton
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


def test_the_preview_shows_the_chosen_images(qtbot: QtBot, panel: RunPanel) -> None:
    qtbot.waitUntil(lambda: panel.preview.strip.count == 8, timeout=120_000)
    said = panel.preview.counts.text().replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert said == "1 438 for training, 359 held out"
    # A data set that would have to be downloaded is described, not fetched.
    panel.session.document.override("data.source=mnist")
    assert panel.preview.strip.count == 0
    assert "11 MB" in panel.preview.counts.text()


def test_a_data_file_that_is_missing_is_said_where_the_data_are_chosen(
    qtbot: QtBot, panel: RunPanel, tmp_path: Path
) -> None:
    panel.session.document.override("data.source=mnist", f"data.path={tmp_path / 'nowhere.npz'}")
    qtbot.waitUntil(lambda: panel.preview.problem.isVisible(), timeout=120_000)
    assert "nowhere.npz" in panel.preview.problem.text()


def test_ae_turned_into_vae_is_the_known_vae(qtbot: QtBot, panel: RunPanel) -> None:
    document = panel.session.document
    document.load_recipe("mnist-ae-2d")
    assert panel.chooser.currentText() == "2-number AE"
    choose_kind(qtbot, panel, "gaussian")
    assert document.recipe == Recipe.load("mnist-vae-2d")
    assert panel.chooser.currentText() == "2-number VAE"


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
