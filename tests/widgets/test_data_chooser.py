"""Every data set can be found, seen and chosen, by mouse or by keyboard, and nothing is downloaded for that."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from aeexplorer.session.reader import Reader
from aeexplorer.theme import Appearance
from aeexplorer.widgets.data_chooser import SEED, DataChooser
from training.data import SOURCES, Source, official_sets
from training.recipe import Data

LEFT = Qt.MouseButton.LeftButton
HERE = ("mnist-5k", "digits", "mnist", "folder", "wafers")


@pytest.fixture
def chooser(qtbot: QtBot, look: Appearance, monkeypatch: pytest.MonkeyPatch) -> Iterator[DataChooser]:
    """A chooser of five sets, ``digits`` chosen: shipped, small, downloaded, of the user's files, and computed."""
    few = {name: SOURCES[name] for name in HERE}
    monkeypatch.setattr("aeexplorer.widgets.data_chooser.SOURCES", few)
    reader = Reader()
    chooser = DataChooser(reader, Data(source="digits"))
    qtbot.addWidget(chooser)
    with qtbot.waitExposed(chooser):
        chooser.open()
    yield chooser
    chooser.done(0)
    reader.stop()
    assert reader.wait_for(60_000)


def current(chooser: DataChooser) -> str:
    assert chooser.current is not None
    return chooser.current.source.name


def test_every_set_is_described_and_those_at_hand_are_seen(qtbot: QtBot, chooser: DataChooser) -> None:
    assert current(chooser) == "digits"
    words = {
        name: " ".join(label.text() for label in row.findChildren(type(row.instead)))
        for name, row in chooser.rows.items()
    }
    for name, row in chooser.rows.items():
        source: Source = row.source
        assert all(part in words[name] for part in (source.title, source.description, source.licence)), name
    assert "Downloaded when you train." in words["mnist"]
    assert "Reads your own files." in words["folder"]
    qtbot.waitUntil(lambda: chooser.rows["digits"].strip.isVisible(), timeout=120_000)
    assert chooser.rows["digits"].strip.count == 4
    assert not chooser.rows["mnist"].strip.isVisible()


def test_what_was_read_is_shown_at_once_the_next_time(qtbot: QtBot, chooser: DataChooser) -> None:
    reader = chooser._reader
    qtbot.waitUntil(lambda: reader.known_preview(Data(source="digits"), SEED) is not None, timeout=120_000)
    again = DataChooser(reader, Data(source="digits"))
    qtbot.addWidget(again)
    with qtbot.waitExposed(again):
        again.open()
    qtbot.waitUntil(lambda: again.rows["digits"].strip.isVisible())
    again.done(0)


def test_computed_images_are_said_to_be_synthetic_and_found_by_that_word(qtbot: QtBot, chooser: DataChooser) -> None:
    again = DataChooser(chooser._reader, Data(source="digits"))
    qtbot.addWidget(again)
    again.search.setText("synthetic")
    assert again.current is None, "it is not known before they are read"
    with qtbot.waitExposed(again):
        again.open()
    qtbot.waitUntil(lambda: again.current is not None, timeout=120_000)
    row = again.rows["wafers"]
    assert again.current is row
    assert row.synthetic.isVisible() and row.synthetic.words == "synthetic"
    assert "synthetic" in again.list.currentItem().data(Qt.ItemDataRole.AccessibleTextRole)
    again.search.clear()
    qtbot.waitUntil(lambda: again.rows["digits"].strip.isVisible(), timeout=120_000)
    assert not again.rows["digits"].synthetic.isVisible()
    again.done(0)


def test_what_is_in_the_cache_or_was_used_is_seen_and_nothing_is_downloaded(
    qtbot: QtBot, chooser: DataChooser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        pytest.fail("a preview must not download")

    monkeypatch.setattr(official_sets, "fetch", refused)
    monkeypatch.setattr(official_sets, "cache_folder", lambda: tmp_path)
    (tmp_path / "pictures").mkdir()
    for n in range(6):
        Image.new("L", (12, 12), 40 * n).save(tmp_path / "pictures" / f"{n}.png")
    chooser.done(0)

    def opened() -> DataChooser:
        used = (Data(source="folder", path=tmp_path / "pictures"),)
        again = DataChooser(chooser._reader, Data(source="digits"), used=used)
        qtbot.addWidget(again)
        with qtbot.waitExposed(again):
            again.open()
        qtbot.waitUntil(again.rows["folder"].strip.isVisible, timeout=120_000)
        return again

    again = opened()
    assert not again.rows["mnist"].strip.isVisible()
    assert again.rows["mnist"].instead.text() == "Downloaded when you train."
    again.done(0)
    (tmp_path / "mnist").mkdir()
    for part, count in (("train", 30), ("t10k", 10)):
        images = struct.pack(">4i", 2051, count, 28, 28) + bytes(count * 28 * 28)
        labels = struct.pack(">2i", 2049, count) + bytes(k % 10 for k in range(count))
        for kind, content in (("images-idx3", images), ("labels-idx1", labels)):
            (tmp_path / "mnist" / f"{part}-{kind}-ubyte.gz").write_bytes(gzip.compress(content))
    again = opened()
    qtbot.waitUntil(again.rows["mnist"].strip.isVisible, timeout=120_000)
    again.done(0)


def test_keys_search_step_and_take(qtbot: QtBot, chooser: DataChooser) -> None:
    chooser.activateWindow()
    qtbot.waitUntil(chooser.search.hasFocus)
    qtbot.keyClick(chooser.search, Qt.Key.Key_Up)
    assert current(chooser) == "mnist-5k"
    qtbot.keyClicks(chooser.search, "download 28")
    assert current(chooser) == "mnist"
    with qtbot.waitSignal(chooser.chosen) as said:
        qtbot.keyClick(chooser.search, Qt.Key.Key_Return)
    assert said.args == ["mnist"]
    assert not chooser.isVisible()


def test_a_search_without_result_says_so_and_takes_nothing(qtbot: QtBot, chooser: DataChooser) -> None:
    qtbot.keyClicks(chooser.search, "unicorns")
    assert chooser.nothing.isVisible()
    assert not chooser.use.isEnabled()
    qtbot.keyClick(chooser.search, Qt.Key.Key_Return)
    assert chooser.isVisible()


def test_a_click_chooses_and_the_button_takes(qtbot: QtBot, chooser: DataChooser) -> None:
    row = chooser.rows["mnist-5k"]
    chooser.list.scrollToItem(chooser.list.item(0))
    point = row.mapTo(chooser.list.viewport(), row.rect().center())
    qtbot.mouseClick(chooser.list.viewport(), LEFT, pos=point)
    with qtbot.waitSignal(chooser.chosen) as said:
        qtbot.mouseClick(chooser.use, LEFT)
    assert said.args == ["mnist-5k"]


def test_a_set_of_files_asks_for_them(qtbot: QtBot, chooser: DataChooser, tmp_path: Path) -> None:
    qtbot.keyClicks(chooser.search, "folder")
    assert chooser.use.text() == "Choose files…"
    with qtbot.waitSignal(chooser.path_chosen) as said:
        chooser.files.chosen.emit(tmp_path)
    assert said.args == [tmp_path]
    assert not chooser.isVisible()
