"""Columns are rolled into sight, painted as they are asked for, and chosen by mouse and keys."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from aeexplorer.theme import appearance
from aeexplorer.widgets.image_browser import ImageBrowser
from aeexplorer.widgets.image_column import Column
from aeexplorer.widgets.pictures import to_qimage

COUNT = 50


class Shelf:
    def __init__(self, qtbot: QtBot) -> None:
        self.asked: set[int] = set()
        self.heard: list[int] = []
        self.browser = ImageBrowser(self.column, "Shelf")
        qtbot.addWidget(self.browser)
        self.browser.set_rows(("Light", "Dark"))
        self.browser.set_count(COUNT)
        self.browser.chosen.connect(self.heard.append)
        self.browser.resize(400, 200)
        self.browser.show()
        qtbot.waitExposed(self.browser)

    def column(self, place: int) -> Column:
        self.asked.add(place)
        light, dark = np.full((1, 4, 4), 200, np.uint8), np.full((1, 4, 4), 40, np.uint8)
        return Column((to_qimage(light), to_qimage(dark)), str(place), "#FF0000", f"image {place}", place == 2)

    def colour_at(self, place: int, share: float) -> QColor:
        """The colour in the middle of a column, at a share of the height of its pictures."""
        picture = self.browser.grab().toImage()
        rect = self.browser.column_rect(place)
        return picture.pixelColor(round(rect.center().x()), round(rect.top() + share * (rect.height() - 25)))


@pytest.fixture
def shelf(qtbot: QtBot) -> Shelf:
    return Shelf(qtbot)


def test_only_columns_in_sight_are_asked_for(shelf: Shelf) -> None:
    shelf.asked.clear()
    shelf.browser.grab()
    assert shelf.asked == set(shelf.browser.visible_places)
    assert 2 <= len(shelf.asked) < COUNT


def test_pictures_stand_below_each_other(shelf: Shelf) -> None:
    assert shelf.colour_at(1, 0.25) == QColor(200, 200, 200)
    assert shelf.colour_at(1, 0.75) == QColor(40, 40, 40)


def test_the_selected_one_wears_a_frame(shelf: Shelf) -> None:
    picture = shelf.browser.grab().toImage()
    frames = []
    for place in (1, 2):
        rect = shelf.browser.column_rect(place)
        frames.append(picture.pixelColor(round(rect.left()), round(rect.top() + 20)))
    assert frames[1] == QColor(appearance().theme.accent) != frames[0]


def test_keys_roll_the_place_into_sight(shelf: Shelf) -> None:
    browser = shelf.browser
    seen = len(browser.visible_places)
    QTest.keyClick(browser, Qt.Key.Key_End)
    assert browser.visible_places == range(COUNT - seen, COUNT)
    QTest.keyClick(browser, Qt.Key.Key_PageUp)
    assert browser.at == COUNT - 1 - seen == browser.visible_places.start
    QTest.keyClick(browser, Qt.Key.Key_Home)
    QTest.keyClick(browser, Qt.Key.Key_PageDown)
    assert browser.at == seen == browser.visible_places.stop - 1
    assert shelf.heard == [COUNT - 1, COUNT - 1 - seen, 0, seen]
    assert browser.accessibleDescription() == f"{seen + 1} of {COUNT}: image {seen}"


def test_up_and_down_go_on_as_left_and_right_do_and_return_chooses_again(shelf: Shelf) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(shelf.browser, key)
    assert shelf.heard == [0, 1, 1, 0, 0]


def test_what_is_left_of_the_columns_cannot_be_pressed(shelf: Shelf) -> None:
    QTest.mouseClick(shelf.browser, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(3, 40))
    assert shelf.heard == []
    shelf.browser.set_count(0)
    QTest.keyClick(shelf.browser, Qt.Key.Key_Right)
    assert shelf.heard == [] and len(shelf.browser.visible_places) == 0


def test_fewer_images_leave_nothing_beyond_the_end(shelf: Shelf) -> None:
    QTest.keyClick(shelf.browser, Qt.Key.Key_End)
    shelf.browser.set_count(10)
    assert shelf.browser.at is None
    assert shelf.browser.visible_places.stop == 10
    shelf.browser.set_count(1)
    assert shelf.browser.visible_places == range(1)


def test_wide_images_and_long_captions_take_wider_columns(shelf: Shelf) -> None:
    seen = len(shelf.browser.visible_places)
    shelf.browser.set_aspect(0.5)
    assert len(shelf.browser.visible_places) < seen
    shelf.browser.set_aspect(1.0)
    shelf.browser.set_widest("a caption that is very long")
    assert len(shelf.browser.visible_places) < seen
