"""Widgets that draw several things tell of the one under the mouse, and of nothing between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from aeexplorer.widgets.telling import Telling

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.theme import Appearance


class Halves(Telling):
    def words_at(self, at: QPoint) -> str:
        return "left" if at.x() < 40 else "right" if at.x() >= 60 else ""


def test_the_tooltip_is_of_what_the_mouse_rests_on(look: Appearance, qtbot: QtBot) -> None:
    halves = Halves()
    qtbot.addWidget(halves)
    halves.resize(100, 40)
    with qtbot.waitExposed(halves):
        halves.show()
    for x, words in ((10, "left"), (90, "right")):
        at = QPoint(x, 20)
        QApplication.sendEvent(halves, QHelpEvent(QEvent.Type.ToolTip, at, halves.mapToGlobal(at)))
        assert QToolTip.text() == words
    between = QPoint(50, 20)
    QApplication.sendEvent(halves, QHelpEvent(QEvent.Type.ToolTip, between, halves.mapToGlobal(between)))
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
