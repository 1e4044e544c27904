"""The image under the brush comes from the data, a file, the clipboard or one's own hand; what does not fit is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from aeexplorer.theme import appearance
from aeexplorer.widgets.button import IconButton
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.pictures import to_qimage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.run import Run
    from aeexplorer.widgets.image_strip import ImageStrip
    from tests.panels.conftest import Told
    from tests.panels.restore.conftest import Desk


def pick(strip: ImageStrip, at: int) -> None:
    place = strip.tile_rect(at).center().toPoint()
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def copy(image: QImage) -> None:
    QGuiApplication.clipboard().setImage(image)


def filled(width: int, height: int, colour: QColor) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(colour)
    return image


def said_on(desk: Desk) -> str:
    """The canvas's notice; a size is not broken into two lines."""
    return desk.canvas.notice.accessibleName().replace("\N{NO-BREAK SPACE}", " ")


def test_images_of_the_data_are_offered_and_others_at_the_press_of_a_button(real_desk: Desk) -> None:
    image, subject = real_desk.left.image, real_desk.restoration.subject
    first, under = subject.choices, real_desk.restoration.painting.picture
    assert [strip.count for strip in image.strips] == [6, 6]
    real_desk.click(image.others)
    second = subject.choices
    assert not set(first) & set(second) and set(second) <= set(subject.held_out)
    assert real_desk.restoration.painting.picture is under, "only the choice is another"
    pick(image.strips[1], 2)
    assert subject.index == second[8] and image.strips[1].chosen == 2
    assert np.array_equal(real_desk.restoration.painting.picture, real_desk.run.pixels(int(second[8])))


def test_where_all_held_out_images_are_shown_there_are_no_others(desk: Desk) -> None:
    assert desk.left.image.strips[0].count == len(desk.restoration.subject.held_out)
    assert not desk.left.image.others.isEnabled() and desk.left.image.blank.isEnabled()


def test_drawing_ones_own_from_blank_and_coming_back_to_the_data(desk: Desk, qtbot: QtBot) -> None:
    image, subject, painting = desk.left.image, desk.restoration.subject, desk.restoration.painting
    desk.paint((3, 3))
    desk.click(image.blank)
    assert subject.origin == "blank" and not painting.picture.any() and painting.painted == 0
    assert desk.left.paint.tools.button("draw").isChecked(), "the brush is a pencil now"
    assert image.label.text() == "your drawing" and image.strips[0].chosen is None
    words = image.label.fontMetrics().horizontalAdvance(image.label.text())
    desk.left.resize(280, 760)
    qtbot.waitUntil(lambda: words <= image.label.width(), timeout=5000)
    desk.paint((2, 5), (9, 5))
    assert (painting.picture[0, 2:10, 5] == 1).all() and painting.picture[0, :, 9:].max() == 0
    desk.settle()
    assert desk.strip.original.picture.image == to_qimage(painting.picture)
    assert desk.restoration.outcomes["one-pass"].pixels is not None
    pick(image.strips[0], 2)
    assert subject.origin == "data" and desk.left.paint.tools.button("brush").isChecked()
    assert np.array_equal(painting.picture, desk.run.pixels(int(subject.choices[2])))


def test_a_file_is_opened(desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.arange(144, dtype=np.uint8).reshape(12, 12)
    Image.fromarray(pixels).save(tmp_path / "mine.png")
    asked = iter([("", ""), (str(tmp_path / "mine.png"), "")])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: next(asked))
    desk.click(desk.left.image.open)
    assert desk.restoration.subject.origin == "data", "called off"
    desk.click(desk.left.image.open)
    qtbot.waitUntil(lambda: desk.restoration.subject.origin == "own")
    assert desk.restoration.painting.picture[0] == pytest.approx(pixels / 255)
    assert desk.left.image.label.text() == "mine.png"
    assert not desk.canvas.notice.isVisible(), "it fits as it is"


