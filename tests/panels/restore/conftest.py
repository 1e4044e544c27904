"""The workspace as tests use it: its three panels over a run that has ended, and a hand that paints and waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from aeexplorer.panels.canvas import CanvasPanel
from aeexplorer.panels.restorations import RestorationsPanel
from aeexplorer.panels.restore import RestorePanel
from aeexplorer.widgets.pictures import to_qimage

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.restoration import Restoration
    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session
    from aeexplorer.widgets.number_field import NumberField
    from tests.panels.conftest import Told

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
        self.press(places[0], button)
        for place in places[1:]:
            self.move(place)
        self.let_go(places[-1], button)

    def press(self, place: tuple[float, float], button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Put the mouse's button down over a pixel (row, column) of the image."""
        canvas = self.canvas.canvas
        QTest.mousePress(canvas, button, Qt.KeyboardModifier.NoModifier, canvas.where(*place))

    def move(self, place: tuple[float, float]) -> None:
        QTest.mouseMove(self.canvas.canvas, self.canvas.canvas.where(*place))

    def let_go(self, place: tuple[float, float], button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        canvas = self.canvas.canvas
        QTest.mouseRelease(canvas, button, Qt.KeyboardModifier.NoModifier, canvas.where(*place))

    def click(self, button: QAbstractButton) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def type(self, number: float, field: NumberField) -> None:
        field.edit.selectAll()
        QTest.keyClicks(field.edit, str(number))
        QTest.keyClick(field.edit, Qt.Key.Key_Return)

    @property
    def corrupted(self) -> NDArray[np.float32]:
        """The damaged picture (C, H, W), once all is done; the strip shows it."""
        self.settle()
        progress = self.restoration.progress
        assert progress is not None
        assert self.strip.corrupted.picture.image == to_qimage(progress.corrupted)
        return progress.corrupted


@pytest.fixture
def sit_down(show: Show, qtbot: QtBot) -> Callable[[Session, Run], Desk]:
    """Show the three panels over a run."""
    return lambda session, run: Desk(session, run, show, qtbot)


@pytest.fixture
def desk(explored: Session, train: Train, sit_down: Callable[[Session, Run], Desk]) -> Desk:
    """Over a run that is told: its weights are untrained."""
    return sit_down(explored, train())


@pytest.fixture
def coloured_desk(explored: Session, told: Told, train: Train, sit_down: Callable[[Session, Run], Desk]) -> Desk:
    """Over a run whose images are red, green and blue, each channel different."""
    told.pixels = np.concatenate((told.pixels, told.pixels // 3, 255 - told.pixels), 1)
    return sit_down(explored, train())


@pytest.fixture
def real_desk(session: Session, trained: Train, sit_down: Callable[[Session, Run], Desk]) -> Desk:
    """Over a run that has learned digits for an epoch."""
    return sit_down(session, trained())
