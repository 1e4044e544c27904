"""A choice in little room: keys and the menu turn it, and what does not fit ends with an ellipsis."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from aeexplorer.widgets.menu_choice import MenuChoice

OPTIONS = (("a", "Apples"), ("b", "Beans & peas"), ("c", "Cherries"))


@pytest.fixture
def choice(qtbot: QtBot) -> MenuChoice:
    choice = MenuChoice(OPTIONS, name="Food")
    qtbot.addWidget(choice)
    choice.resize(choice.sizeHint())
    choice.show()
    return choice


def test_the_first_option_is_chosen_and_keys_turn_it(choice: MenuChoice) -> None:
    heard: list[object] = []
    choice.changed.connect(heard.append)
    assert (choice.value, choice.text(), choice.accessibleName()) == ("a", "Apples", "Food: Apples")
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(choice, key)
    assert heard == ["b", "c", "b"]


def test_the_menu_ticks_what_is_chosen(choice: MenuChoice, qtbot: QtBot) -> None:
    actions = choice.menu().actions()
    assert [action.text() for action in actions] == ["Apples", "Beans && peas", "Cherries"]
    with qtbot.waitSignal(choice.changed) as changed:
        actions[1].trigger()
    assert changed.args == ["b"]
    assert [action.isChecked() for action in actions] == [False, True, False]
    with qtbot.assertNotEmitted(choice.changed):
        actions[1].trigger()
        choice.set_value("c")
    assert actions[2].isChecked()


def test_other_options_keep_the_choice_if_they_can(choice: MenuChoice, qtbot: QtBot) -> None:
    choice.set_value("c")
    with qtbot.assertNotEmitted(choice.changed):
        choice.set_options((("c", "Cherries"), ("d", "Dates")))
        assert choice.value == "c"
        choice.set_options((("d", "Dates"),))
    assert choice.value == "d"
    with pytest.raises(ValueError, match="a"):
        choice.set_value("a")


def test_what_does_not_fit_ends_with_an_ellipsis(choice: MenuChoice) -> None:
    choice.set_value("b")
    choice.resize(choice.sizeHint())
    assert choice.text() == "Beans && peas"
    choice.resize(70, 28)
    assert choice.text().endswith("…") and len(choice.text()) < 12


def test_brief_words_stand_where_the_text_has_no_room(choice: MenuChoice) -> None:
    choice.set_options(OPTIONS, {"b": "Beans"})
    choice.set_value("b")
    choice.resize(choice.sizeHint())
    assert choice.text() == "Beans && peas"
    choice.resize(choice.minimumSizeHint())
    assert choice.text() == "Beans"
    assert [action.text() for action in choice.menu().actions()] == ["Apples", "Beans && peas", "Cherries"]
    assert choice.accessibleName() == "Food: Beans & peas"
