"""A saved strip in pixels: the very pixels of its pictures, and titles in the interface's font, in any script."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageColor
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from aeexplorer.session.restoration_sheet import Best, Figure, Picture, Sheet, Strip, Tile, Words, lay_out
from aeexplorer.theme.appearance import FAMILIES
from aeexplorer.tokens import LIGHT
from aeexplorer.widgets.restore.sheet_picture import png

pytestmark = pytest.mark.usefixtures("qapp")


def colours(seed: int, height: int, width: int) -> np.ndarray:  # type: ignore[type-arg]
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def strip() -> Strip:
    """An original, and a restoration that is the best."""
    figures = tuple(Figure(name, ("2.1", "2.2"), (True, True)) for name in ("MSE", "PSNR", "SSIM"))
    return Strip(
        (Tile("Original", colours(0, 14, 28)), Tile("One pass", colours(1, 14, 28), colours(2, 14, 28), figures)),
        ("Hole", "Whole"),
        ("Error of each pixel",),
        colours(5, 1, 256),
        ("MSE: less is better",),
    )


def drawn(sheet: Sheet) -> np.ndarray:  # type: ignore[type-arg]
    return np.array(Image.open(io.BytesIO(png(sheet))))


def ink(text: str) -> np.ndarray:  # type: ignore[type-arg]
    """Which pixels a title covers."""
    words = Words(10, 60, text, "title")
    return (drawn(Sheet(600, 90, (words,))) < 128).all(2)


def test_it_has_the_very_pixels_of_pictures_and_errors() -> None:
    sheet = lay_out(strip())
    found = drawn(sheet)
    assert found.shape == (sheet.height, sheet.width, 3)
    pictures = [mark for mark in sheet.marks if isinstance(mark, Picture)]
    for mark in pictures[:-1]:
        scale = mark.width // mark.colours.shape[1]
        shown = found[mark.y : mark.y + mark.height, mark.x : mark.x + mark.width]
        assert np.array_equal(shown, mark.colours.repeat(scale, 0).repeat(scale, 1))
        frame = found[mark.y - 1 : mark.y + mark.height + 1, mark.x + mark.width]
        assert (frame == ImageColor.getrgb(LIGHT.control)).all()
    grounds = [mark for mark in sheet.marks if isinstance(mark, Best)]
    assert len(grounds) == 6
    for ground in grounds:
        # Where the value has ended, there is ◆.
        right = ground.x + ground.width
        box = found[ground.y : ground.y + ground.height, right - 16 : right].reshape(-1, 3)
        for colour in (LIGHT.tint, LIGHT.accent):
            assert (box == ImageColor.getrgb(colour)).all(1).any()


def test_titles_are_set_in_the_interfaces_font_half_bold() -> None:
    text = "Latent search, mmmmmmmmmmmmmm"
    columns = np.flatnonzero(ink(text).any(0))
    widths = {}
    for weight in (400, 600):
        font = QFont()
        font.setFamilies(list(FAMILIES))
        font.setPixelSize(18)
        font.setWeight(QFont.Weight(weight))
        widths[weight] = QFontMetricsF(font).tightBoundingRect(text).width()
    assert abs(np.ptp(columns) + 1 - widths[600]) <= 2
    assert widths[600] > widths[400] + 4, "else this could not fail"


def test_titles_in_chinese_are_no_boxes() -> None:
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        pytest.skip("no font here has Chinese letters")
    one, other = ink("\u4e00"), ink("\u539f")
    assert one.any() and other.sum() > 2 * one.sum(), "a single stroke, and ten of them"


def test_a_value_that_ends_at_a_place_does_end_there() -> None:
    ends = Words(300, 60, "\N{MINUS SIGN}0.25", "text", ends=True)
    columns = np.flatnonzero((drawn(Sheet(600, 90, (ends,))) < 128).all(2).any(0))
    assert 296 <= columns.max() <= 300
    begins = np.flatnonzero((drawn(Sheet(600, 90, (replace(ends, ends=False),))) < 128).all(2).any(0))
    assert 300 <= begins.min() <= 304
