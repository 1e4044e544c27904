"""Images are shown pixel for pixel, and can be picked by mouse and keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from aeexplorer.theme import LIGHT
from aeexplorer.widgets.image_strip import ImageStrip
from aeexplorer.widgets.image_view import ImageView, whole_scale
from aeexplorer.widgets.pictures import error_to_qimage, to_qimage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from aeexplorer.theme import Appearance

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()


def rgb(image: QImage, x: int, y: int) -> tuple[int, int, int]:
    colour = image.pixelColor(x, y)
    return colour.red(), colour.green(), colour.blue()


class TestPictures:
    def test_float_pixels_become_greys_and_what_is_beyond_is_cut(self) -> None:
        image = to_qimage(np.array([[[0.0, 0.5, 1.0], [-3.0, 2.0, np.nan]]], dtype=np.float32))
        assert (image.width(), image.height()) == (3, 2)
        assert [[rgb(image, x, y)[0] for x in range(3)] for y in range(2)] == [[0, 128, 255], [0, 255, 0]]

    def test_three_channels_keep_their_colours_and_odd_widths_their_rows(self) -> None:
        pixels = np.random.default_rng(0).integers(0, 256, (3, 5, 7), dtype=np.uint8)
        image = to_qimage(pixels)
        assert all(rgb(image, x, y) == tuple(pixels[:, y, x].tolist()) for x in range(7) for y in range(5))

    def test_the_image_owns_its_memory(self) -> None:
        pixels = np.full((4, 4), 200, dtype=np.uint8)
        image = to_qimage(pixels)
        pixels[:] = 0
        assert rgb(image, 1, 1) == (200, 200, 200)

    def test_channels_of_wafer_maps_are_states_with_colours_of_their_own(self) -> None:
        maps = np.zeros((3, 1, 3), dtype=np.uint8)
        maps[[0, 1, 2], 0, [0, 1, 2]] = 255
        for pixels in (maps, maps / 255):
            image = to_qimage(pixels, "wafers")
            assert [rgb(image, x, 0) for x in range(3)] == [(0xF0, 0xF2, 0xF5), (0xA0, 0xB7, 0xCE), (0x16, 0x20, 0x30)]
        assert rgb(to_qimage(maps, "eyes"), 1, 0) == (0, 255, 0)

    def test_doubt_between_two_states_is_drawn_between_their_colours(self) -> None:
        shares = np.array([0.0, 0.2, 0.2]).reshape(3, 1, 1)
        assert rgb(to_qimage(shares, "wafers"), 0, 0) == (0x5B, 0x6C, 0x7F)

    @pytest.mark.parametrize("shape", [(5,), (2, 4, 4), (1, 1, 4, 4), (1, 0, 4)])
    def test_other_shapes_are_refused(self, shape: tuple[int, ...]) -> None:
        with pytest.raises(ValueError, match="1 or 3 channels"):
            to_qimage(np.zeros(shape))

    def test_an_error_map_is_white_where_nothing_is_wrong(self) -> None:
        image = error_to_qimage(np.array([[0.0, -1.0]]))
        assert [rgb(image, x, 0) for x in (0, 1)] == [(255, 255, 255), (0x3A, 0x0A, 0x22)]
        mean = error_to_qimage(np.array([[[0.6]], [[0.0]], [[0.0]]]))
        assert rgb(mean, 0, 0) == (0xFD, 0xE2, 0xB8)


class TestImageView:
    @pytest.mark.parametrize(("room", "scale"), [(196, 7), (200, 7), (112, 4), (104, 104 / 28), (20, 20 / 28)])
    def test_the_scale_is_whole_where_that_fills_the_room(self, room: int, scale: float) -> None:
        assert whole_scale(room, 28) == pytest.approx(scale)

    def test_on_a_fine_screen_the_scale_is_whole_in_its_own_pixels(self) -> None:
        assert whole_scale(104, 28, ratio=2.0) == pytest.approx(3.5)

    def test_each_pixel_becomes_an_equal_square(self, look: Appearance, qtbot: QtBot) -> None:
        view = ImageView("Original", side=198)
        pixels = np.random.default_rng(1).integers(0, 256, (28, 28), dtype=np.uint8)
        view.set_image(pixels)
        shown(qtbot, view)
        assert (view.image_rect().width(), view.image_rect().left()) == (196, 1)
        picture = view.grab().toImage()
        seen = [[rgb(picture, 1 + 7 * x + 3, 1 + 7 * y + 3)[0] for x in range(28)] for y in range(28)]
        assert seen == pixels.tolist()
        assert picture.pixelColor(0, 100).name().upper() == LIGHT.control
        assert view.accessibleName() == "Original"

    def test_it_is_as_high_as_its_width_asks_and_leaves_room_for_the_caption(
        self, look: Appearance, qtbot: QtBot
    ) -> None:
        view = ImageView("Original")
        qtbot.addWidget(view)
        view.set_image(np.zeros((10, 20)))
        assert 50 + 12 < view.heightForWidth(100) < 50 + 30
        view.set_caption("")
        assert view.heightForWidth(100) == 50

    def test_nothing_to_show_is_shown_as_nothing(self, look: Appearance, qtbot: QtBot) -> None:
        view = ImageView(side=50)
        shown(qtbot, view)
        view.set_image(np.ones((5, 5)))
        assert rgb(view.grab().toImage(), 25, 25) == (255, 255, 255)
        view.set_image(None)
        assert view.grab().toImage().pixelColor(25, 25).name().upper() == LIGHT.window

    def test_a_clickable_one_is_pressed_by_mouse_and_by_key(self, look: Appearance, qtbot: QtBot) -> None:
        view = ImageView(side=50, clickable=True, name="Pin 1")
        shown(qtbot, view)
        with qtbot.waitSignal(view.clicked):
            qtbot.mouseClick(view, LEFT)
        with qtbot.waitSignal(view.clicked):
            qtbot.keyClick(view, Qt.Key.Key_Return)
        plain = ImageView(side=50)
        shown(qtbot, plain)
        with qtbot.assertNotEmitted(plain.clicked):
            qtbot.mouseClick(plain, LEFT)


class TestImageStrip:
    @pytest.fixture
    def strip(self, look: Appearance, qtbot: QtBot) -> ImageStrip:
        strip = ImageStrip(name="Nearest images")
        strip.set_images(
            [np.full((28, 28), k / 8) for k in range(8)],
            LIGHT.classes[:8],
            names=[f"held-out no. {k}" for k in range(8)],
        )
        strip.resize(336, strip.sizeHint().height())
        shown(qtbot, strip)
        return strip

    def test_eight_tiles_fill_the_dock_and_carry_their_class(self, strip: ImageStrip) -> None:
        assert strip.sizeHint().width() == 336
        picture = strip.grab().toImage()
        for k in range(8):
            middle = strip.tile_rect(k).center().toPoint()
            assert rgb(picture, middle.x(), middle.y())[0] == pytest.approx(k / 8 * 255, abs=1)
            assert picture.pixelColor(middle.x(), 35 + 3).name().upper() == LIGHT.classes[k]

    def test_a_click_tells_which_image(self, strip: ImageStrip, qtbot: QtBot) -> None:
        with qtbot.waitSignal(strip.clicked) as said:
            qtbot.mouseClick(strip, LEFT, pos=strip.tile_rect(5).center().toPoint())
        assert said.args == [5]

    def test_keys_go_along_and_pick(self, strip: ImageStrip, qtbot: QtBot) -> None:
        strip.setFocus()
        qtbot.keyClick(strip, Qt.Key.Key_Right)
        qtbot.keyClick(strip, Qt.Key.Key_Right)
        assert strip.accessibleDescription() == "held-out no. 2"
        with qtbot.waitSignal(strip.clicked) as said:
            qtbot.keyClick(strip, Qt.Key.Key_Return)
        assert said.args == [2]
        qtbot.keyClick(strip, Qt.Key.Key_End)
        qtbot.keyClick(strip, Qt.Key.Key_Right)
        assert strip.accessibleDescription() == "held-out no. 7"

    def test_a_narrow_row_makes_smaller_tiles_and_loses_none(self, strip: ImageStrip) -> None:
        strip.resize(200, strip.height())
        assert strip.tile_rect(7).right() <= 200
        assert strip.index_at(QPoint(198, 10)) == 7

    def test_joined_tiles_share_their_border(self, look: Appearance, qtbot: QtBot) -> None:
        path = ImageStrip(34, 0)
        path.set_images([np.zeros((28, 28))] * 10)
        path.resize(400, path.sizeHint().height())
        shown(qtbot, path)
        assert path.tile_rect(1).left() == path.tile_rect(0).right() - 1

    def test_parts_of_unequal_number_are_refused(self, strip: ImageStrip) -> None:
        with pytest.raises(ValueError, match="2 images need as many"):
            strip.set_images([np.zeros((4, 4))] * 2, colours=["#000000"])
