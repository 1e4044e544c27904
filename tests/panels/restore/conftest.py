"""The workspace as tests use it: its three panels over a run that has ended, and a hand that paints and waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from aeexplorer.panels.canvas import CanvasPanel
from aeexplorer.panels.restorations import RestorationsPanel
from aeexplorer.panels.restore import RestorePanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.restoration import Restoration
    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session

Train = Callable[..., "Run"]
Show = Callable[..., None]


class Desk:
    """The three panels of the workspace, shown, over a run that has ended."""

    def __init__(self, session: Session, run: Run, show: Show, qtbot: QtBot) -> None:
        self.run, self._qtbot = run, qtbot
        self.restoration: Restoration = session.restoration
        self.restoration.ways = replace(self.restoration.ways, search_steps=6)
        self.left, self.canvas, self.strip = RestorePanel(session), CanvasPanel(session), RestorationsPanel(session)
        show(self.left, 288, 760)
        show(self.canvas, 450, 470)
        show(self.strip, 1150, 300)
        self.settle()

    def settle(self) -> None:
        self._qtbot.waitUntil(lambda: not self.restoration.is_busy, timeout=30_000)
        self._qtbot.waitUntil(lambda: not (self.strip.dirty or self.left.dirty or self.canvas.dirty))

    def paint(self, *places: tuple[float, float], button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        canvas = self.canvas.canvas
        points = [canvas.where(*place) for place in places]
        QTest.mousePress(canvas, button, Qt.KeyboardModifier.NoModifier, points[0])
        for point in points[1:]:
            QTest.mouseMove(canvas, point)
        QTest.mouseRelease(canvas, button, Qt.KeyboardModifier.NoModifier, points[-1])


@pytest.fixture
def sit_down(show: Show, qtbot: QtBot) -> Callable[[Session, Run], Desk]:
    """Show the three panels over a run."""
    return lambda session, run: Desk(session, run, show, qtbot)


@pytest.fixture
def desk(explored: Session, train: Train, sit_down: Callable[[Session, Run], Desk]) -> Desk:
    """Over a run that is told: its weights are untrained."""
    return sit_down(explored, train())


@pytest.fixture
def real_desk(session: Session, trained: Train, sit_down: Callable[[Session, Run], Desk]) -> Desk:
    """Over a run that has learned digits for an epoch."""
    return sit_down(session, trained())
