"""Results follow the stroke while the button is still down, and the newest place of the brush wins."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from aeexplorer.widgets.pictures import to_qimage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.session import Session
    from tests.panels.restore.conftest import Desk


def test_pictures_and_figures_follow_before_the_button_is_let_go(real_desk: Desk, qtbot: QtBot) -> None:
    desk, painting = real_desk, real_desk.restoration.painting
    desk.restoration.brush.size = 2
    shown = []
    desk.press((3, 2))
    for place in ((3, 4), (5, 4)):
        desk.move(place)
        desk.settle()
        assert painting.is_painting, "the button is still down"
        mask = painting.mask
        assert np.array_equal(hidden(desk), mask)
        assert (desk.corrupted[:, mask] == 0.5).all()
        filled = desk.restoration.outcomes["pasted-back"].pixels
        assert filled is not None
        assert (filled[:, mask] != 0.5).any() and np.array_equal(filled[:, ~mask], painting.picture[:, ~mask])
        assert desk.strip.tiles["pasted-back"].picture.image == to_qimage(filled)
        assert desk.canvas.header_widget().text() == f"{mask.sum()} of 64 pixels painted"  # type: ignore[attr-defined]
        shown.append((int(mask.sum()), desk.restoration.figures(desk.restoration.outcomes["pasted-back"].measured)))
    assert shown[0][0] < shown[1][0] and shown[0][1] != shown[1][1]
    results = desk.restoration.outcomes
    desk.let_go((5, 4))
    desk.settle()
    assert desk.restoration.outcomes.keys() == results.keys() and not painting.is_painting


def test_the_newest_place_of_the_brush_wins_over_all_that_wait(
    desk: Desk, explored: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread that answers is held up for the length of a stroke."""
    asked: list[str] = []
    ask = explored.asks.ask

    def counted(channel: str, compute: Callable[[], Any]) -> int:
        asked.append(channel)
        return ask(channel, compute)

    monkeypatch.setattr(explored.asks, "ask", counted)
    free = threading.Event()
    explored.asks.ask("something else", lambda: free.wait(20))
    desk.restoration.brush.size = 1
    desk.press((4, 1))
    for column in range(2, 7):
        before = asked.count("restore")
        desk.move((4, column))
        qtbot.waitUntil(lambda before=before: asked.count("restore") > before)  # type: ignore[misc]
    answers: list[int] = []
    desk.restoration.results_changed.connect(lambda: answers.append(int(hidden(desk).sum())))
    free.set()
    desk.settle()
    assert set(answers) == {6}, "no picture of an earlier place of the brush"
    assert desk.restoration.painting.is_painting
    desk.let_go((4, 6))


def test_a_stroke_given_up_takes_its_results_back(desk: Desk) -> None:
    before = desk.corrupted
    desk.press((4, 3))
    desk.move((4, 8))
    assert not np.array_equal(desk.corrupted, before)
    QTest.keyClick(desk.canvas.canvas, Qt.Key.Key_Escape)
    assert np.array_equal(desk.corrupted, before)
    desk.let_go((4, 8))
    assert desk.restoration.painting.painted == 0 and not desk.restoration.painting.can_undo


def hidden(desk: Desk) -> np.ndarray[Any, np.dtype[np.bool_]]:
    progress = desk.restoration.progress
    assert progress is not None
    assert progress.hidden is not None
    return progress.hidden
