"""A sweep's table fits the width that there is: what says least is left out first, and nothing scrolls sideways."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from aeexplorer.session.sweep_reading import SweepView, view_of
from aeexplorer.widgets.columns import Column, fitted
from aeexplorer.widgets.rows_table import RowsTable
from aeexplorer.widgets.sweep_columns import columns_of
from aeexplorer.widgets.sweep_model import SweepModel
from training.sweep import Sweep, collect, sweep_names
from training.sweep.outcome import Pictures
from training.sweep.sweep_folder import open_folder

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from aeexplorer.theme import Appearance

PRESENTED = 862
"""Width of the table in the presenter's view of a window of 1280 px, beside the dock and the scroll bar."""
ESSENTIAL = {"pictures", "curve", "figure:psnr", "state"}


def done(folder: Path, name: str) -> SweepView:
    """A built-in sweep as if all its cases were over, with every figure there is."""
    open_folder(folder, Sweep.load(name)).release()
    table = collect(folder)
    images = np.zeros((4, 1, 8, 8), np.uint8)
    figures = {"mse": 0.01, "psnr": 20.0, "ssim": 0.7, "kl": 5.0}
    rows = tuple(
        replace(row, state="finished", held_out=figures, pictures=Pictures(images, images, images))
        for row in table.rows
    )
    return view_of(replace(table, rows=rows))


@pytest.mark.parametrize("name", sweep_names())
def test_every_sweep_fits_the_presenters_view_with_what_says_most(look: Appearance, tmp_path: Path, name: str) -> None:
    look.scale = 1.4
    columns = columns_of(done(tmp_path / name, name))
    widths = fitted(columns, PRESENTED)
    assert sum(widths) <= PRESENTED
    there = {column.key for column, width in zip(columns, widths, strict=True) if width}
    assert there >= ESSENTIAL | {column.key for column in columns if column.key.startswith("key:")}
    assert "figure:mse" not in there, "which PSNR says, too"


def test_columns_are_left_out_in_their_order_and_only_as_many_as_need_be() -> None:
    columns = (Column("a", "", 100, 400), Column("b", "", 50, yields=1), Column("c", "", 50, 80, yields=2))
    assert fitted(columns, 260) == [130, 50, 80]
    assert fitted(columns, 199) == [149, 50, 0]
    assert fitted(columns, 149) == [149, 0, 0]
    assert fitted(columns, 20) == [100, 0, 0]


def test_a_wider_table_shows_all_columns_again(look: Appearance, qtbot: QtBot, tmp_path: Path) -> None:
    model, table = SweepModel(), RowsTable("Runs", 58)
    qtbot.addWidget(table)
    table.sorter.setSourceModel(model)
    model.set_view(done(tmp_path / "eyes", "eyes-epochs"), running=False)
    table.set_columns(model.columns)
    mse = next(k for k, column in enumerate(model.columns) if column.key == "figure:mse")
    table.resize(640, 400)
    table.show()
    qtbot.waitExposed(table)
    assert table.isColumnHidden(mse) and not table.horizontalScrollBar().maximum()
    table.resize(1200, 400)
    assert not table.isColumnHidden(mse) and table.columnWidth(mse) == 106
    tip = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "On held-out images: MSE 0.01000, PSNR 20.00 dB, SSIM 0.7000, KL 5.00 nats" in tip
