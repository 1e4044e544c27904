"""The latent map with a real run: what a user hovers, clicks, pins and hides."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from aeexplorer.panels.latent_map import LatentMapPanel
from aeexplorer.session.session import Session
from aeexplorer.theme import appearance
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.map import words
from aeexplorer.widgets.map.map_view import MapView
from training.recipe import Recipe


@pytest.fixture
def recipe() -> Recipe:
    return Recipe.load("mnist-vae-2d").override("data.source=digits", "model.widths=[32]", "schedule.epochs=1")


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> LatentMapPanel:
    shown = LatentMapPanel(session)
    qtbot.addWidget(shown)
    qtbot.addWidget(shown.header_widget())
    shown.resize(760, 560)
    with qtbot.waitExposed(shown):
        shown.show()
    shown.refresh_if_dirty()
    return shown


def train(panel: LatentMapPanel, qtbot: QtBot) -> None:
    """Press the one button there is, and wait for the end."""
    qtbot.mouseClick(panel.empty.button, Qt.MouseButton.LeftButton)
    run = panel.session.document.current
    assert run is not None
    qtbot.waitUntil(lambda: not run.state.active, timeout=60_000)
    assert run.problem is None
    qtbot.waitUntil(lambda: _settled(panel), timeout=10_000)


def _settled(panel: LatentMapPanel) -> bool:
    panel.refresh_if_dirty()
    run = panel.session.document.current
    return run is not None and panel._shown is run.encoded and not panel.view.animator.moving


def test_without_a_run_one_sentence_and_one_button(panel: LatentMapPanel) -> None:
    assert panel.empty.isVisible()
    assert panel.empty.sentence == "Nothing trained yet. Train this recipe to see its map."


def test_codes_of_two_numbers_from_hover_to_pin(panel: LatentMapPanel, session: Session, qtbot: QtBot) -> None:
    train(panel, qtbot)
    run, view, selection = session.document.current, panel.view, session.selection
    assert run is not None and run.snapshot is not None
    assert np.array_equal(view.codes, run.codes)
    assert panel.images.count.text().startswith(words.counted(len(run.codes), int(run.held_out.sum()), 0))
    assert [chip.text() for chip in panel.chips.chips] == list(run.classes)

    # Hovering moves the cursor, and the card shows what is decoded there.
    code = run.codes[5]
    with qtbot.waitSignal(session.decoding.decoded) as decoded:
        view.hovered.emit(code.astype(np.float64))
    assert selection.cursor == pytest.approx(code)
    assert decoded.args[0].pixels == pytest.approx(run.snapshot.decode(code[None].copy())[0], abs=1e-5)
    assert view.card.isVisible() and "Decoded here" in view.card.words
    assert words.with_article(run.classes[run.labels[view.places.nearest(code)]]) in view.card.words  # type: ignore[index]
    assert selection.hovered is not None
    view.hovered.emit(None)
    assert selection.cursor is None and selection.hovered is None and not view.card.isVisible()

    # A click on a point selects its image; beside all points it holds the crosshair until Esc.
    view.clicked.emit(code.astype(np.float64), 5, Qt.KeyboardModifier.NoModifier)
    assert selection.image == run.indices[5] and not selection.held
    empty_spot = np.array([view.frame().left, view.frame().top])
    view.clicked.emit(empty_spot, None, Qt.KeyboardModifier.NoModifier)
    view.hovered.emit(np.zeros(2))
    assert selection.held and selection.cursor == pytest.approx(empty_spot)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not selection.held and selection.cursor is None

    # Shift-click pins; a pin is drawn along and decoded; 1 goes back to it.
    frame = view.frame()
    left, height = 0.6 * frame.left + 0.4 * frame.right, 0.5 * (frame.bottom + frame.top)
    view.clicked.emit(np.array([left, height]), 5, Qt.KeyboardModifier.ShiftModifier)
    view.clicked.emit(np.array([0.2 * frame.left + 0.8 * frame.right, height]), None, Qt.KeyboardModifier.ShiftModifier)
    assert [pin.number for pin in selection.pins] == [1, 2] and view.pins.has_path
    ((x, y),) = view.pins.to_screen([left, height])
    start = view.mapFromScene(view.box.mapToScene(QPointF(x, y)))
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for way in (10, 20, 30):
        qtbot.mouseMove(view.viewport(), start + type(start)(way, 0))
        qtbot.wait(20)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=start + type(start)(30, 0))
    moved = selection.pins[0].code
    pixel = (frame.right - frame.left) / view.box.rect().width()
    assert moved == pytest.approx([left + 30 * pixel, height], abs=2 * pixel)
    assert view.frame() == frame
    qtbot.keyClick(panel, Qt.Key.Key_1)
    assert selection.held and np.array_equal(selection.cursor, moved)  # type: ignore[arg-type]

    # Arrow keys move the crosshair while the map has the focus.
    before = selection.cursor.copy()  # type: ignore[union-attr]
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert selection.cursor is not None and selection.cursor[0] > before[0] and selection.cursor[1] == before[1]

    # A class can be hidden from the legend and from the keyboard.
    qtbot.keyClick(panel, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert selection.hidden_classes == {3} and panel.chips.hidden == {3}
    assert 3 not in set(run.labels[view.points.rows])  # type: ignore[index]


def test_the_decoded_grid_is_what_the_decoder_says(panel: LatentMapPanel, session: Session, qtbot: QtBot) -> None:
    train(panel, qtbot)
    run = session.document.current
    assert run is not None and run.snapshot is not None
    with qtbot.waitSignal(panel.questions.grid_decoded) as answered:
        qtbot.keyClick(panel, Qt.Key.Key_D)
    lattice, ink = answered.args
    expected = run.snapshot.decode(lattice.points())
    _, _, height, width = expected.shape
    assert ink.shape == (lattice.rows * height, lattice.columns * width)
    tile = ink[height : 2 * height, 2 * width : 3 * width] / 255
    assert tile == pytest.approx(expected[lattice.columns + 2, 0], abs=0.01)
    assert panel.view.decoded.lattice == lattice and panel.header.layers == "decoded"


def test_larger_codes_are_projected_and_say_so(panel: LatentMapPanel, session: Session, qtbot: QtBot) -> None:
    session.document.override("model.latent_size=6")
    train(panel, qtbot)
    run = session.document.current
    assert run is not None and run.latent_size == 6
    plane = panel._plane
    assert plane is not None and plane.share is not None and 0.3 < plane.share <= 1
    assert panel.header.remark == f"6 numbers, two best axes (PCA), {100 * plane.share:.0f} % of the spread"
    assert not panel.header._layers.segment("both").isEnabled()
    row = 7
    panel.view.hovered.emit(panel.view.codes[row].astype(np.float64))
    cursor = session.selection.cursor
    assert cursor is not None and cursor.shape == (6,)
    assert plane.places(cursor[None])[0] == pytest.approx(panel.view.codes[row], abs=1e-4)
    assert "Nearest image" in panel.view.card.words
    assert session.selection.hovered is not None
    # What was said of this run is not said of the next, before it has codes.
    session.document.close_run(run)
    panel.refresh_if_dirty()
    assert panel.empty.isVisible() and panel.header.remark == ""


def test_words() -> None:
    assert words.counted(5000, 1000, 0) == "5\N{NARROW NO-BREAK SPACE}000 codes, 1\N{NARROW NO-BREAK SPACE}000 held out"
    assert words.counted(10, 0, 2) == "10 codes, 2 left out (not finite)"
    assert [words.with_article(name) for name in ("7", "8", "11", "Ankle boot", "Bag")] == [
        "a 7",
        "an 8",
        "an 11",
        "an Ankle boot",
        "a Bag",
    ]


def drag(view: MapView, qtbot: QtBot, corners: NDArray[np.float64], modifiers: Qt.KeyboardModifier) -> None:
    """Lead the pressed mouse along points of the plane."""
    places = [view.mapFromScene(view.box.mapToScene(QPointF(x, y))) for x, y in view.points.to_screen(corners)]
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, modifiers, places[0])
    for place in places[1:]:
        # qtbot.mouseMove knows no modifiers.
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(place),
            QPointF(view.viewport().mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton,
            modifiers,
        )
        qtbot.wait(20)
        QApplication.sendEvent(view.viewport(), moved)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, modifiers, places[-1])


def test_a_lasso_chooses_the_images_it_is_drawn_around(panel: LatentMapPanel, session: Session, qtbot: QtBot) -> None:
    train(panel, qtbot)
    run, view, selection = session.document.current, panel.view, session.selection
    assert run is not None
    # The legend has to have found its rows before the map's size is what it stays.
    qtbot.wait(100)
    frame = view.frame()
    middle = np.array([(frame.left + frame.right) / 2, (frame.bottom + frame.top) / 2])
    reach = np.array([frame.right - frame.left, frame.top - frame.bottom]) / 5
    square = middle + reach * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -0.9]])
    pixel = (frame.right - frame.left) / view.box.rect().width()

    def well_inside(corners: NDArray[np.float64], margin: float) -> set[int]:
        low, high = corners.min(0) + margin, corners.max(0) - margin
        return set(run.indices[((run.codes > low) & (run.codes < high)).all(1)].tolist())  # type: ignore[union-attr]

    drag(view, qtbot, square, Qt.KeyboardModifier.AltModifier)
    assert view.frame() == frame
    chosen = set(selection.images)
    assert well_inside(square, 3 * pixel) <= chosen <= well_inside(square, -3 * pixel) and len(chosen) > 20
    assert set(run.indices[view.dots.rows_chosen].tolist()) == chosen
    assert panel.images.count.text() == f"{figure(len(chosen), 0)} of {figure(len(run.codes), 0)} chosen"
    qtbot.wait(50)
    assert view.frame() == frame
    assert view.dots.chosen.style.alpha > 2 * view.points.style.alpha

    # The tool does without Alt, and leaves out classes that are not shown; with Ctrl it adds.
    panel.header.lasso.click()
    selection.toggle_class(0)
    aside = square + np.array([1.4 * reach[0], 0])
    drag(view, qtbot, aside, Qt.KeyboardModifier.ControlModifier)
    more = set(selection.images) - chosen
    assert chosen < set(selection.images) and more <= well_inside(aside, -3 * pixel)
    assert 0 not in set(run.labels[np.isin(run.indices, list(more))])  # type: ignore[index]

    # Ctrl-click adds one image or lets it go; Esc lets go of all, the crosshair first.
    row = int(np.flatnonzero(~np.isin(run.indices, selection.images))[0])
    before = selection.images
    view.clicked.emit(run.codes[row].astype(np.float64), row, Qt.KeyboardModifier.ControlModifier)
    assert set(selection.images) - set(before) == {run.indices[row]} and selection.image is None
    view.clicked.emit(run.codes[row].astype(np.float64), row, Qt.KeyboardModifier.ControlModifier)
    assert selection.images == before
    view.clicked.emit(np.array([frame.left, frame.top]), None, Qt.KeyboardModifier.NoModifier)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not selection.held and selection.images == before
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert selection.images == () and "chosen" not in panel.images.count.text()
    assert view.points.style.alpha > 0.8


def test_points_are_coloured_by_what_one_asks(panel: LatentMapPanel, session: Session, qtbot: QtBot) -> None:
    train(panel, qtbot)
    run, view = session.document.current, panel.view
    assert run is not None and run.snapshot is not None and run.labels is not None
    theme = appearance().theme

    def colours() -> NDArray[np.uint8]:
        view.points.render_now()
        return view.points._palette[view.points._colour_of]

    def rgb(colour: str) -> list[int]:
        return list(bytes.fromhex(colour[1:]))

    rows = view.points.rows
    assert colours().tolist() == [rgb(theme.classes[label]) for label in run.labels[rows]]
    assert not view.legend.isVisible()
    panel.header.set_colour_by("split")
    expected = [rgb(theme.accent if held_out else theme.control) for held_out in run.held_out[rows]]
    assert colours().tolist() == expected
    assert view.legend.isVisible() and view.legend.words == ("training", "held out")
    panel.refresh_if_dirty()
    assert {chip.colour for chip in panel.chips.chips} == {theme.control}  # type: ignore[attr-defined]

    panel.header.set_colour_by("error")
    qtbot.waitUntil(lambda: panel.colours.errors.of(run.indices) is not None, timeout=20_000)
    x = np.stack([run.pixels(int(index)) for index in run.indices])
    error = np.square(run.snapshot.reconstruct(x) - x).mean((1, 2, 3))
    assert panel.colours.errors.of(run.indices) == pytest.approx(error, abs=1e-6)
    shades = np.abs(colours().astype(int) - rgb(theme.histogram)).sum(1)[np.argsort(error[rows])]
    assert (np.diff(view.points._colour_of[np.argsort(error[rows])].astype(int)) >= 0).all()
    assert shades[0] == 0 and shades[-20:].min() > 100
    worst = np.argsort(error[rows])
    assert view.legend.words[0] == "Reconstruction error, MSE"

    # A chosen point has the colour of its kind, and hiding classes takes colours along.
    session.selection.images = [int(run.indices[rows[worst[-1]]])]
    assert view.dots.chosen._colour_of.tolist() == [view.points._colour_of[worst[-1]]]
    session.selection.toggle_class(1)
    assert len(colours()) == (run.labels != 1).sum()
    panel.header.set_colour_by("none")
    assert set(map(tuple, colours().tolist())) == {tuple(rgb(theme.accent))}


def test_holes_are_where_the_eighth_nearest_code_is_far(panel: LatentMapPanel, session: Session, qtbot: QtBot) -> None:
    train(panel, qtbot)
    run, view = session.document.current, panel.view
    assert run is not None and not view.holes.isVisible()
    corner = np.array([view.frame().left, view.frame().top])
    view.hovered.emit(corner)
    assert "Decoded here" in view.card.words
    panel.header._choose("both")
    qtbot.keyClick(panel, Qt.Key.Key_H)
    qtbot.waitUntil(lambda: view.holes.lattice is not None, timeout=10_000)
    lattice, shown = view.holes.lattice, view.holes._answer
    assert lattice is not None and shown is not None and view.holes_legend.isVisible()

    # Against brute force: the distance to the eighth-nearest code, by what is usual among the codes themselves.
    def eighth(places: NDArray[np.float32], nth: int) -> NDArray[np.float64]:
        return np.sort(np.hypot(*(places[:, None].astype(float) - run.codes).transpose(2, 0, 1)), 1)[:, nth]

    near, far = np.percentile(eighth(run.codes, 8), [75, 99])
    away = eighth(lattice.points(), 7)
    expected = np.clip((away - near) / (max(far, 2 * near) - near), 0, 1)
    assert shown.ravel() == pytest.approx(expected, abs=1e-3)
    assert shown.min() == 0 and shown.max() == 1

    view.hovered.emit(lattice.points()[away.argmax()].astype(np.float64))
    assert "A hole" in view.card.words and "makes something up." in view.card.words
    view.hovered.emit(run.codes[np.argsort(eighth(run.codes, 8))[0]].astype(np.float64))
    assert "A hole" not in view.card.words and "Decoded here" in view.card.words
    qtbot.keyClick(panel, Qt.Key.Key_H)
    view.hovered.emit(lattice.points()[away.argmax()].astype(np.float64))
    assert not view.holes.isVisible() and "Decoded here" in view.card.words
