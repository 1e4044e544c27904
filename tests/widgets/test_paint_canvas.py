"""Painting with real mouse, wheel, key, touch and pen events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QInputDevice, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from aeexplorer.session.brush import Brush
from aeexplorer.session.paint_mask import PaintMask
from aeexplorer.widgets.canvas.paint_canvas import PaintCanvas

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.theme import Appearance


@pytest.fixture
def canvas(look: Appearance, qtbot: QtBot) -> PaintCanvas:
    painting, brush = PaintMask(), Brush()
    painting.set_image(np.random.default_rng(0).random((1, 28, 28), np.float32))
    canvas = PaintCanvas(painting, brush)
    qtbot.addWidget(canvas)
    canvas.resize(450, 422)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.setFocus()
    return canvas


def draw(canvas: PaintCanvas, *places: tuple[float, float], button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    """Press at the first (row, column), move through the others, let go at the last."""
    points = [canvas.where(row, column) for row, column in places]
    QTest.mousePress(canvas, button, Qt.KeyboardModifier.NoModifier, points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, button, Qt.KeyboardModifier.NoModifier, points[-1])


def turn(canvas: PaintCanvas, notches: float, modifiers: Qt.KeyboardModifier, at: QPoint) -> None:
    wheel = QWheelEvent(
        QPointF(at),
        QPointF(canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, wheel)


def test_a_stroke_paints_what_lies_under_it_and_nothing_else(canvas: PaintCanvas) -> None:
    canvas.brush.size = 3
    draw(canvas, (10, 4), (10, 20))
    wanted = np.zeros((28, 28), bool)
    # The corners of a square of three pixels are 1.41 from its middle: within the radius of 1.5.
    wanted[9:12, 3:22] = True
    assert (canvas.painting.mask == wanted).all()


def test_the_first_dab_needs_no_movement(canvas: PaintCanvas) -> None:
    canvas.brush.size = 1
    draw(canvas, (5, 7))
    assert np.argwhere(canvas.painting.mask).tolist() == [[5, 7]]


def test_the_right_button_erases(canvas: PaintCanvas) -> None:
    canvas.brush.size = 5
    draw(canvas, (10, 4), (10, 20))
    before = canvas.painting.mask.copy()
    canvas.brush.size = 3
    draw(canvas, (10, 12), button=Qt.MouseButton.RightButton)
    wiped = before & ~canvas.painting.mask
    assert wiped.sum() == 9 and wiped[9:12, 11:14].all()


def test_each_stroke_is_one_step_of_undo_and_comes_back_exactly(canvas: PaintCanvas) -> None:
    draw(canvas, (10, 4), (10, 20), (20, 20))
    first = canvas.painting.cover.copy()
    draw(canvas, (3, 3), (25, 25))
    second = canvas.painting.cover.copy()
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(canvas.painting.cover, first)
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert canvas.painting.painted == 0
    for _ in range(2):
        QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert np.array_equal(canvas.painting.cover, second)


def test_brackets_and_wheel_resize_the_brush(canvas: PaintCanvas) -> None:
    canvas.brush.size = 6
    QTest.keyClick(canvas, Qt.Key.Key_BracketRight)
    assert canvas.brush.size == 7
    QTest.keyClick(canvas, Qt.Key.Key_BracketLeft)
    QTest.keyClick(canvas, Qt.Key.Key_BracketLeft)
    assert canvas.brush.size == 5
    turn(canvas, 2, Qt.KeyboardModifier.NoModifier, canvas.where(3, 3))
    assert canvas.brush.size == 7
    turn(canvas, -100, Qt.KeyboardModifier.NoModifier, canvas.where(3, 3))
    assert canvas.brush.size == 1


def test_keys_choose_brush_and_eraser(canvas: PaintCanvas) -> None:
    QTest.keyClick(canvas, Qt.Key.Key_E)
    assert canvas.brush.tool == "eraser"
    canvas.painting.invert()
    draw(canvas, (10, 10))
    assert not canvas.painting.mask[10, 10] and canvas.painting.mask[0, 0]
    QTest.keyClick(canvas, Qt.Key.Key_B)
    assert canvas.brush.tool == "brush"


def test_painting_with_keys_alone(canvas: PaintCanvas) -> None:
    canvas.brush.size = 1
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert np.argwhere(canvas.painting.mask).tolist() == [[14, 14]], "the cursor starts in the middle"
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert canvas.painting.mask[13, 17] and canvas.painting.painted == 2
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.painting.mask[14, 17] and canvas.painting.painted == 3
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert not canvas.painting.mask[14, 17]
    for _ in range(60):
        QTest.keyClick(canvas, Qt.Key.Key_Left)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert canvas.painting.mask[14, 0], "the edge stops the cursor"
    assert "4 of 784" not in canvas.accessibleDescription()
    assert canvas.accessibleDescription().startswith("3 of 784 pixels painted")


@pytest.mark.parametrize("tool", ["rectangle", "ellipse", "lasso"])
def test_shapes_are_drawn_open(canvas: PaintCanvas, tool: str) -> None:
    canvas.brush.tool = tool  # type: ignore[assignment]
    if tool == "lasso":
        draw(canvas, (4, 6), (4, 15), (12, 15), (12, 6))
    else:
        draw(canvas, (4, 6), (25, 25), (12, 15))
    mask = canvas.painting.mask
    assert mask[8, 10] and not mask[20, 20] and not mask[3].any() and not mask[13:].any()
    assert mask[4, 6] == (tool == "rectangle")
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert canvas.painting.painted == 0


def test_drawing_changes_the_image_and_no_mask(canvas: PaintCanvas) -> None:
    canvas.painting.set_image(np.zeros((1, 28, 28), np.float32))
    canvas.brush.tool, canvas.brush.size, canvas.brush.ink = "draw", 3, (0.75,)
    draw(canvas, (10, 4), (10, 20))
    assert canvas.painting.painted == 0
    assert canvas.painting.picture[0, 9:12, 5:20] == pytest.approx(0.75)
    assert canvas.painting.picture[0, 14:].max() == 0


def test_pixels_stay_under_the_pointer_while_one_zooms_and_drags(canvas: PaintCanvas) -> None:
    at = canvas.where(6, 9)
    before = canvas.place.scale
    for _ in range(4):
        turn(canvas, 1, Qt.KeyboardModifier.ControlModifier, at)
    assert canvas.place.scale > before * 1.8
    under = canvas.place.to_image(QPointF(at))
    assert (int(under.y()), int(under.x())) == (6, 9)
    corner = canvas.place.origin
    QTest.mousePress(canvas, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseMove(canvas, at + QPoint(-40, 12))
    QTest.mouseRelease(canvas, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier, at + QPoint(-40, 12))
    assert canvas.place.origin == corner + QPointF(-40, 12)
    assert canvas.painting.painted == 0
    canvas.brush.size = 1
    draw(canvas, (8, 12))
    assert np.argwhere(canvas.painting.mask).tolist() == [[8, 12]]


def test_space_turns_the_mouse_into_a_hand(canvas: PaintCanvas) -> None:
    at, corner = canvas.where(6, 9), canvas.place.origin
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseMove(canvas, at + QPoint(25, 0))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at + QPoint(25, 0))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.place.origin == corner + QPointF(25, 0)
    assert canvas.painting.painted == 0


def test_every_pixel_of_the_image_is_seen_at_its_place(canvas: PaintCanvas) -> None:
    canvas.painting.set_image((np.arange(784).reshape(1, 28, 28) % 256 / 255).astype(np.float32))
    canvas.brush.size = 1
    for _ in range(2):
        # The brush's rim is drawn around the mouse, wherever a test before has left it.
        QTest.mouseMove(canvas, canvas.where(14, 14))
        shown = canvas.grab().toImage()
        for row in range(0, 28, 3):
            for column in range(0, 28, 3):
                wanted = (row * 28 + column) % 256
                if canvas.rect().adjusted(2, 2, -2, -2).contains(canvas.where(row, column)):
                    assert shown.pixelColor(canvas.where(row, column)).red() == wanted
        turn(canvas, 1, Qt.KeyboardModifier.ControlModifier, canvas.where(14, 14))


def test_painted_pixels_are_hatched_and_only_they_change(canvas: PaintCanvas) -> None:
    canvas.brush.tool = "rectangle"
    draw(canvas, (17, 17), button=Qt.MouseButton.RightButton)
    before = _pixels(canvas)
    draw(canvas, (10, 10), (17, 17))
    after = _pixels(canvas)
    changed = (before != after).any(2)
    box = canvas.place.rect_of(10, 10, 8, 8).toRect()
    inside, near = np.zeros(changed.shape, bool), np.zeros(changed.shape, bool)
    inside[box.top() : box.bottom() + 1, box.left() : box.right() + 1] = True
    # The edge lies half outside.
    near[box.top() - 2 : box.bottom() + 3, box.left() - 2 : box.right() + 3] = True
    assert changed[inside].mean() > 0.95
    changed[near] = False
    assert not np.argwhere(changed).tolist()
    hatched = after[inside][:, 2].astype(int) - after[inside][:, 0].astype(int)
    assert hatched.mean() > 40, "tinted blue"


def test_repainting_a_part_gives_the_same_picture_as_repainting_all(canvas: PaintCanvas, qtbot: QtBot) -> None:
    canvas.brush.hardness = 0.4
    draw(canvas, (4, 5), (20, 23), (22, 4))
    qtbot.wait(1)
    partly = canvas.grab().toImage()
    whole = QImage(partly.size(), partly.format())
    whole.fill(0)
    canvas.layers.rebuild()
    canvas.render(whole)
    assert partly == whole


def test_one_finger_paints_and_two_move(canvas: PaintCanvas) -> None:
    finger = QTest.createTouchDevice()
    canvas.brush.size = 3
    QTest.touchEvent(canvas, finger).press(0, canvas.where(10, 4), canvas).commit()
    QTest.touchEvent(canvas, finger).move(0, canvas.where(10, 20), canvas).commit()
    QTest.touchEvent(canvas, finger).release(0, canvas.where(10, 20), canvas).commit()
    assert canvas.painting.mask[10, 4:21].all()
    painted, scale = canvas.painting.painted, canvas.place.scale
    one, other = canvas.where(12, 10), canvas.where(12, 16)
    QTest.touchEvent(canvas, finger).press(0, one, canvas).commit()
    QTest.touchEvent(canvas, finger).stationary(0).press(1, other, canvas).commit()
    QTest.touchEvent(canvas, finger).move(0, one - QPoint(60, 0), canvas).move(
        1, other + QPoint(60, 0), canvas
    ).commit()
    QTest.touchEvent(canvas, finger).release(0, one, canvas).release(1, other, canvas).commit()
    assert canvas.painting.painted == painted, "the first finger was only the first of two"
    assert canvas.place.scale > scale


def test_a_pen_paints_as_wide_as_it_is_pressed_and_its_other_end_erases(canvas: PaintCanvas) -> None:
    canvas.brush.size = 8

    def pen(kind: QEvent.Type, row: int, column: int, pressure: float, end: QPointingDevice.PointerType) -> None:
        device = QPointingDevice(
            "pen",
            1,
            QInputDevice.DeviceType.Stylus,
            end,
            QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
            1,
            3,
        )
        at = QPointF(canvas.where(row, column))
        button = Qt.MouseButton.LeftButton
        event = QTabletEvent(
            kind, device, at, at, pressure, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, button, button
        )
        QApplication.sendEvent(canvas, event)

    tip, back = QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser
    pen(QEvent.Type.TabletPress, 6, 4, 0.25, tip)
    pen(QEvent.Type.TabletMove, 6, 24, 1.0, tip)
    pen(QEvent.Type.TabletRelease, 6, 24, 0.0, tip)
    pen(QEvent.Type.TabletPress, 20, 4, 1.0, tip)
    pen(QEvent.Type.TabletMove, 20, 24, 0.25, tip)
    pen(QEvent.Type.TabletRelease, 20, 24, 0.0, tip)
    upper, lower = canvas.painting.mask[:13], canvas.painting.mask[13:]
    thin, thick = upper[:, 5].sum(), upper[:, 23].sum()
    assert 1 <= thin <= 3 and thick >= 6
    assert 1 <= lower[:, 23].sum() <= 3 and lower[:, 5].sum() >= 6, "and thinner where it is let go"
    pen(QEvent.Type.TabletPress, 6, 23, 1.0, back)
    pen(QEvent.Type.TabletRelease, 6, 23, 0.0, back)
    assert not canvas.painting.mask[:13, 23].any()


def _pixels(canvas: PaintCanvas) -> np.ndarray:
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return flat[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()
