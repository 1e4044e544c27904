"""Down a column of a sweep's table pictures stand under their originals, and the curves lie on one scale."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from aeexplorer.session.sweep_reading import view_of
from aeexplorer.widgets.cells import Pictures, Spark
from aeexplorer.widgets.pictures import to_qimage
from aeexplorer.widgets.rows_table import CELL, RowsTable
from aeexplorer.widgets.sweep_model import SweepModel
from training.recipe import Recipe
from training.sweep import Sweep, collect
from training.sweep.outcome import Outcome, write_losses, write_outcome, write_pictures
from training.sweep.outcome import Pictures as Saved
from training.sweep.sweep_folder import open_folder

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.theme import Appearance

ACROSS = Qt.Orientation.Horizontal
STEPS = 6
"""Of an epoch."""
HEADER = 66
FIRST, STRIDE, MIDDLE = 8, 56, 25
"""Where pictures begin in their cell, how far they are apart, and where the middle of one is."""


def greys(*levels: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Images (n, 1, 8, 8), each of one grey."""
    return np.array(levels, np.uint8)[:, None, None, None].repeat(8, 2).repeat(8, 3)


ORIGINALS = greys(20, 90, 160, 230)
REBUILT = greys(120, 125, 130, 135), greys(40, 100, 150, 200)
LOSSES = np.geomspace(100, 5, STEPS), np.geomspace(100, 4, 2 * STEPS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sweep over 1, 2 and 3 epochs, in which nothing was trained yet."""
    base = Recipe.load("mnist-ae-2d").override("data.source=digits", "model.widths=[8]")
    open_folder(tmp_path / "sweep", Sweep(title="Small", base=base, vary={"schedule.epochs": [1, 2, 3]})).release()
    return tmp_path / "sweep"


@pytest.fixture
def two_are_over(folder: Path) -> Path:
    for row, rebuilt, losses in zip(collect(folder).rows, REBUILT, LOSSES, strict=False):
        row.folder.mkdir()
        (row.folder / "recipe.toml").write_text(row.case.recipe.to_toml())
        (row.folder / "events.jsonl").write_text(json.dumps({"event": "RunStarted", "steps_per_epoch": STEPS}))
        write_outcome(row.folder, Outcome("finished", held_out={"psnr": 10.0}))
        write_losses(row.folder, losses.astype(np.float32))
        write_pictures(row.folder, Saved(ORIGINALS, ORIGINALS, rebuilt))
    return folder


def model_of(folder: Path) -> SweepModel:
    model = SweepModel()
    model.set_view(view_of(collect(folder)), running=False)
    return model


def column(model: SweepModel, key: str) -> int:
    return next(k for k, column in enumerate(model.columns) if column.key == key)


def cells(model: SweepModel, key: str) -> list[Any]:
    return [model.index(row, column(model, key)).data(CELL) for row in range(model.rowCount())]


def test_every_case_has_its_reconstructions_under_the_originals(look: Appearance, two_are_over: Path) -> None:
    model = model_of(two_are_over)
    header = model.headerData(column(model, "pictures"), ACROSS, CELL)
    assert isinstance(header, Pictures)
    assert header.images == model.originals() == tuple(to_qimage(image) for image in ORIGINALS)
    first, second, third = cells(model, "pictures")
    assert first.images == tuple(to_qimage(image) for image in REBUILT[0])
    assert second.images == tuple(to_qimage(image) for image in REBUILT[1])
    assert third.images == (), "not run yet"


def test_before_anything_is_trained_the_heading_is_words(look: Appearance, folder: Path) -> None:
    model = model_of(folder)
    at = column(model, "pictures")
    assert model.originals() == ()
    assert model.headerData(at, ACROSS, CELL) is None
    assert model.headerData(at, ACROSS) == "Pictures"
    assert [cell.images for cell in cells(model, "pictures")] == [()] * 3
    assert [len(spark.x) for spark in cells(model, "curve")] == [0] * 3


def test_pictures_are_drawn_where_their_originals_are(look: Appearance, qtbot: QtBot, two_are_over: Path) -> None:
    model, table = model_of(two_are_over), RowsTable("Runs", 58)
    qtbot.addWidget(table)
    table.sorter.setSourceModel(model)
    table.headings.height_wanted = HEADER
    table.set_columns(model.columns)
    table.resize(1100, 400)
    table.show()
    qtbot.waitExposed(table)
    left = table.headings.sectionViewportPosition(column(model, "pictures")) + FIRST + MIDDLE
    places = [left + k * STRIDE for k in range(4)]
    header = table.headings.viewport().grab().toImage()
    assert [header.pixelColor(x, HEADER // 2).red() for x in places] == [20, 90, 160, 230]
    rows = table.viewport().grab().toImage()
    middle = [table.visualRect(table.sorter.index(row, 0)).center().y() for row in range(2)]
    for y, rebuilt in zip(middle, REBUILT, strict=True):
        assert [rows.pixelColor(QPoint(x, y)).red() for x in places] == [int(image[0, 0, 0]) for image in rebuilt]


def test_curves_are_drawn_on_one_scale_of_epochs_and_losses(look: Appearance, two_are_over: Path) -> None:
    sparks = cells(model_of(two_are_over), "curve")
    assert all(isinstance(spark, Spark) for spark in sparks)
    for spark, losses in zip(sparks, LOSSES, strict=False):
        # Three epochs at most; from the smallest loss, which is 4, to ten times as much.
        np.testing.assert_allclose(spark.x, np.arange(1, len(losses) + 1) / STEPS / 3, rtol=1e-5)
        np.testing.assert_allclose(spark.y, np.clip((losses - 4) / 36, 0, 1), atol=1e-6)
    assert [float(spark.text) for spark in sparks[:2]] == pytest.approx([5, 4])
    assert (sparks[0].y[0], sparks[1].y[-1]) == (1, pytest.approx(0, abs=1e-6)), "cut off above, and the best below"
    assert (len(sparks[2].x), sparks[2].text) == (0, "")
