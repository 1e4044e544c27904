"""Many images at once: a bar that grows, a table of means and spreads with the best marked, and a way to stop."""

from __future__ import annotations

import csv
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import fmean, stdev
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from aeexplorer.session.rasterise import rectangle
from aeexplorer.widgets.metric import BEST
from training.restore.biharmonic import Biharmonic
from training.restore.one_pass import OnePass
from training.restore.restoration import restore

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from aeexplorer.session.session import Session
    from tests.panels.restore.conftest import Desk

LEFT = Qt.MouseButton.LeftButton
HOLE = (slice(2, 9), slice(3, 8))
WAYS = {"one-pass": OnePass(paste="none"), "pasted-back": OnePass(), "biharmonic": Biharmonic()}


@pytest.fixture
def table_desk(desk: Desk) -> Desk:
    """Three ways that take no time, and a hole that is painted."""
    restoration = desk.restoration
    restoration.ways = replace(restoration.ways, ticked=frozenset(WAYS))
    restoration.painting.paint("hide", rectangle((3, 2), (7, 8), restoration.painting.size))
    desk.settle()
    return desk


def run_to_its_end(desk: Desk, qtbot: QtBot, scope: str) -> list[list[str]]:
    qtbot.mouseClick(desk.strip.scope.segment(scope), LEFT)
    qtbot.waitUntil(lambda: not desk.restoration.many.is_running and not desk.strip.dirty, timeout=30_000)
    return desk.strip.table.rows()


def measured(desk: Desk, numbers: list[int]) -> dict[str, list[tuple[float, float, float]]]:
    """PSNR, MSE and SSIM in the hole of each image, by way, as scikit-image measures them."""
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in ("corrupted", *WAYS)}
    hidden = torch.zeros(1, 1, 12, 12, dtype=torch.bool)
    hidden[0, 0][HOLE] = True
    for number in numbers:
        original = torch.from_numpy(desk.run.pixels(number))[None]
        damaged = torch.where(hidden, 0.5, original)
        pictures = {"corrupted": damaged} | {
            name: restore(way, desk.run.snapshot, damaged, hidden).pixels for name, way in WAYS.items()
        }
        for name, picture in pictures.items():
            x, y = (part[0, 0].double().numpy() for part in (original, picture))
            similar = structural_similarity(
                x, y, data_range=1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True
            )[1]
            psnr = peak_signal_noise_ratio(x[HOLE], y[HOLE], data_range=1)
            found[name].append((psnr, np.square(x - y)[HOLE].mean(), similar[HOLE].mean()))
    return found


def check(desk: Desk, rows: list[list[str]], numbers: list[int]) -> None:
    """All cells of the table, against scikit-image."""
    names = {"Corrupted": "corrupted", "One pass": "one-pass", "Pasted back": "pasted-back", "Biharmonic": "biharmonic"}
    found = measured(desk, numbers)
    assert [row[0] for row in rows[1:]] == list(names)
    best = [first(fmean(s[k] for s in scores) for scores in found.values()) for k, first in enumerate((max, min, max))]
    pooled = {name: -10 * np.log10(fmean(s[1] for s in scores)) for name, scores in found.items()}
    for row in rows[1:]:
        scores = found[names[row[0]]]
        wins = pooled[names[row[0]]] == pytest.approx(max(pooled.values()))
        assert row[1] == f"{pooled[names[row[0]]]:.1f}" + (f" {BEST}" if wins else "")
        for k, decimals in enumerate((1, 4, 3)):
            values = [float(score[k]) for score in scores]
            mark = f" {BEST}" if fmean(values) == pytest.approx(best[k]) else ""
            text = f"{fmean(values):.{decimals}f} ± {stdev(values):.{decimals}f}".replace("-", "\N{MINUS SIGN}")
            assert row[2 + k] == text + mark


def test_the_held_out_set_is_tabulated_as_scikit_image_measures_it(table_desk: Desk, qtbot: QtBot) -> None:
    rows = run_to_its_end(table_desk, qtbot, "held-out")
    numbers = [int(number) for number in table_desk.restoration.subject.held_out]
    assert len(numbers) == 6
    check(table_desk, rows, numbers)
    assert table_desk.strip.table.sentence.text() == "6 images, the painted hole in each."
    assert not table_desk.strip.table.progress.isVisible() and not table_desk.strip.table.stop.isVisible()
    assert any(cell.endswith(BEST) for row in rows for cell in row)


def test_a_selection_has_its_own_means_and_spreads(table_desk: Desk, explored: Session, qtbot: QtBot) -> None:
    explored.selection.images = (1, 8, 15, 22)
    check(table_desk, run_to_its_end(table_desk, qtbot, "selected"), [1, 8, 15, 22])


def test_the_whole_image_is_told_of_every_cell(table_desk: Desk, qtbot: QtBot) -> None:
    run_to_its_end(table_desk, qtbot, "held-out")
    table = table_desk.restoration.many.table
    assert table is not None
    scores = table.rows[1].scores
    said = table_desk.strip.table.notes()[2][2]
    assert said == f"PSNR of the whole image: {scores.mean('psnr'):.1f} ± {scores.spread('psnr'):.1f} dB"


