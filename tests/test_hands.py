"""Training makes room for whoever uses a window, and focused controls keep their own keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from aeexplorer.hands import Hands
from aeexplorer.session.courtesy import Courtesy


class Desk(QWidget):
    """A window with Space and Right as shortcuts, and three controls."""

    def __init__(self) -> None:
        super().__init__()
        self.courtesy = Courtesy(self, cores=4)
        self.free, self.button, self.line = QWidget(), QPushButton("Press"), QLineEdit()
        self.pressed: list[str] = []
        self.free.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.clicked.connect(lambda: self.pressed.append("button"))
        column = QVBoxLayout(self)
        for control in (self.free, self.button, self.line):
            column.addWidget(control)
        for key in ("Space", "Right"):
            QShortcut(QKeySequence(key), self).activated.connect(lambda key=key: self.pressed.append(key))
        self.hands = Hands(self.courtesy, self.free, self)

    @property
    def makes_room(self) -> bool:
        return self.courtesy.thread_limit is not None


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk()
    qtbot.addWidget(desk)
    desk.show()
    desk.activateWindow()
    qtbot.waitActive(desk)
    yield desk
    desk.hands.let_go()


def test_training_makes_room_for_a_hand_on_the_mouse(desk: Desk) -> None:
    assert not desk.makes_room
    for x in (10, 30):
        QTest.mouseMove(desk.windowHandle(), QPoint(x, 10))
    QApplication.processEvents()
    assert desk.makes_room


def test_training_makes_room_for_a_hand_on_the_keys(desk: Desk, qtbot: QtBot) -> None:
    desk.line.setFocus()
    QTest.keyClick(desk.windowHandle(), Qt.Key.Key_A)
    assert desk.makes_room and desk.line.text() == "a"


def test_the_focused_control_keeps_the_keys_that_it_uses(desk: Desk) -> None:
    desk.free.setFocus()
    QTest.keyClick(desk.windowHandle(), Qt.Key.Key_Space)
    QTest.keyClick(desk.windowHandle(), Qt.Key.Key_Right)
    assert desk.pressed == ["Space", "Right"]
    desk.pressed.clear()
    desk.button.setFocus()
    QTest.keyClick(desk.windowHandle(), Qt.Key.Key_Space)
    assert desk.pressed == ["button"]
    QTest.keyClick(desk.windowHandle(), Qt.Key.Key_Right)
    desk.line.setFocus()
    QTest.keyClick(desk.windowHandle(), Qt.Key.Key_Right)
    assert desk.pressed == ["button"]


def test_a_window_of_its_own_is_noticed_too(desk: Desk, qtbot: QtBot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.resize(80, 60)
    other.show()
    other.activateWindow()
    qtbot.waitActive(other)
    assert not desk.makes_room
    for x in (10, 30):  # the first may be taken as coming in
        QTest.mouseMove(other.windowHandle(), QPoint(x, 20))
    QApplication.processEvents()
    assert desk.makes_room


def test_what_was_let_go_is_seen_no_more(desk: Desk, qtbot: QtBot) -> None:
    desk.hands.let_go()
    for x in (10, 30):
        QTest.mouseMove(desk.windowHandle(), QPoint(x, 10))
    QApplication.processEvents()
    assert not desk.makes_room
    desk.hands = Hands(desk.courtesy, desk.free, desk)
