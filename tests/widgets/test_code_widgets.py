"""A code drawn: bars and tiles stand for the numbers that the mouse reads off them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from aeexplorer.theme import appearance
from aeexplorer.widgets.code.code_drawing import CodeDrawing
from aeexplorer.widgets.code.tile_grid import tile_grid


@pytest.fixture
def drawing(qtbot: QtBot) -> CodeDrawing:
    appearance().mode, appearance().scale = "light", 1.0
    appearance().apply()
    drawing = CodeDrawing()
    qtbot.addWidget(drawing)
    return drawing


@pytest.mark.parametrize("shape", [(64, 3, 3), (16, 8, 8), (8, 8, 16), (1, 2, 5), (512, 2, 2)])
def test_every_number_of_the_maps_is_where_its_tile_is(shape: tuple[int, int, int]) -> None:
    maps, down, across = shape
    grid = tile_grid(maps, down, across, 336, 240, 2)
    assert grid.height <= 240
    for number in {0, across, maps * down * across - 1, maps // 2 * down * across + 1}:
        tile, inside = divmod(number, down * across)
        row, column = divmod(inside, across)
        rect = grid.rect(tile)
        assert rect.right() <= 336
        x, y = rect.left() + (column + 0.5) * grid.side, rect.top() + (row + 0.5) * grid.side
        assert grid.number_at(x, y) == number
    assert grid.number_at(-3, -3) is None


def test_maps_are_drawn_on_one_scale(drawing: CodeDrawing) -> None:
    drawing.resize(336, drawing.heightForWidth(336))
    code = np.zeros(64 * 9, np.float32)
    code[5 * 9 + 4] = 2.0
    code[7 * 9] = -2.0
    drawing.set_code((64, 3, 3), code, code)
    drawing.resize(336, drawing.heightForWidth(336))
    drawing.set_range(-2.0, 2.0)
    picture = drawing.grab().toImage()

    def grey(tile: int, row: int, column: int) -> int:
        rect = drawing.tile_rect(tile)
        side = rect.width() / 3
        at = QPoint(int(rect.left() + (column + 0.5) * side), int(rect.top() + (row + 0.5) * side))
        assert drawing.number_at(at) == tile * 9 + row * 3 + column
        return picture.pixelColor(at).red()

    assert grey(5, 1, 1) == 255
    assert grey(7, 0, 0) == 0
    assert grey(0, 2, 2) == pytest.approx(127.5, abs=1)


def test_bars_go_up_and_down_from_zero_and_say_their_numbers(drawing: CodeDrawing) -> None:
    drawing.resize(336, 72)
    own = np.array([1.0, -1.0, 0.5], np.float32)
    drawing.set_code((3,), own, own)
    drawing.set_range(-1.0, 1.0)
    picture = drawing.grab().toImage()
    accent = QColor(appearance().theme.accent)
    assert picture.pixelColor(14, 12) == accent and picture.pixelColor(14, 60) != accent
    assert picture.pixelColor(42, 60) == accent and picture.pixelColor(42, 12) != accent
    assert drawing.words_at(QPoint(42, 30)) == "z₂ −1.00"
    assert drawing.words_at(QPoint(200, 30)) == ""
    drawing.set_code((3,), np.array([1.0, 0.25, 0.5], np.float32), own)
    assert drawing.words_at(QPoint(42, 30)) == "z₂ 0.25 (the image's own: −1.00)"
