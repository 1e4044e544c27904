"""The latent map under a real mouse: what the card shows, zoom, pan and fit, dragged pins, the decoded grid behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from aeexplorer.panels.latent_map import LatentMapPanel
from aeexplorer.theme import px
from aeexplorer.widgets.map.decoded_grid import Lattice, mosaic
from aeexplorer.widgets.map.decoded_layer import CELL
from aeexplorer.widgets.map.tooltip_card import PADDING, PICTURE
from aeexplorer.widgets.pictures import to_qimage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session
    from aeexplorer.widgets.map.map_view import MapView

Train = Callable[..., "Run"]
Show = Callable[..., None]
NEAREST = 28
"""Side of the small picture on the card."""


class Map:
    """A shown map of a trained run, and the mouse over it."""

    def __init__(self, panel: LatentMapPanel, run: Run, qtbot: QtBot) -> None:
        self.panel, self.run, self.qtbot = panel, run, qtbot
        self._pressed = Qt.MouseButton.NoButton

    @property
    def view(self) -> MapView:
        return self.panel.view

    def place(self, point: Any) -> QPoint:
        """The viewport's pixel of a point of the plane."""
        ((x, y),) = self.view.points.to_screen(point)
        return self.view.mapFromScene(self.view.box.mapToScene(QPointF(x, y)))

    def point(self, place: QPoint) -> NDArray[np.float64]:
        """The point of the plane under a pixel of the viewport."""
        found = self.view.plane_point(self.view.mapToScene(place))
        assert found is not None
        return found

    def between(self, across: float, up: float) -> NDArray[np.float64]:
        """The point so far from left to right and from bottom to top of what is seen."""
        frame = self.view.frame()
        return np.array(
            [frame.left + across * (frame.right - frame.left), frame.bottom + up * (frame.top - frame.bottom)]
        )

    def hover(self, place: QPoint) -> None:
        # qtbot.mouseMove says nothing where the mouse of the test before stood.
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(place),
            QPointF(self.view.viewport().mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            self._pressed,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self.view.viewport(), moved)

    def wheel(self, place: QPoint, notches: int) -> None:
        turned = QWheelEvent(
            QPointF(place),
            QPointF(self.view.viewport().mapToGlobal(place)),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.view.viewport(), turned)

    def press(self, place: QPoint) -> None:
        self._pressed = Qt.MouseButton.LeftButton
        self.qtbot.mousePress(self.view.viewport(), self._pressed, pos=place)

    def release(self, place: QPoint) -> None:
        self.qtbot.mouseRelease(self.view.viewport(), self._pressed, pos=place)
        self._pressed = Qt.MouseButton.NoButton

    def decoded(self, code: Any) -> QImage:
        assert self.run.snapshot is not None
        return to_qimage(self.run.snapshot.decode(np.array([code], np.float32))[0])

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.view.animator.moving)

    def wanted(self) -> Lattice:
        """The cells that cover what is seen now."""
        return Lattice.over(self.view.decoded.grid(), px(CELL))


@pytest.fixture
def shown(
    explored: Session, train: Train, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Map]:
    # pyqtgraph leaves out moves that come sooner than a hand makes them.
    monkeypatch.setitem(pg.CONFIG_OPTIONS, "mouseRateLimit", -1)

    def shown(*assignments: str) -> Map:
        panel = LatentMapPanel(explored)
        qtbot.addWidget(panel.header_widget())
        run = train(*assignments)
        show(panel, 760, 560)
        qtbot.waitUntil(lambda: panel._shown is run.encoded and panel.view.isVisible() and not panel.dirty)
        # The view follows new codes after a while, and the size that the legend leaves it.
        qtbot.waitUntil(lambda: not panel.view._look.isActive())
        found = Map(panel, run, qtbot)
        found.settle()
        panel.view.finder.fit()
        found.settle()
        return found

    return shown


