"""A panel's two pages: what is said gives way to the content and back, and the panel keeps its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from aeexplorer.widgets.empty_state import EmptyState
from aeexplorer.widgets.pages import Pages

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.theme import Appearance


class Shown:
    def __init__(self, qtbot: QtBot) -> None:
        self.host, self.empty, self.content = QWidget(), EmptyState("Nothing yet.", "Train"), QWidget()
        self.content.setMinimumWidth(900)
        self.pages = Pages(self.host, self.empty, self.content)
        qtbot.addWidget(self.host)
        self.host.resize(300, 200)
        with qtbot.waitExposed(self.host):
            self.host.show()

    @property
    def seen(self) -> list[QWidget]:
        return [page for page in (self.empty, self.content) if page.isVisible()]


@pytest.fixture
def shown(look: Appearance, qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def test_a_panel_begins_with_nothing_to_show_and_returns_to_what_was_said(shown: Shown) -> None:
    assert shown.seen == [shown.empty]
    shown.pages.show_content()
    assert shown.seen == [shown.content]
    assert shown.host.width() == 300
    shown.pages.show_content(False)
    assert shown.seen == [shown.empty]
    assert shown.empty.sentence == "Nothing yet."


def test_what_is_said_stands_in_place_of_the_content(shown: Shown) -> None:
    shown.pages.show_content()
    shown.pages.say("The disk is full.")
    assert shown.seen == [shown.empty]
    assert (shown.empty.sentence, shown.empty.button.text()) == ("The disk is full.", "Train")
    shown.pages.say("It diverged.", "Try again")
    assert shown.empty.button.text() == "Try again"
    shown.pages.say("It diverged.", "")
    assert not shown.empty.button.isVisible()


def test_a_button_that_goes_leaves_the_focus_to_what_comes_in_its_place(look: Appearance, qtbot: QtBot) -> None:
    window, host, content = QWidget(), QWidget(), QWidget()
    other, inside, empty = QPushButton("Elsewhere"), QPushButton("Inside", content), EmptyState("Nothing yet.", "Train")
    pages = Pages(host, empty, content)
    row = QHBoxLayout(window)
    row.addWidget(other)
    row.addWidget(host)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    empty.button.setFocus()
    pages.say("The first codes are on their way.", "")
    assert empty.isAncestorOf(QApplication.focusWidget())
    pages.show_content()
    assert inside.hasFocus()
