"""A code drawn: bars and tiles stand for the numbers that the mouse reads off them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from aeexplorer.theme import appearance
from aeexplorer.widgets.code.code_drawing import CodeDrawing
from aeexplorer.widgets.code.gaussian_grid import GaussianGrid
from aeexplorer.widgets.code.tile_grid import tile_grid
from training.latent.histograms import histograms


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


def test_a_histogram_stands_under_the_bell_of_its_own_gaussian(qtbot: QtBot) -> None:
    appearance().mode, appearance().scale = "light", 1.0
    appearance().apply()
    random = np.random.default_rng(0)
    codes = np.stack([random.normal(3, 2, 5000), np.repeat([0.0, 10.0], 2500), np.full(5000, 4.0)], 1)
    shown = histograms(codes, bins=20)
    grid = GaussianGrid()
    qtbot.addWidget(grid)
    grid.resize(330, 84)
    grid.set_histograms(shown, ("z₁", "z₂", "z₃"))
    picture, theme = grid.grab().toImage(), appearance().theme

    def tall(k: int, share: float, colour: str) -> int:
        """How many pixels of a column are of a colour."""
        cell = grid.cell(k)
        x = round(cell.left() + share * cell.width())
        return sum(picture.pixelColor(x, y) == QColor(colour) for y in range(64))

    bars = [tall(0, (bar + 0.5) / 20, theme.histogram) for bar in range(20)]
    heights = shown.density[0] / max(shown.density[0].max(), shown.bell(0, shown.mean[:1]).max()) / 1.05 * 64
    # Where the bell crosses a bar, it hides some of it.
    np.testing.assert_allclose(bars, heights, atol=7)
    # Two heaps at the ends: nothing in between but the top of the bell.
    assert tall(1, 0.02, theme.histogram) > 40 and tall(1, 0.5, theme.histogram) == 0
    assert tall(1, 0.5, theme.accent) > 0
    assert not any(tall(2, share, theme.accent) for share in np.linspace(0.05, 0.95, 30)), "no spread, no bell"
    assert grid.words(0) == (
        f"z₁: mean {shown.mean[0]:.2f}, standard deviation {shown.std[0]:.2f}, "
        f"distance from the Gaussian {shown.distance[0]:.3f}"
    )