def painted(card: QImage, left: float, top: float, side: int, of: QImage) -> NDArray[np.uint8]:
    """Grey values (h, w) of a picture that is drawn as large as it gets by whole pixels in a square of the card."""
    scale = side // of.width()
    left, top = left + (side - scale * of.width()) // 2, top + (side - scale * of.height()) // 2
    middles = [int(scale * (k + 0.5)) for k in range(max(of.width(), of.height()))]
    return np.array(
        [
            [card.pixelColor(int(left) + x, int(top) + y).lightness() for x in middles[: of.width()]]
            for y in middles[: of.height()]
        ],
        np.uint8,
    )


def grey(image: QImage) -> NDArray[np.uint8]:
    return np.array(
        [[image.pixelColor(x, y).lightness() for x in range(image.width())] for y in range(image.height())], np.uint8
    )


def test_the_card_shows_the_code_decoded_and_the_nearest_image(shown: Callable[..., Map], qtbot: QtBot) -> None:
    drawn = shown()
    view, selection, card = drawn.view, drawn.panel.session.selection, drawn.view.card
    seen = []
    for image in (3, 17):
        place = drawn.place(drawn.run.codes[image])
        drawn.hover(place)
        assert selection.cursor == pytest.approx(drawn.point(place), abs=1e-5)
        qtbot.waitUntil(lambda: card._picture == drawn.decoded(selection.cursor))
        nearest = to_qimage(drawn.run.pixels(image))
        assert selection.hovered == image and card.isVisible()
        picture = card.grab().toImage()
        assert np.array_equal(painted(picture, PADDING, PADDING, PICTURE, card._picture), grey(card._picture))
        corner = PADDING + PICTURE + 12, PADDING + PICTURE - NEAREST
        assert np.array_equal(painted(picture, *corner, NEAREST, nearest), grey(nearest))
        seen.append((grey(card._picture).tolist(), grey(nearest).tolist()))
    assert seen[0][0] != seen[1][0] and seen[0][1] != seen[1][1]
    drawn.hover(QPoint(2, 2))
    assert not card.isVisible() and view.crosshair.point is None


def test_where_a_place_is_no_single_code_the_card_shows_the_nearest_image(
    shown: Callable[..., Map], qtbot: QtBot
) -> None:
    drawn = shown("model.latent_size=5")
    for image in (4, 21):
        drawn.hover(drawn.place(drawn.view.codes[image]))
        assert "Nearest image" in drawn.view.card.words
        nearest = to_qimage(drawn.run.pixels(image))
        picture = drawn.view.card.grab().toImage()
        assert np.array_equal(painted(picture, PADDING, PADDING, PICTURE, nearest), grey(nearest))


def test_the_wheel_zooms_about_the_cursor_a_drag_pans_and_f_shows_all(shown: Callable[..., Map], qtbot: QtBot) -> None:
    drawn = shown()
    whole = drawn.view.frame()
    width, height = whole.right - whole.left, whole.top - whole.bottom
    for across, up in ((0.25, 0.75), (0.8, 0.3)):
        place = drawn.place(drawn.between(across, up))
        under, before = drawn.point(place), drawn.view.frame()
        drawn.wheel(place, 2)
        closer = drawn.view.frame()
        assert closer.right - closer.left < 0.9 * (before.right - before.left)
        assert drawn.point(place) == pytest.approx(under, abs=1e-3 * width)
        drawn.wheel(place, -2)
        assert tuple(drawn.view.frame()) == pytest.approx(tuple(before), abs=1e-6 * width)

    start = drawn.place(drawn.between(0.3, 0.4))
    held, way = drawn.point(start), QPoint(90, -60)
    drawn.press(start)
    for share in (0.3, 0.6, 1.0):
        drawn.hover(start + way * share)
    drawn.release(start + way)
    pixel = width / drawn.view.box.rect().width()
    assert drawn.point(start + way) == pytest.approx(held, abs=1.5 * pixel)
    panned = drawn.view.frame()
    assert panned.left == pytest.approx(whole.left - 90 * pixel, abs=1.5 * pixel)
    assert panned.top == pytest.approx(whole.top - 60 * pixel, abs=1.5 * pixel)
    assert panned.top - panned.bottom == pytest.approx(height)
    assert not drawn.view.finder.follows, "a hand has taken hold of it"

    qtbot.keyClick(drawn.panel, Qt.Key.Key_F)
    drawn.settle()
    assert tuple(drawn.view.frame()) == pytest.approx(tuple(whole)) and drawn.view.finder.follows
    drawn.wheel(start, 3)
    qtbot.mouseClick(drawn.panel.header.fit, Qt.MouseButton.LeftButton)
    drawn.settle()
    assert tuple(drawn.view.frame()) == pytest.approx(tuple(whole))


