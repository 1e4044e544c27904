"""The Restore workspace: one paints with the mouse, and pictures and figures follow."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QLineEdit, QScrollArea, QScrollBar, QWidget

from aeexplorer.panels.canvas import CanvasPanel
from aeexplorer.panels.latent_map import LatentMapPanel
from aeexplorer.panels.restorations import RestorationsPanel
from aeexplorer.widgets.pictures import error_to_qimage, to_qimage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session
    from tests.panels.restore.conftest import Desk

Train = Callable[..., "Run"]
Show = Callable[..., None]
SitDown = Callable[["Session", "Run"], "Desk"]


def test_a_painted_hole_is_filled_and_untouched_pixels_stay_to_the_last_bit(desk: Desk) -> None:
    desk.restoration.brush.size = 3
    desk.paint((4, 3), (4, 8))
    desk.settle()
    mask, original = desk.restoration.painting.mask, desk.restoration.painting.picture
    assert 15 < mask.sum() < 30
    for name in ("pasted-back", "latent-search", "biharmonic"):
        pixels = desk.restoration.outcomes[name].pixels
        assert pixels is not None
        assert np.array_equal(pixels[:, ~mask], original[:, ~mask])
        assert desk.strip.tiles[name].picture.image == to_qimage(pixels)
    assert desk.strip.corrupted.picture.image != desk.strip.original.picture.image
    assert desk.canvas.header_widget().text() == f"{mask.sum()} of 144 pixels painted"  # type: ignore[attr-defined]


def test_undo_brings_mask_and_results_back(desk: Desk, qtbot: QtBot) -> None:
    desk.paint((4, 3), (4, 8))
    first = desk.restoration.painting.cover.copy()
    desk.settle()
    shown = desk.strip.tiles["pasted-back"].picture.image
    desk.paint((8, 2), (9, 9))
    desk.settle()
    assert desk.strip.tiles["pasted-back"].picture.image != shown
    qtbot.mouseClick(desk.left.paint.undo, Qt.MouseButton.LeftButton)
    desk.settle()
    assert np.array_equal(desk.restoration.painting.cover, first)
    assert desk.strip.tiles["pasted-back"].picture.image == shown


def test_the_strip_measures_in_the_hole_and_marks_the_best(desk: Desk) -> None:
    assert "all over" in desk.strip.original.words.text()
    desk.paint((4, 3), (4, 8))
    desk.settle()
    assert "in the hole" in desk.strip.original.words.text()
    outcomes = desk.restoration.outcomes
    mses = {name: outcome.measured.hole_mse for name, outcome in outcomes.items()}
    for name in outcomes:
        row = desk.strip.tiles[name].scores.rows[0]
        assert row.name == "MSE" and row.value == f"{mses[name]:.4f}"
        assert row.best == (mses[name] == min(mses.values()))
        assert "whole image" in row.note
    assert not desk.strip.corrupted.scores.rows[0].best


def test_errors_in_place_of_pictures(desk: Desk, qtbot: QtBot) -> None:
    desk.paint((4, 3), (4, 8))
    desk.settle()
    qtbot.mouseClick(desk.strip.shows.segment("errors"), Qt.MouseButton.LeftButton)
    desk.settle()
    pixels = desk.restoration.outcomes["one-pass"].pixels
    assert pixels is not None
    error = np.abs(pixels - desk.restoration.painting.picture)
    assert desk.strip.tiles["one-pass"].picture.image == error_to_qimage(error)


def test_ways_are_ticked_and_explained(desk: Desk, qtbot: QtBot) -> None:
    assert not desk.strip.tiles["pca-subspace"].isVisible()
    desk.left.ways.ticks["pca-subspace"].box.setChecked(True)
    desk.settle()
    assert desk.strip.tiles["pca-subspace"].isVisible()
    assert desk.restoration.outcomes["pca-subspace"].pixels is not None
    assert desk.left.save.text() == "Save all 7 images…"
    assert "decode once" in desk.left.ways.ticks["one-pass"].box.accessibleDescription()


def test_another_image_is_chosen_by_a_click_and_shown_on_the_map_as_selected(
    desk: Desk, explored: Session, qtbot: QtBot
) -> None:
    strip = desk.left.image.strips[0]
    place = strip.tile_rect(3).center().toPoint()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    index = int(desk.restoration.subject.choices[3])
    assert desk.restoration.subject.index == explored.selection.image == index
    assert np.array_equal(desk.restoration.painting.picture, desk.run.pixels(index))
    assert strip.chosen == 3
    assert desk.left.image.label.text().startswith("held out, a")


def test_codes_and_path_are_drawn_on_the_map(desk: Desk, explored: Session, show: Show, qtbot: QtBot) -> None:
    panel = LatentMapPanel(explored)
    show(panel, 600, 420)
    desk.paint((4, 3), (4, 8))
    desk.settle()
    qtbot.waitUntil(lambda: panel.view.marks.has_path)
    assert panel.marks.bar.isVisible() and panel.marks.bar.label.text() == "Step 6 of 6"
    panel.marks.bar.slider.setValue(2)
    assert desk.restoration.step == 2
    assert panel.marks.bar.label.text() == "Step 2 of 6"
    search = desk.restoration.outcomes["latent-search"]
    desk.settle()
    assert desk.strip.tiles["latent-search"].picture.image == to_qimage(search.pictures[2])
    qtbot.mouseClick(panel.marks.bar.play, Qt.MouseButton.LeftButton)
    assert panel.marks.bar.is_playing
    qtbot.waitUntil(lambda: desk.restoration.step == 6 and not panel.marks.bar.is_playing, timeout=10_000)
    for part in (desk.canvas, desk.strip):
        part.hide()
    assert not panel.view.marks.has_path, "elsewhere the map is as it was"


def test_before_training_there_is_one_button_that_trains(explored: Session, show: Show, qtbot: QtBot) -> None:
    canvas, strip = CanvasPanel(explored), RestorationsPanel(explored)
    canvas.show()
    assert "Nothing trained yet" in canvas.empty.sentence, "from the first moment"
    show(canvas, 450, 470)
    show(strip, 900, 300)
    qtbot.waitUntil(lambda: "Nothing trained yet" in canvas.empty.sentence and "appears here" in strip.empty.sentence)
    assert not strip.empty.button.isVisible(), "one button is enough"
    qtbot.mouseClick(canvas.empty.button, Qt.MouseButton.LeftButton)
    run = explored.document.current
    assert run is not None
    qtbot.waitUntil(lambda: not run.state.active, timeout=20_000)
    qtbot.waitUntil(lambda: canvas.canvas.isVisible() and strip.original.isVisible())


def drop(panel: CanvasPanel, file: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    rest = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(50, 50), *rest)
    # Qt sends a drop only where its own drag has entered.
    panel.dragEnterEvent(entered)
    assert entered.isAccepted()
    panel.dropEvent(QDropEvent(QPointF(50, 50), *rest))


def test_a_dropped_picture_of_another_size_is_offered_to_be_fitted(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    before = desk.restoration.painting.picture
    Image.new("RGB", (40, 20), (0, 0, 255)).save(tmp_path / "blue.png")
    drop(desk.canvas, tmp_path / "blue.png")
    qtbot.waitUntil(lambda: desk.canvas.notice.isVisible())
    said = desk.canvas.notice.accessibleName().replace("\N{NO-BREAK SPACE}", " ")
    assert "40 × 20" in said and "12 × 12" in said
    assert desk.restoration.painting.picture is before
    qtbot.mouseClick(desk.canvas.notice.button, Qt.MouseButton.LeftButton)
    assert not desk.canvas.notice.isVisible()
    assert desk.restoration.painting.picture == pytest.approx(0.114, abs=1e-3)
    drop(desk.canvas, tmp_path / "gone.png")
    qtbot.waitUntil(lambda: "gone.png" in desk.canvas.notice.accessibleName())


def test_a_picture_is_pasted_from_the_clipboard(desk: Desk, qtbot: QtBot) -> None:
    image = QImage(12, 12, QImage.Format.Format_Grayscale8)
    image.fill(200)
    QGuiApplication.clipboard().setImage(image)
    desk.canvas.canvas.setFocus()
    QTest.keyClick(desk.canvas.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.restoration.subject.origin == "own")
    assert desk.restoration.painting.picture == pytest.approx(200 / 255)
    QGuiApplication.clipboard().clear()
    desk.canvas.paste()
    qtbot.waitUntil(lambda: "no picture on the clipboard" in desk.canvas.notice.accessibleName())


def test_a_run_trained_with_corruption_restores_beside_the_current_one(
    explored: Session, train: Train, sit_down: SitDown
) -> None:
    denoising = train("corruption.kind=erase", "seed=3", "title=Denoising")
    desk = sit_down(explored, train("corruption.kind=none", "seed=4", "title=Plain"))
    ways, tile = desk.left.ways, desk.strip.tiles["denoiser"]
    assert not tile.isVisible() and not ways.denoiser.isVisible()
    ways.ticks["denoiser"].box.setChecked(True)
    desk.settle()
    assert ways.denoiser.isVisible() and tile.isVisible()
    choice = ways.denoiser.choice
    assert choice.currentText() == "Denoising" and "denoiser" in desk.restoration.outcomes, "the only one that fits"
    QTest.keyClick(choice, Qt.Key.Key_Up)
    desk.settle()
    assert "Choose a run" in tile.words.text() and "denoiser" not in desk.restoration.outcomes
    assert [choice.itemText(k) for k in range(choice.count())] == ["Choose a run…", "Denoising", "Open a saved run…"]
    QTest.keyClick(choice, Qt.Key.Key_Down)
    desk.paint((4, 3), (4, 8))
    desk.settle()
    assert desk.restoration.denoiser.run is denoising and explored.document.current is desk.run
    mask, original = desk.restoration.painting.mask, desk.restoration.painting.picture
    restored = {name: desk.restoration.outcomes[name].pixels for name in ("denoiser", "pasted-back")}
    assert restored["denoiser"] is not None and restored["pasted-back"] is not None
    assert np.array_equal(restored["denoiser"][:, ~mask], original[:, ~mask])
    assert not np.array_equal(restored["denoiser"][:, mask], restored["pasted-back"][:, mask]), "by other weights"
    assert tile.picture.image == to_qimage(restored["denoiser"]) and tile.scores.isVisible()
    assert desk.restoration.outcomes["denoiser"].codes == (), "which lie in another latent space"
    explored.document.close_run(denoising)
    desk.settle()
    assert "denoiser" not in desk.restoration.outcomes and "Choose a run" in tile.words.text()


def test_the_held_out_set_becomes_a_table(desk: Desk, qtbot: QtBot) -> None:
    desk.restoration.tick("latent-search", wanted=False)
    desk.settle()
    qtbot.mouseClick(desk.strip.scope.segment("held-out"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not desk.restoration.many.is_running, timeout=30_000)
    qtbot.waitUntil(lambda: not desk.strip.dirty)
    rows = desk.strip.table.rows()
    assert [row[0] for row in rows] == ["Way", "Corrupted", "One pass", "Pasted back", "Biharmonic"]
    assert all("±" in cell for row in rows[1:] for cell in row[2:5])
    assert "6 images" in desk.strip.table.sentence.text()
    qtbot.mouseClick(desk.strip.scope.segment("one"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: desk.strip.original.isVisible())


def test_images_selected_on_the_map_become_a_table(desk: Desk, explored: Session, qtbot: QtBot) -> None:
    desk.restoration.tick("latent-search", wanted=False)
    desk.settle()
    selected = desk.strip.scope.segment("selected")
    assert not selected.isEnabled() and "on the map" in selected.toolTip()
    explored.selection.images = (3, 17, 20)
    qtbot.mouseClick(selected, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "3 images" in desk.strip.table.sentence.text(), timeout=30_000)
    explored.selection.images = (3, 5, 17, 20, 29)
    qtbot.waitUntil(lambda: "5 images" in desk.strip.table.sentence.text(), timeout=30_000)
    qtbot.waitUntil(lambda: not desk.restoration.many.is_running, timeout=30_000)
    table = desk.restoration.many.table
    assert table is not None
    damaged = table.rows[0].scores.values["mse"].numpy()
    assert len(damaged) == 5 and np.unique(damaged).size > 1, "each image with its own hole"
    explored.selection.images = ()
    qtbot.waitUntil(lambda: desk.strip.original.isVisible())
    assert desk.strip.scope.value == "one" and not selected.isEnabled()


def test_strip_film_and_arrays_are_saved(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    desk.paint((4, 3), (4, 8))
    desk.settle()
    for name in ("strip.png", "strip.svg", "film.gif", "arrays.npz"):
        desk.left.save_to(tmp_path / name)
        qtbot.waitUntil(lambda name=name: name in desk.left.status.text())  # type: ignore[misc]
    with Image.open(tmp_path / "strip.png") as strip:
        assert strip.width > 6 * 224
    svg = (tmp_path / "strip.svg").read_text()
    assert svg.count("<image") == 6 + 5 + 1 and "Latent search" in svg
    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames >= 1 + 1 + 1 + 2  # type: ignore[attr-defined]
    arrays = np.load(tmp_path / "arrays.npz", allow_pickle=False)
    assert np.array_equal(arrays["original"], desk.restoration.painting.picture)
    assert np.array_equal(arrays["hidden"], desk.restoration.painting.mask)
    assert arrays["latent-search_codes"].shape == (7, 2)


def test_a_folder_that_is_not_there_is_said_and_an_old_file_stays(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    old = tmp_path / "old.txt"
    old.write_text(json.dumps({}))
    for path in (tmp_path / "gone" / "strip.png", old):
        desk.left.save_to(path)
        qtbot.waitUntil(lambda path=path: path.name in desk.left.problem.accessibleName())  # type: ignore[misc]
    assert old.read_text() == "{}"


def test_at_its_narrowest_nothing_is_cut_off(desk: Desk, qtbot: QtBot) -> None:
    desk.left.image.label.setText("held out, and of a class with a long name")
    (scroll,) = desk.left.findChildren(QScrollArea)
    content = scroll.widget()
    for height in (400, 1400):
        desk.left.resize(desk.left.minimumSizeHint().width(), height)
        qtbot.waitUntil(lambda: content.width() <= scroll.viewport().width())
    assert desk.left.minimumSizeHint().width() <= 288


def test_the_wheel_of_tools_follows_the_keys(desk: Desk, qtbot: QtBot) -> None:
    desk.canvas.canvas.setFocus()
    QTest.keyClick(desk.canvas.canvas, Qt.Key.Key_E)
    assert desk.left.paint.tools.button("eraser").isChecked()
    qtbot.mouseClick(desk.left.paint.tools.button("rectangle"), Qt.MouseButton.LeftButton)
    assert desk.restoration.brush.tool == "rectangle"
    QTest.keyClick(desk.canvas.canvas, Qt.Key.Key_BracketRight)
    assert desk.left.paint.brush_size.value == desk.restoration.brush.size == 7
    qtbot.mouseClick(desk.left.paint.tools.erase, Qt.MouseButton.LeftButton)
    first = desk.restoration.painting.mask.copy()
    qtbot.mouseClick(desk.left.paint.tools.erase, Qt.MouseButton.LeftButton)
    assert first.any() and not np.array_equal(first, desk.restoration.painting.mask)


def test_every_control_has_a_name(desk: Desk) -> None:
    for panel in (desk.left, desk.canvas, desk.strip):
        for kind in (QAbstractButton, QAbstractSlider, QLineEdit):
            for control in panel.findChildren(kind):
                if isinstance(control, QScrollBar) or not control.isVisibleTo(panel):
                    continue
                name = control.accessibleName() or getattr(control, "text", str)() or control.toolTip()
                assert name, f"{control} in {panel.id}"
    assert isinstance(desk.canvas.canvas, QWidget) and desk.canvas.canvas.accessibleDescription()
