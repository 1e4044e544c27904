"""Images that a model does not take are no dead end: the form says why, and offers recipes that are made for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from aeexplorer.session.reader import Reader
from aeexplorer.theme import Appearance
from aeexplorer.widgets.fit_notice import FitNotice
from training.recipe import Recipe

WAFERS = Recipe.load("wafers-ae")
DIGITS = Recipe.load("mnist-ae-2d")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def notice(qtbot: QtBot, look: Appearance) -> Iterator[FitNotice]:
    reader = Reader()
    room = QWidget()
    qtbot.addWidget(room)
    notice = FitNotice(reader, room)
    room.show()
    notice.wake()
    yield notice
    reader.stop()
    assert reader.wait_for(60_000)


def test_a_model_that_does_not_take_the_images_is_said_and_a_recipe_offered(qtbot: QtBot, notice: FitNotice) -> None:
    with qtbot.waitSignal(notice.changed, timeout=120_000):
        notice.set_recipe(WAFERS.override("data.source=mnist-5k"), [WAFERS, DIGITS])
    assert "28×28" in notice.problem
    assert notice.words.isVisible() and notice.words.text() == notice.problem
    assert notice.offer.text() == "Use recipe “2-number AE”"
    with qtbot.waitSignal(notice.chosen) as said:
        qtbot.mouseClick(notice.offer, LEFT)
    assert said.args == [DIGITS]
    with qtbot.waitSignal(notice.changed, timeout=60_000):
        notice.set_recipe(DIGITS, [WAFERS, DIGITS])
    assert notice.problem == "" and not notice.isVisible()


def test_wafers_offer_the_wafer_recipe_and_keep_the_files(qtbot: QtBot, notice: FitNotice, tmp_path: Path) -> None:
    path = tmp_path / "wafer.npz"
    draft = DIGITS.override("data.source=wafers", f'data.path="{path.as_posix()}"')
    notice.set_recipe(draft, [WAFERS, DIGITS])
    assert notice.problem == "" and notice.offer.isVisible(), "dense layers take them, but there is a recipe for them"
    with qtbot.waitSignal(notice.chosen) as said:
        qtbot.mouseClick(notice.offer, LEFT)
    (taken,) = said.args
    assert taken.model == WAFERS.model
    assert taken.data == draft.data


def test_several_recipes_stand_in_a_menu(qtbot: QtBot, notice: FitNotice) -> None:
    other = WAFERS.override("title=Another")
    notice.set_recipe(DIGITS.override("data.source=wafers"), [WAFERS, DIGITS, other])
    assert notice.offer.text() == "Recipes for these images…"
    entries = notice.menu().actions()
    assert [entry.text() for entry in entries] == [WAFERS.title, "Another"]
    with qtbot.waitSignal(notice.chosen) as said:
        entries[1].trigger()
    assert said.args == [other]


def test_files_of_no_known_set_are_offered_recipes_for_their_shape(notice: FitNotice, tmp_path: Path) -> None:
    draft = WAFERS.override("data.source=npz", f'data.path="{(tmp_path / "x.npz").as_posix()}"')
    notice.set_recipe(draft, [WAFERS, DIGITS])
    assert notice.offered == []
    notice.set_shape((1, 28, 28))
    assert notice.offered == [DIGITS]