@pytest.mark.parametrize("held", [False, True])
def test_p_pins_the_code_under_the_cursor_and_a_dragged_pin_is_decoded(
    held: bool, shown: Callable[..., Map], qtbot: QtBot
) -> None:
    drawn = shown()
    selection = drawn.panel.session.selection
    start = drawn.place(drawn.between(0.3, 0.3))
    drawn.hover(start)
    qtbot.keyClick(drawn.panel, Qt.Key.Key_P)
    (pin,) = selection.pins
    assert pin.code == pytest.approx(drawn.point(start), abs=1e-5)
    if held:
        # Then hovering moves the crosshair no more; the hand on the pin does.
        qtbot.keyClick(drawn.panel, Qt.Key.Key_1)
        assert selection.held
    frame = drawn.view.frame()
    drawn.press(start)
    for step in (QPoint(20, -10), QPoint(50, -25), QPoint(80, -40)):
        drawn.hover(start + step)
        (pin,) = selection.pins
        assert pin.code == pytest.approx(drawn.point(start + step), abs=1e-5)
        assert np.array_equal(selection.cursor, pin.code)  # type: ignore[arg-type]
        qtbot.waitUntil(lambda pin=pin: drawn.view.card._picture == drawn.decoded(pin.code))
    drawn.release(start + QPoint(80, -40))
    assert drawn.view.frame() == frame


def test_the_decoded_grid_covers_what_is_seen_and_follows_zoom_and_pan(shown: Callable[..., Map], qtbot: QtBot) -> None:
    drawn = shown()
    layer, snapshot = drawn.view.decoded, drawn.run.snapshot
    assert snapshot is not None
    asked: list[Lattice] = []
    layer.wanted.connect(asked.append)

    def is_right() -> bool:
        lattice = layer.lattice
        return not layer.waiting and lattice is not None and lattice == drawn.wanted()

    def check() -> None:
        qtbot.waitUntil(is_right, timeout=10_000)
        lattice, frame = layer.lattice, drawn.view.frame()
        assert lattice is not None and layer._answer is not None
        window = lattice.window
        # All of what is seen, and less than a cell more on each side.
        assert frame.left - lattice.across < window.left <= frame.left
        assert frame.right <= window.right < frame.right + lattice.across
        assert frame.bottom - lattice.up < window.bottom <= frame.bottom
        assert frame.top <= window.top < frame.top + lattice.up
        assert np.array_equal(layer._answer, mosaic(snapshot.decode(lattice.points()), lattice))

    qtbot.keyClick(drawn.panel, Qt.Key.Key_D)
    check()
    middle = drawn.place(drawn.between(0.6, 0.4))
    before = layer.lattice
    drawn.wheel(middle, 4)
    check()
    assert before is not None and layer.lattice is not None and layer.lattice.across < 0.8 * before.across
    start = drawn.place(drawn.between(0.5, 0.5))
    drawn.press(start)
    for way in (40, 80, 120):
        drawn.hover(start + QPoint(way, 0))
    drawn.release(start + QPoint(120, 0))
    check()

    # While an answer is under way the view moves on: the newest view has the last word, not every one between.
    go_on, begun = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        go_on.wait(10)

    drawn.panel.session.asks.ask("held up", hold)
    assert begun.wait(10)
    asked.clear()
    for notches in (2, 2, -1, 3):
        drawn.wheel(middle, notches)
        qtbot.waitUntil(lambda: bool(asked))
    assert len(asked) == 1 and asked[0] != drawn.wanted()
    go_on.set()
    check()
    assert asked[-1] == drawn.wanted() and len(asked) <= 3
