"""The table: means and spreads over seeds, training and held-out images apart, aims reached or missed."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from statistics import fmean, stdev

import pytest
from PIL import Image

from training.errors import InputError
from training.reproduce.document import aim_text, as_json, cell_text, markdown, number
from training.reproduce.runner import Measured
from training.reproduce.save import save_pictures, save_table
from training.reproduce.system import Aim, Figure, System
from training.reproduce.table import Cell, Row, Table, tabulate


@pytest.fixture(scope="module")
def table(system: System, measured: list[Measured]) -> Table:
    return tabulate(system, measured, quick=False, stand_ins=frozenset({"ae", "vae"}))


def test_a_cell_is_the_mean_and_spread_over_seeds(system: System, measured: list[Measured], table: Table) -> None:
    ours = [run.values["mse", "held out"] for run in measured if run.job.role == "ours"]
    assert len(ours) == 2
    assert ours[0] != ours[1], "seeds differ"
    cell = table.sections[0].rows[0].cells["ours", "held out"]
    assert cell.mean == pytest.approx(fmean(ours))
    assert cell.spread == pytest.approx(stdev(ours))
    assert cell_text(cell, system.experiments[0].figures[0]) == f"{fmean(ours):.4f} ± {stdev(ours):.4f}"


def test_training_and_held_out_stand_apart(measured: list[Measured], table: Table) -> None:
    cells = table.sections[0].rows[0].cells
    assert cells["settings", "training"].values == tuple(
        run.values["mse", "training"]
        for run in measured
        if run.job.role == "settings" and run.job.experiment.key == "ae"
    )
    assert cells["settings", "training"].values != cells["settings", "held out"].values


def test_markdown_says_what_was_reached_and_what_was_missed(system: System, measured: list[Measured]) -> None:
    text = markdown(tabulate(system, measured, quick=False, stand_ins=frozenset()))
    (row,) = [line for line in text.splitlines() if line.startswith("| Mean squared error")]
    assert "| 0.2500 (training) |" in row
    assert "settings ≤ 1.0000 (training): reached; ours ≤ 0.0000 (held out): **missed**" in row
    assert "settings = 2,210: reached" in text
    assert (
        "| Figure | Report | Report's settings here, training | Report's settings here, held out | Our recipe, t"
        in text
    )
    seconds = sum(run.trained.seconds for run in measured[:2])
    (trial,) = [line for line in text.splitlines() if line.startswith("- Report's settings here") and "2 seeds" in line]
    assert trial.endswith(f", 3 epochs, 2 seeds, {seconds:,.0f} seconds.")
    assert "Not comparable" not in text


def test_stand_ins_and_quick_runs_are_said_to_be_not_comparable(
    system: System, measured: list[Measured], table: Table
) -> None:
    text = markdown(table)
    assert text.count("**Not comparable with the report.**") == 2
    assert "ours ≤ 0.0000 (held out): not comparable" in text
    quick = markdown(tabulate(system, measured, quick=True, stand_ins=frozenset()))
    assert quick.splitlines()[2].startswith("Quick: fewer images")


@pytest.mark.parametrize(
    ("better", "value", "reached"),
    [("lower", 0.9, True), ("lower", 1.1, False), ("higher", 1.1, True), ("higher", 0.9, False), ("equal", 1.0, True)],
)
def test_an_aim_is_reached_in_its_direction(better: str, value: float, reached: bool) -> None:
    aim = Aim("ours", "held out", 1.0)
    row = Row(Figure("x", "X", better), {("ours", "held out"): Cell((value,))})  # type: ignore[arg-type]
    assert row.reached(aim) is reached
    assert replace(row, cells={("ours", "held out"): Cell()}).reached(aim) is None


def test_an_aim_that_only_some_seeds_reach_says_how_many(table: Table) -> None:
    section = replace(table.sections[0], comparable=True)
    aim = Aim("ours", "held out", 1.0)
    row = Row(section.rows[0].figure, {("ours", "held out"): Cell((0.9, 1.3, 1.0))})
    assert aim_text(row, aim, section).endswith(": **missed** by the mean, reached by 2 of 3 seeds")
    none = replace(row, cells={("ours", "held out"): Cell((1.2, 1.3))})
    assert aim_text(none, aim, section).endswith(": **missed**")


def test_json_has_every_value_and_no_nan(system: System, measured: list[Measured]) -> None:
    broken = replace(measured[0], values=dict.fromkeys(measured[0].values, math.nan))
    values = as_json(tabulate(system, [broken, *measured[1:]], quick=False, stand_ins=frozenset()))
    json.dumps(values, allow_nan=False)
    figure = values["experiments"][0]["figures"][0]
    assert figure["report"] == 0.25
    settings = figure["measured"][0]
    assert (settings["with"], settings["on"]) == ("settings", "training")
    assert settings["values"] == [None, measured[1].values["mse", "training"]]
    assert values["experiments"][0]["trials"]["ours"]["recipe"] == "mnist-ae-2d"
    assert values["experiments"][0]["trials"]["ours"]["seeds"] == [7, 8]


def test_numbers_are_written_with_their_digits() -> None:
    assert number(117483520, Figure("p", "P", digits=0)) == "117,483,520"
    assert number(math.inf, Figure("p", "P")) == "not finite"


def test_tables_of_systems_are_put_together(
    system: System, table: Table, measured: list[Measured], tmp_path: Path
) -> None:
    paths = [*save_table(table, tmp_path)]
    paths += save_table(replace(table, system=replace(system, letter="C", title="Another")), tmp_path)
    runs = {(one.job.experiment.key, one.job.role): one.trained for one in measured if one.job.n == 0}
    paths += save_pictures(table, runs, tmp_path)
    assert all(path.is_file() for path in paths)
    text = (tmp_path / "table.md").read_text()
    assert text.index("## A. Small digits") < text.index("## C. Another")
    assert [one["system"] for one in json.loads((tmp_path / "table.json").read_text())] == ["A", "C"]
    with Image.open(tmp_path / "A" / "both.png") as picture:
        assert picture.size[0] > 200
    assert (tmp_path / "A" / "numbers.bin").read_bytes() == b"123"


def test_pictures_of_synthetic_images_say_so(table: Table, measured: list[Measured], tmp_path: Path) -> None:
    heights = []
    for name, synthetic in (("plain", False), ("worded", True)):
        runs = {}
        for one in measured:
            if one.job.n == 0:
                images = replace(one.trained.images, synthetic=synthetic)
                runs[one.job.experiment.key, one.job.role] = replace(one.trained, images=images)
        list(save_pictures(table, runs, tmp_path / name))
        with Image.open(tmp_path / name / "A" / "both.png") as picture:
            heights.append(picture.height)
    assert heights[1] > heights[0] + 20, "a line below"


def test_a_damaged_older_table_is_named(table: Table, tmp_path: Path) -> None:
    (tmp_path / "H").mkdir()
    (tmp_path / "H" / "table.json").write_text("{")
    (tmp_path / "H" / "table.md").write_text("")
    with pytest.raises(InputError, match="older table"):
        list(save_table(table, tmp_path))
