"""Tools, brush and fill are set by their controls, and the marks on the canvas are what the controls say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QColorDialog

if TYPE_CHECKING:
    from tests.panels.restore.conftest import Desk


def test_the_size_is_the_same_on_the_field_by_keys_and_by_the_wheel(desk: Desk) -> None:
    canvas, field, brush = desk.canvas.canvas, desk.left.paint.brush_size, desk.restoration.brush
    desk.type(5, field.field)
    assert brush.size == 5
    desk.paint((6, 6))
    assert columns_of(desk, 6) == 5
    QTest.keyClick(canvas, Qt.Key.Key_BracketLeft)
    QTest.keyClick(canvas, Qt.Key.Key_BracketLeft)
    assert brush.size == field.value == field.field.value == 3
    turn_wheel(desk, 4)
    assert brush.size == field.value == 7
    desk.click(desk.left.paint.clear)
    desk.paint((6, 6))
    assert columns_of(desk, 6) == 7
    QTest.keyClick(field.slider, Qt.Key.Key_Home)
    assert brush.size == 1


def test_a_soft_brush_fades_the_image_into_the_fill_towards_its_rim(desk: Desk) -> None:
    paint = desk.left.paint
    desk.click(paint.more.button)
    assert paint.hardness.isVisible()
    desk.restoration.brush.size = 9
    desk.paint((6, 6))
    assert set(np.unique(desk.restoration.painting.cover)) == {0, 255}, "hard at first"
    desk.click(paint.clear)
    desk.type(20, paint.hardness.field)
    desk.paint((6, 6))
    cover = desk.restoration.painting.cover
    fading = cover[6, 6:11].astype(int)
    assert fading[0] == 255 and (np.diff(fading) < 0).all()
    share = cover / 255
    mixed = desk.restoration.painting.picture[0] * (1 - share) + 0.5 * share
    assert desk.corrupted[0] == pytest.approx(mixed, abs=1e-6)


def test_the_brush_is_round_or_square(desk: Desk) -> None:
    paint = desk.left.paint
    desk.click(paint.more.button)
    desk.restoration.brush.size = 5
    desk.paint((6, 6))
    # The corners of a square of five pixels are 2.83 from its middle, those beside them 2.24.
    assert desk.restoration.painting.painted == 25 - 4
    desk.click(paint.clear)
    desk.click(paint.tip.segment("square"))
    desk.paint((6, 6))
    assert np.array_equal(desk.restoration.painting.mask, box(4, 8, 4, 8))
    desk.click(paint.tip.segment("round"))
    assert desk.restoration.brush.tip == "round"


def test_an_even_brush_over_the_middle_of_a_pixel_leaves_no_nubs(desk: Desk) -> None:
    desk.restoration.brush.size = 6
    desk.paint((5, 5))
    mask = desk.restoration.painting.mask
    assert mask.sum(0).max() == mask.sum(1).max() == 6
    assert mask.sum() == 36 - 4, "all but the corners"
    desk.click(desk.left.paint.clear)
    desk.paint((5, 4), (5, 7))
    mask = desk.restoration.painting.mask
    assert mask.sum(0).max() == 6 and mask.sum(1).max() == 9


def test_every_tool_does_what_its_button_says(desk: Desk) -> None:
    tools, painting = desk.left.paint.tools, desk.restoration.painting
    desk.click(tools.button("rectangle"))
    desk.paint((2, 3), (10, 11), (8, 9))
    assert np.array_equal(painting.mask, box(2, 8, 3, 9))
    desk.click(tools.button("eraser"))
    desk.restoration.brush.size = 3
    desk.paint((5, 6))
    assert np.array_equal(painting.mask, box(2, 8, 3, 9) & ~box(4, 6, 5, 7))
    desk.click(desk.left.paint.clear)
    desk.click(tools.button("ellipse"))
    desk.paint((2, 3), (8, 9))
    ellipse = painting.mask.copy()
    assert ellipse[5, 3] and ellipse[2, 6] and not ellipse[2, 3] and not (ellipse & ~box(2, 8, 3, 9)).any()
    desk.click(desk.left.paint.clear)
    desk.click(tools.button("lasso"))
    desk.paint((2, 2), (2, 9), (9, 2))
    triangle = painting.mask
    assert triangle[3, 3] and not triangle[8, 8]
    assert 20 < triangle.sum() < 36
    desk.click(tools.button("brush"))
    desk.paint((10, 10))
    assert painting.mask[10, 10]


def test_drawing_takes_the_ink_of_its_slider_and_hides_nothing(desk: Desk) -> None:
    paint, painting = desk.left.paint, desk.restoration.painting
    assert not paint.ink.isVisible(), "nothing for a brush that paints holes"
    assert desk.canvas.hint.text().startswith("Drag to paint.")
    desk.click(paint.tools.button("draw"))
    assert paint.ink.isVisible() and not paint.ink_colour.isVisible(), "these images have no colours"
    assert desk.canvas.hint.text().startswith("Drag to draw on the image.")
    desk.settle()
    assert desk.left.status.text() == "No hole yet. Take the brush to paint one."
    desk.type(30, paint.ink.field)
    desk.restoration.brush.size = 3
    desk.paint((6, 2), (6, 9))
    assert painting.painted == 0
    assert painting.picture[0, 5:8, 2:10] == pytest.approx(0.3)
    assert np.array_equal(desk.corrupted, painting.picture)
    desk.click(paint.undo)
    assert np.array_equal(painting.picture, desk.run.pixels(desk.restoration.subject.index or 0))


def test_the_grey_level_is_that_of_the_slider(desk: Desk) -> None:
    desk.paint((6, 6))
    mask = desk.restoration.painting.mask
    assert (desk.corrupted[0, mask] == 0.5).all(), "grey at first"
    assert not desk.left.paint.colour.isVisible(), "these images have no colours"
    desk.type(20, desk.left.paint.level.field)
    assert desk.corrupted[0, mask] == pytest.approx(0.2)
    QTest.keyClick(desk.left.paint.level.slider, Qt.Key.Key_End)
    assert (desk.corrupted[0, mask] == 1).all()


def test_the_hole_is_filled_with_noise_or_with_the_next_image(desk: Desk) -> None:
    desk.restoration.brush.size = 9
    desk.paint((6, 6))
    mask, fill = desk.restoration.painting.mask, desk.left.paint.fill
    desk.click(fill.segment("noise"))
    noise = desk.corrupted[0, mask]
    assert np.unique(noise).size == mask.sum() and 0.4 < noise.mean() < 0.6
    assert not desk.left.paint.level.isVisible()
    desk.click(fill.segment("neighbour"))
    held_out = list(desk.restoration.subject.held_out)
    after = desk.run.pixels(int(held_out[(held_out.index(desk.restoration.subject.index) + 1) % len(held_out)]))
    assert np.array_equal(desk.corrupted[0, mask], after[0, mask])
    assert np.array_equal(desk.corrupted[0, ~mask], desk.restoration.painting.picture[0, ~mask])
    desk.click(fill.segment("colour"))
    assert (desk.corrupted[0, mask] == 0.5).all() and desk.left.paint.level.isVisible()


def test_images_with_colours_are_filled_with_the_colour_that_is_chosen(coloured_desk: Desk) -> None:
    desk, paint = coloured_desk, coloured_desk.left.paint
    desk.paint((6, 6))
    mask = desk.restoration.painting.mask
    assert paint.colour.isVisible()
    answer_dialog(QColor(255, 0, 51))
    desk.click(paint.colour)
    for channel, level in enumerate((1.0, 0.0, 0.2)):
        assert desk.corrupted[channel, mask] == pytest.approx(level, abs=1e-4)
    assert swatch_on(paint.colour).getRgb() == (255, 0, 51, 255)
    before = desk.corrupted
    answer_dialog(None)
    desk.click(paint.colour)
    assert np.array_equal(desk.corrupted, before), "called off"
    desk.type(70, paint.level.field)
    assert desk.corrupted[:, mask] == pytest.approx(0.7), "grey again"
    assert swatch_on(paint.colour).getRgb() == (179, 179, 179, 255)


def test_images_with_colours_are_drawn_on_with_the_colour_that_is_chosen(coloured_desk: Desk) -> None:
    desk, paint, painting = coloured_desk, coloured_desk.left.paint, coloured_desk.restoration.painting
    desk.click(paint.tools.button("draw"))
    desk.restoration.brush.size = 3
    answer_dialog(QColor(255, 0, 51))
    desk.click(paint.ink_colour)
    desk.paint((6, 6))
    assert painting.picture[:, 6, 6] == pytest.approx((1.0, 0.0, 0.2), abs=1e-4)
    assert swatch_on(paint.ink_colour).getRgb() == (255, 0, 51, 255)
    answer_dialog(None)
    desk.click(paint.ink_colour)
    assert swatch_on(paint.ink_colour).getRgb() == (255, 0, 51, 255), "called off"
    painting.set_image(painting.picture[:1])
    desk.paint((2, 2))
    assert painting.picture[0, 2, 2] == pytest.approx(0.4, abs=1e-4), "a grey where there are no colours"


def test_wiping_inverting_undoing_and_redoing(desk: Desk) -> None:
    paint, painting = desk.left.paint, desk.restoration.painting
    assert not (paint.undo.isEnabled() or paint.redo.isEnabled() or paint.clear.isEnabled())
    desk.paint((4, 3), (4, 8))
    painted = painting.cover.copy()
    desk.click(paint.invert)
    assert np.array_equal(painting.cover, 255 - painted)
    desk.click(paint.clear)
    assert painting.painted == 0 and not paint.clear.isEnabled()
    for cover in (255 - painted, painted, np.zeros_like(painted)):
        desk.click(paint.undo)
        assert np.array_equal(painting.cover, cover)
    assert not paint.undo.isEnabled() and paint.redo.isEnabled()
    for cover in (painted, 255 - painted, np.zeros_like(painted)):
        desk.click(paint.redo)
        assert np.array_equal(painting.cover, cover)
    assert not paint.redo.isEnabled()
    desk.click(paint.undo)
    desk.paint((9, 9))
    assert not paint.redo.isEnabled(), "another way was taken"


def test_every_one_of_many_strokes_can_be_taken_back(desk: Desk) -> None:
    painting, random = desk.restoration.painting, np.random.default_rng(5)
    desk.restoration.brush.size = 2
    covers = [painting.cover.copy()]
    for row, column in random.integers(0, 12, (150, 2)):
        button = Qt.MouseButton.RightButton if random.random() < 0.4 else Qt.MouseButton.LeftButton
        desk.paint((int(row), int(column)), button=button)
        if not np.array_equal(painting.cover, covers[-1]):
            covers.append(painting.cover.copy())
    assert len(covers) > 100
    for cover in reversed(covers[:-1]):
        desk.click(desk.left.paint.undo)
        assert np.array_equal(painting.cover, cover)
    assert not desk.left.paint.undo.isEnabled()


def test_random_holes_are_a_row_that_begins_anew_with_its_seed(desk: Desk) -> None:
    first, second = throw(desk), throw(desk)
    assert not np.array_equal(first, second), "another one each time"
    desk.type(1, desk.left.damage.seed)
    other = throw(desk)
    assert not np.array_equal(other, first) and not np.array_equal(other, second)
    desk.type(0, desk.left.damage.seed)
    assert np.array_equal(throw(desk), first) and np.array_equal(throw(desk), second)
    desk.click(desk.left.paint.undo)
    assert np.array_equal(desk.restoration.painting.mask, first), "a step like all others"


def throw(desk: Desk) -> np.ndarray:
    """The mask after the dice's button; it is one rectangle."""
    desk.click(desk.left.paint.tools.erase)
    mask = desk.restoration.painting.mask.copy()
    rows, columns = np.nonzero(mask)
    assert mask.sum() == (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
    return mask


def swatch_on(button: QAbstractButton) -> QColor:
    picture = button.icon().pixmap(button.iconSize()).toImage()
    return picture.pixelColor(picture.width() // 3, picture.height() // 2)


def columns_of(desk: Desk, row: int) -> int:
    return int(desk.restoration.painting.mask[row].sum())


def box(top: int, bottom: int, left: int, right: int) -> np.ndarray:
    mask = np.zeros((12, 12), bool)
    mask[top : bottom + 1, left : right + 1] = True
    return mask


def turn_wheel(desk: Desk, notches: int) -> None:
    canvas = desk.canvas.canvas
    at = canvas.where(6, 6)
    free, plain = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase, down = Qt.ScrollPhase.NoScrollPhase, QPoint(0, 120 * notches)
    turned = QWheelEvent(QPointF(at), QPointF(canvas.mapToGlobal(at)), QPoint(), down, free, plain, phase, False)
    QApplication.sendEvent(canvas, turned)


def answer_dialog(colour: QColor | None) -> None:
    """Take a colour in the dialog that is about to open, or call it off."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QColorDialog)
        if colour is None:
            dialog.reject()
        else:
            dialog.setCurrentColor(colour)
            dialog.accept()

    QTimer.singleShot(0, answer)
