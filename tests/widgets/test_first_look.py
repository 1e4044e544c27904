"""A first look shows what a set holds, how it is read, and gives the images that are ticked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from aeexplorer.session.reader import Reader
from aeexplorer.theme import LIGHT, Appearance
from aeexplorer.widgets.first_look_dialog import FirstLookDialog
from aeexplorer.widgets.pictures import to_qimage
from training.recipe import Data

LEFT = Qt.MouseButton.LeftButton
Open = Callable[[Data], FirstLookDialog]


@pytest.fixture
def first_look(qtbot: QtBot, look: Appearance) -> Iterator[Open]:
    reader = Reader()
    dialogs = []

    def open_one(data: Data) -> FirstLookDialog:
        dialog = FirstLookDialog(reader, data)
        qtbot.addWidget(dialog)
        dialogs.append(dialog)
        with qtbot.waitExposed(dialog):
            dialog.open()
        qtbot.waitUntil(lambda: dialog.seen is not None or dialog.problem.isVisible(), timeout=120_000)
        return dialog

    yield open_one
    for dialog in dialogs:
        dialog.done(0)
    reader.stop()
    assert reader.wait_for(60_000)


@pytest.fixture
def colours(tmp_path: Path) -> Path:
    """30 images (N, 8, 8, 3) of three classes: 15 red, 10 green, 5 blue."""
    x = np.zeros((30, 8, 8, 3), np.uint8)
    y = np.repeat([0, 1, 2], [15, 10, 5])
    x[np.arange(30), :, :, y] = 200
    file = tmp_path / "colours.npz"
    np.savez(file, x=x, y=y, classes=np.array(["red", "green", "blue"]))
    return file


def click(qtbot: QtBot, box: object) -> None:
    qtbot.mouseClick(box, LEFT, pos=QPoint(10, 14))


def test_images_counts_mean_and_size_are_shown(qtbot: QtBot, first_look: Open, colours: Path) -> None:
    dialog = first_look(Data(source="npz", path=colours))
    seen = dialog.seen
    assert seen is not None
    assert [dialog.facts.values[key][1].text() for key in ("images", "size", "memory")] == [
        "30",
        "8 × 8, 3 channels",
        "5.8 kB",
    ]
    x = np.load(colours)["x"].astype(np.float64)
    low, high, kind = dialog.facts.values["range"][1].text().replace(" to ", ", ").split(", ")
    assert (float(low), float(high), kind) == (
        pytest.approx(x.min() / 255, abs=5e-3),
        pytest.approx(x.max() / 255, abs=5e-3),
        "uint8",
    )
    np.testing.assert_allclose(seen.look.mean, (x.mean(0) / 255).transpose(2, 0, 1), atol=1e-6)
    assert dialog.facts.mean.image == to_qimage(seen.look.mean)
    assert [(bar.text(), bar.accessibleDescription()) for bar in dialog.classes.bars] == [
        ("red", "red: 15 images"),
        ("green", "green: 10 images"),
        ("blue", "blue: 5 images"),
    ]
    assert len(dialog.grid.names) == 30
    first = dialog.grid.grab().toImage()
    middle = dialog.grid.tile_rect(0).center().toPoint()
    assert first.pixelColor(middle).name() == "#c80000"
    line = first.pixelColor(middle.x(), round(dialog.grid.tile_rect(0).bottom()) + 3).name().upper()
    assert line == LIGHT.classes[0]


def test_computed_images_are_said_to_be_synthetic(first_look: Open, colours: Path) -> None:
    facts = first_look(Data(source="wafers")).facts
    assert facts.synthetic.isVisible() and facts.synthetic.words == "synthetic"
    assert "computed, not measured" in facts.note.text()
    facts = first_look(Data(source="npz", path=colours)).facts
    assert not facts.synthetic.isVisible()


def test_only_ticked_classes_are_shown_and_used(qtbot: QtBot, first_look: Open, colours: Path) -> None:
    dialog = first_look(Data(source="npz", path=colours, held_out=0.3))
    click(qtbot, dialog.classes.bars[1])
    assert len(dialog.grid.names) == 20
    assert not any("green" in name for name in dialog.grid.names)
    with qtbot.waitSignal(dialog.used) as said:
        qtbot.mouseClick(dialog.use, LEFT)
    (data,) = said.args
    assert (data.classes, data.path, data.held_out) == (("red", "blue"), colours, 0.3)
    assert not dialog.isVisible()


def test_without_a_class_there_is_nothing_to_use(qtbot: QtBot, first_look: Open, colours: Path) -> None:
    dialog = first_look(Data(source="npz", path=colours, classes=("green",)))
    assert dialog.classes.ticked == (1,)
    qtbot.mouseClick(dialog.classes.none, LEFT)
    assert not dialog.use.isEnabled()
    assert "Tick at least one class" in dialog.status.text()
    qtbot.mouseClick(dialog.classes.all, LEFT)
    with qtbot.waitSignal(dialog.used) as said:
        qtbot.mouseClick(dialog.use, LEFT)
    assert said.args[0].classes == ()


def test_the_reading_of_an_array_is_seen_and_the_impossible_one_is_off(first_look: Open, colours: Path) -> None:
    dialog = first_look(Data(source="npz", path=colours))
    reading = dialog.arrays
    assert reading.isVisible()
    assert (reading.images.value, reading.labels.value, reading.channels.value) == ("x", "y", "last")
    assert not reading.channels.segment("first").isEnabled()
    assert "8 entries" in reading.channels.segment("first").toolTip()
    image = np.load(colours)["x"][15].astype(np.float32) / 200
    assert reading.pictures["last"].image == to_qimage(image.transpose(2, 0, 1))
    assert reading.pictures["first"].image == to_qimage(image.reshape(3, 8, 8))


def test_a_doubtful_reading_can_be_changed(qtbot: QtBot, first_look: Open, tmp_path: Path) -> None:
    x = np.random.default_rng(0).integers(0, 256, (12, 3, 6, 3), dtype=np.uint8)
    np.save(tmp_path / "odd.npy", x)
    dialog = first_look(Data(source="npz", path=tmp_path / "odd.npy"))
    assert dialog.arrays.doubt.isVisible()
    assert dialog.seen is not None and dialog.seen.look.shape == (3, 6, 3)
    qtbot.mouseClick(dialog.arrays.channels.segment("last"), LEFT)
    qtbot.waitUntil(lambda: dialog.seen is not None and dialog.seen.look.shape == (3, 3, 6), timeout=60_000)
    with qtbot.waitSignal(dialog.used) as said:
        qtbot.mouseClick(dialog.use, LEFT)
    assert said.args[0].channels == "last"


def test_folders_list_what_was_left_out_and_show_the_effect_of_the_size(
    qtbot: QtBot, first_look: Open, tmp_path: Path
) -> None:
    for k in range(6):
        folder = tmp_path / "pictures" / ("day" if k % 2 else "night")
        folder.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 20), (250, 250, 250) if k % 2 else (9, 9, 9)).save(folder / f"{k}.png")
    (tmp_path / "pictures" / "day" / "broken.png").write_bytes(b"no picture")
    dialog = first_look(Data(source="folder", path=tmp_path / "pictures", size=16))
    assert dialog.facts.skipped.button.text() == "1 file was left out"
    click(qtbot, dialog.facts.skipped.button)
    assert "broken.png" in dialog.facts.skipped_files.text()
    assert [bar.text() for bar in dialog.classes.bars] == ["day", "night"]
    qtbot.mouseClick(dialog.pictures.fit.segment("pad"), LEFT)
    qtbot.waitUntil(lambda: dialog.seen is not None and dialog.seen.data.fit == "pad", timeout=60_000)
    assert dialog.seen is not None
    padded = dialog.seen.pictures[0]
    assert padded[..., 0, :].max() == 0 and padded[..., 8, :].min() == 250, "black above and below a wide picture"


def test_what_cannot_be_read_is_said_and_nothing_is_lost(qtbot: QtBot, first_look: Open, colours: Path) -> None:
    dialog = first_look(Data(source="npz", path=colours))
    seen = dialog.seen
    dialog.look_at(Data(source="npz", path=colours, images_key="nothing"))
    qtbot.waitUntil(dialog.problem.isVisible, timeout=60_000)
    assert "nothing" in dialog.problem.accessibleName()
    assert dialog.seen is seen and dialog.use.isEnabled()
    dialog.look_at(Data(source="npz", path=colours))
    qtbot.waitUntil(lambda: not dialog.problem.isVisible(), timeout=60_000)
