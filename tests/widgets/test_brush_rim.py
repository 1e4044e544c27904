"""The brush's rim stands under the pointer or where the keys paint, and leaves no trace where it was."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from aeexplorer.session.brush import Brush
from aeexplorer.session.paint_mask import PaintMask
from aeexplorer.theme import Appearance
from aeexplorer.widgets.canvas.paint_canvas import PaintCanvas


class Repainted(QObject):
    """Every part of the canvas that is painted from now on."""

    def __init__(self, canvas: PaintCanvas) -> None:
        super().__init__(canvas)
        self.region = QRegion()
        self._room = canvas.rect()
        canvas.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return False

    def holds(self, box: QRectF) -> bool:
        seen = box.adjusted(-2, -2, 2, 2).toAlignedRect() & self._room
        return QRegion(seen).subtracted(self.region).isEmpty()


@pytest.fixture
def canvas(look: Appearance, qtbot: QtBot) -> PaintCanvas:
    painting, brush = PaintMask(), Brush()
    painting.set_image(np.zeros((1, 28, 28), np.float32))
    brush.size = 4
    canvas = PaintCanvas(painting, brush)
    qtbot.addWidget(canvas)
    canvas.resize(430, 430)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.setFocus()
    return canvas


def stand(canvas: PaintCanvas, x: float, y: float) -> QRectF:
    """The rim painted there, whatever the desktop's own pointer did before."""
    canvas.rim.follow(QPointF(x, y))
    canvas.repaint()
    return rim_at(canvas)


def rim_at(canvas: PaintCanvas) -> QRectF:
    box = canvas.rim.box()
    assert box is not None
    return box


def test_it_is_as_wide_as_the_brush_around_the_pointer_and_a_pixel_for_shapes(canvas: PaintCanvas) -> None:
    box = stand(canvas, 100, 100)
    assert box.center() == QPointF(100, 100) and box.width() == pytest.approx(4 * canvas.place.scale)
    canvas.brush.tool = "rectangle"
    assert rim_at(canvas).width() == pytest.approx(canvas.place.scale)


def test_moving_repaints_where_it_was_and_where_it_is_and_little_more(canvas: PaintCanvas, qtbot: QtBot) -> None:
    before, painted = stand(canvas, 100, 100), Repainted(canvas)
    canvas.rim.follow(QPointF(200, 150))
    canvas.rim.follow(QPointF(320, 300))
    after = rim_at(canvas)
    qtbot.waitUntil(lambda: not painted.region.isEmpty())
    assert painted.holds(before) and painted.holds(after)
    assert not painted.region.contains(QPointF(30, 400).toPoint())


def test_a_key_that_moves_the_cursor_takes_the_rim_from_the_mouse(canvas: PaintCanvas, qtbot: QtBot) -> None:
    stand(canvas, 100, 100)
    for _ in range(2):
        before, painted = rim_at(canvas), Repainted(canvas)
        QTest.keyClick(canvas, Qt.Key.Key_Right)
        assert rim_at(canvas).center() == canvas.place.to_widget(canvas.keys.cursor)
        qtbot.waitUntil(lambda painted=painted: not painted.region.isEmpty())  # type: ignore[misc]
        assert painted.holds(before) and painted.holds(rim_at(canvas))


def test_without_pointer_and_focus_there_is_none(canvas: PaintCanvas) -> None:
    canvas.rim.follow(None)
    canvas.clearFocus()
    assert canvas.rim.box() is None
    canvas.grab()
