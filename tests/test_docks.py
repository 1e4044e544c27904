"""Docks: closed, brought back from the View menu, moved and taken out of the window, remembered, and put back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QMenu
from pytestqt.qtbot import QtBot

from aeexplorer.settings import Settings
from aeexplorer.window import Window
from aeexplorer.workspaces import WORKSPACES

MakeWindow = Callable[..., Window]
AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}


def switches(window: Window) -> dict[str, QAction]:
    """What the View menu has for docks, by their titles."""
    (menu,) = (menu for menu in window.findChildren(QMenu) if menu.title() == "&View")
    titles = {dock.windowTitle() for dock in window.docks.by_panel.values()}
    return {entry.text(): entry for entry in menu.actions() if entry.isVisible() and entry.text() in titles}


def switch(window: Window, dock: QDockWidget) -> QAction:
    return switches(window)[dock.windowTitle()]


def reset(window: Window) -> None:
    window.actions_by_id["reset_layout"].trigger()


def take_out(dock: QDockWidget, qtbot: QtBot) -> None:
    """By the button in its title."""
    (button,) = (
        button
        for button in dock.titleBarWidget().findChildren(QAbstractButton)
        if button.accessibleName() == f"Take {dock.windowTitle()} out of the window"
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert dock.isFloating()


@pytest.mark.parametrize("workspace", [workspace.id for workspace in WORKSPACES])
def test_the_view_menu_closes_and_brings_back_each_dock_of_the_workspace(
    make_window: MakeWindow, workspace: str
) -> None:
    window = make_window()
    window.show_workspace(workspace)
    docks = window.docks.docks()
    assert set(switches(window)) == {dock.windowTitle() for dock in docks}
    for dock in docks:
        entry = switch(window, dock)
        assert entry.isChecked() and not dock.isHidden()
        entry.trigger()
        assert dock.isHidden() and not entry.isChecked()
        entry.trigger()
        assert not dock.isHidden() and entry.isChecked()


def test_a_dock_that_was_closed_comes_back_from_the_view_menu_to_its_place(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()
    dock = window.docks.by_panel["decoder"]
    place = dock.geometry()
    dock.close()
    assert not switch(window, dock).isChecked()
    switch(window, dock).trigger()
    qtbot.waitUntil(lambda: dock.isVisible() and dock.geometry() == place)
    assert window.panels["decoder"].isVisible()


def test_what_was_moved_closed_or_taken_out_is_remembered_until_the_layout_is_reset(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()
    docks = window.docks.by_panel
    area = {name: window.dockWidgetArea(dock) for name, dock in docks.items()}
    assert area["run"] is AREAS["left"] and area["curves"] is AREAS["bottom"]
    window.addDockWidget(AREAS["right"], docks["run"])
    take_out(docks["curves"], qtbot)
    docks["decoder"].close()
    window.close()

    again = make_window()
    docks = again.docks.by_panel
    assert again.dockWidgetArea(docks["run"]) is AREAS["right"] and docks["run"].isVisible()
    assert docks["curves"].isFloating() and docks["curves"].isVisible()
    assert docks["decoder"].isHidden()

    reset(again)
    assert {name: again.dockWidgetArea(dock) for name, dock in docks.items()} == area
    assert not any(dock.isFloating() or dock.isHidden() for dock in docks.values())
    qtbot.waitUntil(lambda: (docks["run"].width(), docks["decoder"].width()) == (288, 368))
    again.close()
    docks = make_window().docks.by_panel
    assert not any(dock.isFloating() or dock.isHidden() for dock in docks.values())


def test_a_dock_that_was_taken_out_is_put_back_by_its_own_button(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    dock = window.docks.by_panel["curves"]
    take_out(dock, qtbot)
    (button,) = (
        button
        for button in dock.titleBarWidget().findChildren(QAbstractButton)
        if button.accessibleName() == "Put Curves back into the window"
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not dock.isFloating() and window.dockWidgetArea(dock) is AREAS["bottom"]


def test_each_workspace_keeps_its_own_layout(make_window: MakeWindow) -> None:
    window = make_window()
    window.docks.by_panel["pins"].close()
    window.show_workspace("compare")
    closed = window.docks.docks()[0]
    closed.close()
    name = closed.objectName()
    window.close()

    again = make_window()
    assert again.docks.by_panel["pins"].isHidden()
    again.show_workspace("compare")
    assert again.docks.by_panel[name].isHidden()
    reset(again)
    assert not again.docks.by_panel[name].isHidden()
    again.show_workspace("explore")
    assert again.docks.by_panel["pins"].isHidden(), "the layout of another workspace was reset"


def test_reset_settings_forget_layouts_of_every_workspace(make_window: MakeWindow, settings_file: Path) -> None:
    window = make_window()
    window.docks.by_panel["pins"].close()
    window.show_workspace("compare")
    window.docks.docks()[0].close()
    window.close()
    Settings(settings_file).reset()
    again = make_window()
    for workspace in WORKSPACES:
        again.show_workspace(workspace.id)
        assert not any(dock.isHidden() for dock in again.docks.docks())
