"""The Compare workspace: docks beside each other and tabs behind each other, found as they were left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from aeexplorer.window import Window
from aeexplorer.workspaces import workspace

MakeWindow = Callable[[], Window]
PLACES = workspace("compare").places
FRONT = {place.panel for place in PLACES if not place.behind}


@pytest.fixture
def make_window(make_window: MakeWindow, qtbot: QtBot) -> MakeWindow:
    """Each shows the workspace."""

    def make() -> Window:
        window = make_window()
        qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: len(bars(window)) == 3, timeout=20_000)
        return window

    return make


def visible(window: Window) -> set[str]:
    return {name for name, panel in window.panels.items() if panel.isVisible()}


def bars(window: Window) -> list[QTabBar]:
    """The rows of tabs that are seen."""
    return [bar for bar in window.findChildren(QTabBar) if bar.isVisible()]


def click_tab(window: Window, title: str) -> None:
    """With the mouse, on the tab of a dock."""
    for bar in bars(window):
        for k in range(bar.count()):
            if bar.tabText(k) == title:
                QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(k).center())
                return
    raise LookupError(title)


def title_of(window: Window, panel: str) -> str:
    return window.docks.by_panel[panel].windowTitle()


def test_the_panels_in_front_are_seen_and_those_behind_come_with_their_tab(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()
    qtbot.waitUntil(lambda: visible(window) == FRONT)
    for place in PLACES:
        if place.behind:
            click_tab(window, title_of(window, place.panel))
            qtbot.waitUntil(window.panels[place.panel].isVisible)
            assert not window.panels[place.behind].isVisible()


def test_the_keyboard_reaches_what_stands_in_the_titles_of_docks_in_front_alone(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()

    def reached(panel: str) -> bool:
        header = window.panels[panel].header_widget()
        return header is not None and header.isEnabled()

    qtbot.waitUntil(lambda: reached("robustness") and not reached("rate_distortion") and not reached("failures"))
    click_tab(window, title_of(window, "rate_distortion"))
    qtbot.waitUntil(lambda: reached("rate_distortion") and not reached("robustness"))


def test_docks_stand_where_their_places_say(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    qtbot.waitUntil(lambda: visible(window) == FRONT)
    docks = window.docks.by_panel
    assert docks["noise_compare"].width() == 288
    assert docks["compare_maps"].width() == 368
    left, right = docks["compare_scores"].geometry(), docks["robustness"].geometry()
    assert left.bottom() == right.bottom()
    assert left.right() < right.left()
    assert abs(left.width() / right.width() - 47 / 53) < 0.05
    # Both stand below the images only: the sides own the corners.
    assert right.right() < docks["compare_maps"].geometry().left()


def test_the_tab_in_front_is_remembered_and_reset_brings_the_first_back(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    qtbot.waitUntil(lambda: visible(window) == FRONT)
    click_tab(window, title_of(window, "anomaly"))
    changed = FRONT - {"robustness"} | {"anomaly"}
    qtbot.waitUntil(lambda: visible(window) == changed)
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert not visible(window) & changed
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: visible(window) == changed)
    window.close()
    again = make_window()
    qtbot.waitUntil(lambda: visible(again) == changed)
    again.commands.reset_layout()
    qtbot.waitUntil(lambda: visible(again) == FRONT)


def test_without_docks_and_in_the_presenters_view_the_pictures_have_the_room(
    make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window()
    click_tab(window, title_of(window, "who_wins"))
    before = FRONT - {"compare_scores"} | {"who_wins"}
    qtbot.waitUntil(lambda: visible(window) == before)
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: visible(window) == {"compare_images"})
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: visible(window) == before)
    qtbot.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: visible(window) == {"compare_images", "noise_compare"})
    qtbot.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: visible(window) == before)


def test_every_row_of_tabs_has_an_accessible_name_and_takes_keys(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    qtbot.waitUntil(lambda: all(bar.accessibleName() for bar in bars(window)))
    (bar,) = (bar for bar in bars(window) if bar.tabText(0) == title_of(window, "compare_scores"))
    bar.setFocus()
    QTest.keyClick(bar, Qt.Key.Key_Right)
    qtbot.waitUntil(window.panels["who_wins"].isVisible)