def test_a_colour_picture_of_the_right_size_is_offered_as_grey(desk: Desk, qtbot: QtBot) -> None:
    before = desk.restoration.painting.picture
    copy(filled(12, 12, QColor(255, 0, 0)))
    desk.click(desk.left.image.paste)
    notice = desk.canvas.notice
    qtbot.waitUntil(notice.isVisible)
    assert "12 × 12" not in notice.accessibleName(), "on one line"
    assert "in colour" in said_on(desk) and "12 × 12, grey" in said_on(desk)
    assert desk.restoration.painting.picture is before, "nothing happens unasked"
    (dismiss,) = notice.findChildren(IconButton)
    desk.click(dismiss)
    assert desk.restoration.subject.offer is None and desk.restoration.painting.picture is before
    desk.click(desk.left.image.paste)
    qtbot.waitUntil(notice.isVisible)
    desk.click(notice.button)
    assert desk.restoration.painting.picture == pytest.approx(0.299, abs=1e-3)
    assert desk.left.image.label.text() == "pasted image"


def test_an_offer_does_not_look_like_an_error(desk: Desk, qtbot: QtBot) -> None:
    theme, notice = appearance().theme, desk.canvas.notice

    def ground() -> str:
        return notice.grab().toImage().pixelColor(notice.width() // 2, 2).name().upper()

    copy(filled(12, 12, QColor(255, 0, 0)))
    desk.click(desk.left.image.paste)
    qtbot.waitUntil(notice.isVisible)
    assert ground() == theme.tint
    headings = [label for label in notice.findChildren(Label) if label.property("role") in ("heading", "problem-head")]
    assert [label.palette().windowText().color().name().upper() for label in headings] == [theme.text1]
    QGuiApplication.clipboard().setText("words")
    desk.click(desk.left.image.paste)
    qtbot.waitUntil(lambda: "no picture on the clipboard" in said_on(desk))
    assert ground() == theme.error_ground
    assert [label.palette().windowText().color().name().upper() for label in headings] == [theme.error]


def test_a_model_of_colours_takes_colours(coloured_desk: Desk, qtbot: QtBot) -> None:
    copy(filled(12, 12, QColor(255, 0, 51)))
    coloured_desk.click(coloured_desk.left.image.paste)
    qtbot.waitUntil(lambda: coloured_desk.restoration.subject.origin == "own")
    for channel, level in enumerate((1.0, 0.0, 0.2)):
        assert coloured_desk.restoration.painting.picture[channel] == pytest.approx(level)


def test_without_a_picture_on_the_clipboard_it_is_said_and_the_image_stays(desk: Desk, qtbot: QtBot) -> None:
    before = desk.restoration.painting.picture
    QGuiApplication.clipboard().setText("words")
    desk.click(desk.left.image.paste)
    qtbot.waitUntil(lambda: "no picture on the clipboard" in desk.canvas.notice.accessibleName())
    assert not desk.canvas.notice.button.isVisible()
    assert desk.restoration.painting.picture is before


def test_an_offer_is_made_anew_for_a_run_of_other_images(
    desk: Desk, told: Told, train: Callable[..., Run], qtbot: QtBot
) -> None:
    """Else it would be taken in the shape of the images before, and nothing could restore it."""
    copy(filled(40, 40, QColor(255, 0, 51)))
    desk.click(desk.left.image.paste)
    qtbot.waitUntil(lambda: "12 × 12, grey" in said_on(desk))
    told.pixels = told.pixels.repeat(3, 1)
    train()
    qtbot.waitUntil(lambda: "12 × 12, in colour" in said_on(desk))
    desk.click(desk.canvas.notice.button)
    desk.settle()
    assert desk.restoration.subject.fits
    assert desk.restoration.painting.picture[:, 0, 0] == pytest.approx([1, 0, 0.2])
    assert desk.restoration.outcomes["one-pass"].pixels is not None


def test_what_was_drawn_by_hand_gives_way_to_a_run_of_other_images(
    desk: Desk, told: Told, train: Callable[..., Run], qtbot: QtBot
) -> None:
    desk.click(desk.left.image.blank)
    told.pixels = told.pixels.repeat(3, 1)
    train()
    qtbot.waitUntil(lambda: desk.restoration.painting.picture.shape == (3, 12, 12))
    assert desk.restoration.subject.origin == "data" and desk.restoration.brush.tool == "brush"
