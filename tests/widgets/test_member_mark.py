"""Compared models are told apart by shape, line and colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from aeexplorer.theme import member_colour
from aeexplorer.widgets.member_mark import MemberMark, member_pen, paint_mark

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.theme import Appearance

SIDE = 41


def painted(place: int, size: float = 20) -> np.ndarray:
    """Where a mark is opaque, (SIDE, SIDE) bool."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_mark(painter, QPointF(SIDE / 2, SIDE / 2), place, size)
    painter.end()
    return np.array([[image.pixelColor(x, y).alpha() > 127 for x in range(SIDE)] for y in range(SIDE)])


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_marks_have_the_colours_of_the_theme(look: Appearance, mode: str) -> None:
    look.mode = mode  # type: ignore[assignment]
    theme = look.theme
    colours = [member_colour(theme, place) for place in range(4)]
    assert colours == [theme.text1, theme.accent, theme.classes[5], theme.classes[8]]
    image = QImage(9, 9, QImage.Format.Format_ARGB32)
    for place, colour in enumerate(colours):
        painter = QPainter(image)
        paint_mark(painter, QPointF(4.5, 4.5), place, 9)
        painter.end()
        assert image.pixelColor(4, 4) == QColor(colour)
        assert member_pen(place).color() == QColor(colour)


def test_no_two_marks_have_the_same_shape(look: Appearance) -> None:
    square, disc, triangle, diamond = (painted(place) for place in range(4))
    middle = SIDE // 2
    box = slice(middle - 9, middle + 10)
    assert square[box, box].all() and square.sum() == pytest.approx(400, abs=45)
    assert disc.sum() == pytest.approx(np.pi * 121, rel=0.1) and not disc[middle - 9, middle - 9]
    assert triangle[middle + 8].sum() > 3 * triangle[middle - 8].sum() > 0
    assert np.array_equal(diamond, diamond[::-1]) and np.array_equal(diamond, diamond.T)
    assert diamond.sum() == pytest.approx(2 * 12.5**2, rel=0.1)
    sizes = [shape.sum() for shape in (square, disc, triangle, diamond)]
    assert max(sizes) < 1.5 * min(sizes), "none looks more important"


def test_lines_differ_without_colour(look: Appearance) -> None:
    pens = [member_pen(place, 1.5) for place in range(4)]
    assert len({pen.style() for pen in pens}) == 4
    assert pens[0].style() is Qt.PenStyle.DashLine and pens[1].style() is Qt.PenStyle.SolidLine
    assert all(pen.isCosmetic() and pen.widthF() == 1.5 for pen in pens)


def test_a_mark_grows_with_the_presenter(look: Appearance, qtbot: QtBot) -> None:
    mark = MemberMark(1)
    qtbot.addWidget(mark)
    before = mark.width()
    look.scale = 1.4
    assert mark.width() == pytest.approx(1.4 * before, abs=1)
    assert mark.grab().toImage().pixelColor(mark.rect().center()) == QColor(look.theme.accent)
