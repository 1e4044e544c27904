"""Pictures that are dragged over the whole window and let go on the canvas, as the desktop sends them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget

from aeexplorer.panels.canvas import CanvasPanel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.window import Window

COPY, LEFT, PLAIN = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(make_window: Callable[..., Window], qtbot: QtBot) -> Window:
    """Restore, over a run of digits of 8 × 8 pixels."""
    window = make_window("data.source=digits", "model.widths=[8]", "schedule.epochs=1")
    run = window.session.document.train()
    assert run is not None
    qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
    window.show_workspace("restore")
    qtbot.waitUntil(lambda: canvas_of(window).canvas.isVisible())
    return window


def canvas_of(window: Window) -> CanvasPanel:
    panel = window.panel("canvas")
    assert isinstance(panel, CanvasPanel)
    return panel


def header_of(window: Window) -> QWidget:
    header = window.menuWidget()
    assert header is not None
    return header


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drag(window: Window, mime: QMimeData, *over: QWidget) -> bool:
    """From the desktop over the middles of widgets, and let go on the last; whether the window took it.

    Qt itself finds who is under the mouse, and asks those around it where that one does not want it.
    """
    handle = window.windowHandle()
    assert handle is not None
    accepted = False
    for k, widget in enumerate(over):
        at = widget.mapTo(window, widget.rect().center())
        enters = QDragEnterEvent(at, COPY, mime, LEFT, PLAIN)
        moves = QDragMoveEvent(at, COPY, mime, LEFT, PLAIN)
        for event in (enters, moves)[k > 0 :]:
            QApplication.sendEvent(handle, event)
            accepted = event.isAccepted()
    if accepted:
        dropped = QDropEvent(QPointF(at), COPY, mime, LEFT, PLAIN)
        QApplication.sendEvent(handle, dropped)
        accepted = dropped.isAccepted()
    return accepted


def test_a_file_let_go_on_the_canvas_is_the_image_under_the_brush(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    pixels = np.arange(64, dtype=np.uint8).reshape(8, 8) * 4
    Image.fromarray(pixels).save(tmp_path / "mine.png")
    restoration, canvas = window.session.restoration, canvas_of(window)
    assert drag(window, files(tmp_path / "mine.png"), header_of(window), canvas.canvas)
    qtbot.waitUntil(lambda: restoration.subject.origin == "own")
    assert restoration.subject.name == "mine.png"
    assert restoration.painting.picture[0] == pytest.approx(pixels / 255)
    assert window.opening.first_look is None, "it is no set of images"
    qtbot.waitUntil(lambda: not window.drop.overlay.isVisible())


def test_a_picture_without_a_file_as_a_browser_gives_it(window: Window, qtbot: QtBot) -> None:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor(128, 128, 128))
    mime = QMimeData()
    mime.setImageData(image)
    mime.setUrls([QUrl("https://example.org/mine.png")])
    assert drag(window, mime, canvas_of(window).canvas)
    subject = window.session.restoration.subject
    qtbot.waitUntil(lambda: subject.origin == "own")
    assert subject.name == "dropped image"
    assert window.session.restoration.painting.picture == pytest.approx(128 / 255)


def test_what_is_no_picture_is_said_and_the_last_picture_stays(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "notes.png").write_text("words")
    restoration, canvas = window.session.restoration, canvas_of(window)
    before = restoration.painting.picture.copy()
    assert drag(window, files(tmp_path / "notes.png"), canvas.canvas)
    qtbot.waitUntil(canvas.notice.isVisible)
    said = canvas.notice.accessibleName()
    assert "“notes.png” cannot be used: it is no picture." in said and "such as PNG or JPEG" in said
    assert restoration.subject.origin == "data" and np.array_equal(restoration.painting.picture, before)
    Image.new("L", (8, 8), 51).save(tmp_path / "good.png")
    assert drag(window, files(tmp_path / "good.png"), canvas.canvas)
    qtbot.waitUntil(lambda: restoration.subject.name == "good.png")
    assert not canvas.notice.isVisible(), "what was wrong is over"


def test_sets_of_images_let_go_on_the_canvas_are_for_the_window(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "greys.npz"
    np.savez(file, pictures=np.arange(20 * 64, dtype=np.uint8).reshape(20, 8, 8), label=np.arange(20) % 2)
    assert drag(window, files(file), canvas_of(window).canvas)
    qtbot.waitUntil(lambda: window.opening.first_look is not None, timeout=60_000)
    assert window.session.restoration.subject.origin == "data"
    dialog = window.opening.first_look
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.seen is not None, timeout=60_000)
    dialog.reject()


def test_words_are_taken_by_nobody(window: Window) -> None:
    mime = QMimeData()
    mime.setText("hello")
    assert not drag(window, mime, canvas_of(window).canvas)
