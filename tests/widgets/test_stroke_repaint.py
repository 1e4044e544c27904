"""While a stroke is under way, the canvas is painted anew around the brush and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtTest import QTest

from aeexplorer.session.brush import Brush
from aeexplorer.session.paint_mask import PaintMask
from aeexplorer.session.rasterise import rectangle
from aeexplorer.widgets.canvas.paint_canvas import PaintCanvas

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.theme import Appearance

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Exposed(QObject):
    """What of a widget has been painted since the last look."""

    def __init__(self, canvas: PaintCanvas) -> None:
        super().__init__(canvas)
        self._region = QRegion()
        canvas.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self._region = self._region.united(event.region())
        return False

    def look(self) -> QRegion:
        region, self._region = self._region, QRegion()
        return region


@pytest.fixture
def canvas(look: Appearance, qtbot: QtBot) -> PaintCanvas:
    painting, brush = PaintMask(), Brush()
    painting.set_image(np.random.default_rng(0).random((3, 64, 64), np.float32))
    canvas = PaintCanvas(painting, brush)
    qtbot.addWidget(canvas)
    canvas.resize(514, 514)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


@pytest.mark.parametrize("tool", ["brush", "eraser", "draw"])
def test_a_move_repaints_what_it_has_painted_and_little_more(canvas: PaintCanvas, qtbot: QtBot, tool: str) -> None:
    canvas.painting.paint("hide", rectangle((30, 10), (63, 30), canvas.painting.size))
    canvas.brush.tool, canvas.brush.size = tool, 5  # type: ignore[assignment]
    QTest.mousePress(canvas, LEFT, PLAIN, canvas.where(20, 20))
    canvas.repaint()
    exposed = Exposed(canvas)
    for column in range(22, 40, 2):
        QTest.mouseMove(canvas, canvas.where(20, column))
        seen: list[QRegion] = []
        qtbot.waitUntil(lambda seen=seen: _noted(seen, exposed))  # type: ignore[misc]
        region = seen[-1]
        stamp = canvas.place.rect_of(column - 2, 18, 5, 5).toAlignedRect()
        assert QRegion(stamp).subtracted(region).isEmpty()
        around = canvas.place.rect_of(column - 8, 14, 16, 13).toAlignedRect()
        assert region.subtracted(QRegion(around)).isEmpty(), "the rest stays as it was painted"
    shown = canvas.grab().toImage()
    QTest.mouseRelease(canvas, LEFT, PLAIN, canvas.where(20, 38))
    canvas.layers.rebuild()
    canvas.repaint()
    assert canvas.grab().toImage() == shown, "and nothing was forgotten"


def test_a_rectangle_that_shrinks_uncovers_what_it_leaves(canvas: PaintCanvas, qtbot: QtBot) -> None:
    canvas.brush.tool = "rectangle"
    QTest.mousePress(canvas, LEFT, PLAIN, canvas.where(20, 20))
    QTest.mouseMove(canvas, canvas.where(40, 40))
    canvas.repaint()
    seen: list[QRegion] = []
    exposed = Exposed(canvas)
    QTest.mouseMove(canvas, canvas.where(25, 25))
    qtbot.waitUntil(lambda: _noted(seen, exposed))
    left: QRect = canvas.place.rect_of(26, 26, 15, 15).toAlignedRect()
    assert QRegion(left).subtracted(seen[-1]).isEmpty()
    assert not seen[-1].intersects(canvas.place.rect_of(0, 0, 16, 64).toAlignedRect())
    QTest.mouseRelease(canvas, LEFT, PLAIN, canvas.where(25, 25))


def _noted(seen: list[QRegion], exposed: Exposed) -> bool:
    region = exposed.look()
    if not region.isEmpty():
        seen.append(region)
    return bool(seen)
