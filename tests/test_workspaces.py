"""Workspaces: tabs and keys switch them, each is found as it was left, and a run of a table is opened to explore."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from aeexplorer import dialogs
from aeexplorer.app import application
from aeexplorer.dialogs import Closing
from aeexplorer.header import WorkspaceTab
from aeexplorer.panels.canvas import CanvasPanel
from aeexplorer.session.run import RunState
from aeexplorer.window import Window
from aeexplorer.workspaces import WORKSPACES
from training.loop import fit
from training.recipe import Recipe

LEFT = Qt.MouseButton.LeftButton
MakeWindow = Callable[[], Window]


@pytest.fixture
def recipe() -> Recipe:
    return Recipe.load("mnist-ae-2d").override(
        "data.source=digits", "model.widths=[8]", "schedule.epochs=2", "schedule.batch_size=256"
    )


def click_tab(window: Window, qtbot: QtBot, title: str) -> None:
    (tab,) = (tab for tab in window.findChildren(WorkspaceTab) if tab.text() == title)
    qtbot.mouseClick(tab, LEFT)


def visible(window: Window) -> set[str]:
    return {name for name, panel in window.panels.items() if panel.isVisible()}


def places(name: str) -> set[str]:
    return {place.panel for found in WORKSPACES if found.id == name for place in found.places}


def test_tabs_and_keys_show_a_workspace_and_its_panels_are_built_only_then(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()
    assert set(window.panels) == visible(window) == places("explore")
    click_tab(window, qtbot, "Experiments")
    assert visible(window) == places("experiments")
    assert {dock.objectName() for dock in window.docks.docks()} == {"experiments", "report_table"}
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert visible(window) == places("explore")
    qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    assert visible(window) == places("experiments")
    (current,) = (tab.text() for tab in window.findChildren(WorkspaceTab) if tab.isChecked())
    assert current == "Experiments"


def test_nothing_else_opens_a_window_while_workspaces_are_built(make_window: MakeWindow) -> None:
    class Windows(QObject):
        shown: ClassVar[list[str]] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.shown.append(f"{type(watched).__name__} {watched.accessibleName() or watched.objectName()}")
            return False

    watch = Windows()
    application().installEventFilter(watch)
    window = make_window()
    for found in WORKSPACES:
        window.show_workspace(found.id)
    application().removeEventFilter(watch)
    assert watch.shown == ["Window "]


def test_every_workspace_is_found_as_it_was_left(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    docks = window.docks.by_panel
    window.resizeDocks([docks["run"]], [340], Qt.Orientation.Horizontal)
    docks["pins"].hide()
    qtbot.waitUntil(lambda: docks["run"].width() == 340)
    click_tab(window, qtbot, "Experiments")
    qtbot.waitUntil(lambda: docks["experiments"].width() == 288)
    window.resizeDocks([docks["experiments"]], [410], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: docks["experiments"].width() == 410)
    click_tab(window, qtbot, "Explore")
    qtbot.waitUntil(lambda: docks["run"].width() == 340)
    assert not docks["pins"].isVisible()
    assert docks["decoder"].isVisible()
    click_tab(window, qtbot, "Experiments")
    qtbot.waitUntil(lambda: docks["experiments"].width() == 410)
    window.close()

    again = make_window()
    assert not again.docks.by_panel["pins"].isVisible()
    qtbot.waitUntil(lambda: again.docks.by_panel["run"].width() == 340)
    click_tab(again, qtbot, "Experiments")
    qtbot.waitUntil(lambda: again.docks.by_panel["experiments"].width() == 410)
    again.commands.reset_layout()
    qtbot.waitUntil(lambda: again.docks.by_panel["experiments"].width() == 288)
    click_tab(again, qtbot, "Explore")
    # Only the workspace that was shown is reset.
    qtbot.waitUntil(lambda: again.docks.by_panel["run"].width() == 340)


def test_hidden_docks_and_the_presenter_are_of_the_workspace_shown(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    click_tab(window, qtbot, "Experiments")
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert visible(window) == {"sweep_table"}
    click_tab(window, qtbot, "Explore")
    assert visible(window) == places("explore")
    window.commands.toggle_presenter()
    click_tab(window, qtbot, "Experiments")
    assert visible(window) == {"sweep_table", "experiments"}
    window.commands.toggle_presenter()
    assert visible(window) == places("experiments")
    click_tab(window, qtbot, "Explore")
    assert visible(window) == places("explore")
    qtbot.waitUntil(lambda: window.docks.by_panel["run"].width() == 288)


def dock_sizes(window: Window) -> dict[str, tuple[int, int]]:
    return {dock.objectName(): dock.size().toTuple() for dock in window.docks.docks() if dock.widget().isVisible()}


def come_to_rest() -> None:
    # Showing panels asks for a layout, which tells the docks their least sizes, which asks for another.
    for _ in range(8):
        QApplication.processEvents()


@pytest.mark.parametrize(
    "visit",
    [
        "docks, docks",
        "docks docks, restore, explore",
        "docks, restore, explore",
        "restore, explore experiments, explore",
        "presenter, presenter restore, explore experiments, compare, explore",
        "docks, docks presenter, presenter restore, explore experiments, explore",
        "presenter, docks, docks, presenter",
        "presenter, docks, experiments, presenter, explore",
        "docks, presenter, docks, presenter",
    ],
)
def test_docks_have_the_sizes_they_had_however_one_comes_back(make_window: MakeWindow, visit: str) -> None:
    """After a comma all settles; what no comma parts comes about at once, as when keys are pressed quickly."""
    window = make_window()
    # Applied again, the style sheet gives the centre one more pixel: it has to be there before.
    window.commands.toggle_dark()
    come_to_rest()
    window.resizeDocks([window.docks.by_panel["run"]], [300], Qt.Orientation.Horizontal)
    come_to_rest()
    before = dock_sizes(window)
    assert len(before) == 5
    for step in visit.split(", "):
        for word in step.split():
            if word == "docks":
                window.commands.toggle_docks()
            elif word == "presenter":
                window.commands.toggle_presenter()
            else:
                window.commands.show_workspace(word)
        come_to_rest()
    assert dock_sizes(window) == before


@pytest.mark.parametrize("hides", [False, True])
def test_a_window_that_is_opened_again_has_the_docks_of_the_one_that_was_closed(
    make_window: MakeWindow, hides: bool
) -> None:
    window = make_window()
    come_to_rest()
    window.resizeDocks([window.docks.by_panel["decoder"]], [350], Qt.Orientation.Vertical)
    come_to_rest()
    before = dock_sizes(window)
    if hides:
        window.commands.toggle_docks()
        come_to_rest()
    window.close()
    again = make_window()
    come_to_rest()
    assert dock_sizes(again) == before


def test_docks_follow_a_window_that_became_smaller_while_another_workspace_was_shown(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()
    docks = window.docks.by_panel
    qtbot.waitUntil(lambda: (docks["run"].width(), docks["decoder"].width()) == (288, 368))
    click_tab(window, qtbot, "Experiments")
    window.resize(1280, 720)
    click_tab(window, qtbot, "Explore")
    qtbot.waitUntil(lambda: (docks["run"].width(), docks["decoder"].width()) == (264, 320))


def test_a_class_sees_the_canvas_and_the_restorations_below_it(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    click_tab(window, qtbot, "Restore")
    window.commands.toggle_presenter()
    assert visible(window) == {"canvas", "latent_map", "restorations"}
    canvas = window.panels["canvas"]
    assert isinstance(canvas, CanvasPanel)
    assert canvas.hint.isHidden() and not canvas.tools.isHidden()
    strip = window.docks.by_panel["restorations"]
    qtbot.waitUntil(lambda: strip.width() > 0.9 * window.width())
    assert strip.height() < 0.6 * window.height(), "the canvas keeps its room"
    window.commands.toggle_presenter()
    assert visible(window) == places("restore")
    assert canvas.tools.isHidden() and not canvas.hint.isHidden(), "they stand on the left again"
    qtbot.waitUntil(lambda: window.docks.by_panel["restore"].width() == 288)


def test_a_run_of_a_table_is_explored(make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, recipe: Recipe) -> None:
    list(fit(recipe, folder=tmp_path / "run"))
    with np.load(tmp_path / "run" / "latents.npz") as file:
        codes = file["codes"]
    window = make_window()
    click_tab(window, qtbot, "Experiments")
    window.session.experiments.explore(tmp_path / "run")
    assert visible(window) == places("explore")
    run = window.session.document.current
    assert run is not None
    view = window.panels["latent_map"].view  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: run.state is RunState.FINISHED and len(view.codes) == len(codes), timeout=60_000)
    np.testing.assert_array_equal(view.codes, codes)
    assert window.session.document.recipe == run.recipe


def test_runs_of_a_table_are_compared_alone_and_what_was_current_stays(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, recipe: Recipe
) -> None:
    for name, epochs in (("before", 1), ("one", 1), ("two", 2)):
        list(fit(recipe.override(f"schedule.epochs={epochs}"), folder=tmp_path / name))
    window = make_window()
    document, comparing = window.session.document, window.session.comparing
    before = document.open_run(tmp_path / "before")
    qtbot.waitUntil(lambda: before.state is RunState.FINISHED, timeout=60_000)
    draft = document.recipe
    click_tab(window, qtbot, "Experiments")
    window.session.experiments.compare((tmp_path / "two", tmp_path / "gone", tmp_path / "one"))
    assert visible(window) >= {"compare_images"}
    assert window._centre.problem.isVisible(), "one is not there"
    assert [member.run.folder for member in comparing.members] == [tmp_path / "two", tmp_path / "one"]
    qtbot.waitUntil(lambda: comparing.results is not None and len(comparing.results.sides) == 2, timeout=60_000)
    assert document.current is before and document.recipe == draft


def test_a_run_folder_that_is_dropped_is_opened_and_a_damaged_one_is_explained(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, recipe: Recipe
) -> None:
    list(fit(recipe, folder=tmp_path / "run"))
    window = make_window()
    drop(window, qtbot, tmp_path / "run")
    document = window.session.document
    qtbot.waitUntil(lambda: document.current is not None, timeout=60_000)
    run = document.current
    assert run is not None
    qtbot.waitUntil(lambda: run.state is RunState.FINISHED, timeout=60_000)

    list(fit(recipe, folder=tmp_path / "other"))
    (tmp_path / "other" / "recipe.toml").write_text("[model\n")
    drop(window, qtbot, tmp_path / "other")
    qtbot.waitUntil(window._centre.problem.isVisible, timeout=60_000)
    assert "This run cannot be opened." in window._centre.problem.accessibleName()
    assert document.current is run


@pytest.mark.parametrize("choice", [Closing.CANCEL, Closing.KEEP])
def test_closing_while_a_sweep_runs_asks(
    make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, choice: Closing
) -> None:
    window = make_window()
    window.session.experiments.run_sweep("mnist-loss", "mnist-loss")
    asked: list[object] = []
    monkeypatch.setattr(dialogs, "ask_closing", lambda _: asked.append(True) or choice)
    window.close()
    assert asked
    assert window.session.experiments.active
    assert window.isVisible() is (choice is Closing.CANCEL)
    QApplication.setQuitOnLastWindowClosed(True)


def test_every_control_of_the_experiments_has_an_accessible_name(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    click_tab(window, qtbot, "Experiments")
    qtbot.waitUntil(lambda: bool(window.session.experiments.reports), timeout=120_000)
    nameless = [
        button
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and not (button.text().strip() or button.accessibleName() or button.toolTip())
    ]
    assert not nameless


def drop(window: Window, qtbot: QtBot, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    # Qt takes a drop to the widget that the drag has entered.
    copy, plain = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(9, 9), copy, mime, LEFT, plain))
    assert window.drop.overlay.headline == f"Drop to open “{path.name}”"
    # A thread looks what it is: disks may be slow.
    qtbot.waitUntil(lambda: window.drop.overlay.headline == f"Drop to open the run “{path.name}”", timeout=30_000)
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), copy, mime, LEFT, plain))