def test_without_a_hole_each_image_has_a_rectangle_of_its_own(table_desk: Desk, qtbot: QtBot) -> None:
    table_desk.restoration.painting.clear()
    table_desk.settle()
    run_to_its_end(table_desk, qtbot, "held-out")
    assert "random rectangle in each, as nothing is painted" in table_desk.strip.table.sentence.text()
    table = table_desk.restoration.many.table
    assert table is not None and len(set(table.rows[0].scores.numbers.tolist())) > 1


def test_the_table_that_is_shown_is_saved(
    table_desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, button = tmp_path / "table.csv", table_desk.left.save
    asked: list[tuple[str, str]] = []

    def choose(_over: object, _title: str, name: str, kinds: tuple[str, ...]) -> Path:
        asked.append((name, kinds[0]))
        return file

    monkeypatch.setattr("aeexplorer.panels.restore.ask_where_to_save", choose)
    run_to_its_end(table_desk, qtbot, "held-out")
    qtbot.waitUntil(lambda: button.text() == "Save table…")
    table_desk.click(button)
    assert asked == [("restorations.csv", "Table (*.csv)")]
    qtbot.waitUntil(file.exists)
    lines = {line["way"]: line for line in csv.DictReader(file.read_text().splitlines())}
    numbers = [int(number) for number in table_desk.restoration.subject.held_out]
    found = measured(table_desk, numbers)
    assert list(lines) == list(found)
    for way, scores in found.items():
        line = lines[way]
        assert line["images"] == "6"
        for k, metric in enumerate(("psnr", "mse", "ssim")):
            values = [float(score[k]) for score in scores]
            assert float(line[f"hole_{metric}_mean"]) == pytest.approx(fmean(values), rel=1e-4)
            assert float(line[f"hole_{metric}_std"]) == pytest.approx(stdev(values), rel=1e-3)
        error = fmean(score[1] for score in scores)
        assert float(line["hole_mse_pooled"]) == pytest.approx(error, rel=1e-4)
        assert float(line["hole_psnr_pooled"]) == pytest.approx(-10 * np.log10(error), rel=1e-4)
        whole = float(line["whole_mse_mean"])
        assert float(line["whole_psnr_pooled"]) == pytest.approx(-10 * np.log10(whole), rel=1e-4)
        if way != "one-pass":
            # What is not in the hole is as it was.
            assert whole == pytest.approx(error * 35 / 144, rel=1e-4)
    assert lines["corrupted"]["ms_per_image"] == "" and float(lines["one-pass"]["ms_per_image"]) > 0

    qtbot.mouseClick(table_desk.strip.scope.segment("one"), LEFT)
    qtbot.waitUntil(lambda: "images…" in button.text())
    table_desk.left.save_to(tmp_path / "one.csv")
    qtbot.waitUntil(lambda: "has to be one of" in table_desk.left.problem.accessibleName())


class Gate:
    """Lets images through to the way one portion at a time."""

    def __init__(self) -> None:
        self._go = threading.Semaphore(0)
        self.open = False

    def let_through(self) -> None:
        self._go.release()

    def wait(self) -> None:
        assert self.open or self._go.acquire(timeout=20)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """Before each portion of two images of the smooth filling."""
    gate, fill = Gate(), Biharmonic.proposals

    def proposals(way: Biharmonic, problem: object) -> Iterator[object]:
        gate.wait()
        yield from fill(way, problem)  # type: ignore[arg-type]

    monkeypatch.setattr(Biharmonic, "proposals", proposals)
    monkeypatch.setattr("training.restore.table.PORTION", 2)
    yield gate
    gate.open = True
    for _ in range(9):
        gate.let_through()


@pytest.fixture
def slow_table(table_desk: Desk, gate: Gate, qtbot: QtBot) -> Callable[[], Desk]:
    """The table up to the last way, whose images wait."""

    def begin() -> Desk:
        qtbot.mouseClick(table_desk.strip.scope.segment("held-out"), LEFT)
        qtbot.waitUntil(lambda: len(table_desk.strip.table.rows()) == 1 + 3)
        return table_desk

    return begin


def test_the_bar_says_how_many_images_are_through(slow_table: Callable[[], Desk], gate: Gate, qtbot: QtBot) -> None:
    desk = slow_table()
    bar = desk.strip.table.progress
    # Four rows of six images each; three of them are there.
    for done in (18, 20, 22):
        qtbot.waitUntil(lambda done=done: bar.value() == round(1000 * done / 24))  # type: ignore[misc]
        assert bar.isVisible() and desk.strip.table.stop.isVisible()
        assert len(desk.strip.table.rows()) == 4
        gate.let_through()
    qtbot.waitUntil(lambda: len(desk.strip.table.rows()) == 5 and not bar.isVisible())


def test_stopping_leaves_the_rows_that_are_there(slow_table: Callable[[], Desk], gate: Gate, qtbot: QtBot) -> None:
    desk = slow_table()
    many = desk.restoration.many
    QTest.mouseClick(desk.strip.table.stop, LEFT)
    assert not many.is_running
    gate.let_through()
    gate.let_through()
    qtbot.waitUntil(lambda: not desk.strip.dirty)
    # An answer to something asked afterwards: what was under way has ended.
    desk.restoration.damage = replace(desk.restoration.damage, colour=(0.1,))
    gate.open = True
    gate.let_through()
    desk.settle()
    assert [row[0] for row in desk.strip.table.rows()] == ["Way", "Corrupted", "One pass", "Pasted back"]
    assert not desk.strip.table.progress.isVisible() and not desk.strip.table.stop.isVisible()
    assert not many.is_running and many.problem == ""
