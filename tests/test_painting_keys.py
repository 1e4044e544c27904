"""Keys of the Restore workspace in the whole window: the canvas keeps its own, and menus hear the others."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from aeexplorer.panels.canvas import CanvasPanel
from aeexplorer.window import Window


def test_space_paints_on_the_canvas_and_trains_elsewhere(make_window: Callable[..., Window], qtbot: QtBot) -> None:
    window = make_window("data.source=digits", "model.widths=[8]", "schedule.epochs=1")
    session = window.session
    run = session.document.train()
    assert run is not None
    qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
    window.show_workspace("restore")
    panel = window.panel("canvas")
    assert isinstance(panel, CanvasPanel)
    canvas, painting = panel.canvas, session.restoration.painting
    qtbot.waitUntil(canvas.isVisible)
    canvas.setFocus()
    state, epochs = run.state, run.epochs_trained
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    painted = painting.painted
    assert painted > 0
    assert run.state is state and run.epochs_trained == epochs and len(session.document.runs) == 1
    first = painting.cover.copy()
    window.commands.undo()
    assert not np.array_equal(painting.cover, first)
    window.commands.redo()
    assert np.array_equal(painting.cover, first)
    window.commands.take_brush("eraser")
    size = session.restoration.brush.size
    window.commands.resize_brush(2)
    assert session.restoration.brush.tool == "eraser" and session.restoration.brush.size == size + 2
    window.show_workspace("explore")
    assert not session.restoration.is_watched, "nothing is computed for panels that nobody sees"
    window.commands.undo()
    window.commands.take_brush("brush")
    assert np.array_equal(painting.cover, first) and session.restoration.brush.tool == "eraser"
