"""The table of a sweep on paper: what varies, figures, reports, the best ones, pictures and curves."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from training.commands.sweep_report import SweepReport
from training.data.images import ImageSet
from training.errors import InputError
from training.loop import fit
from training.sweep import Row, Sweep, Table, collect
from training.sweep.document import as_csv, losses_csv, markdown
from training.sweep.outcome import Outcome, Pictures, read_losses, read_outcome, write_losses, write_outcome
from training.sweep.pictures import binned, sparkline, strip
from training.sweep.save import save
from training.sweep.sweep_folder import open_folder

SWEEP = Sweep.from_toml("""
title = "Codes"
base = "mnist-ae-2d"
[vary]
"model.latent_size" = [2, 128]
"bottleneck.kind" = ["plain", "gaussian"]
[[report]]
figure = "psnr"
source = "Report D"
values = { "Latent size 2, AE" = 14.5 }
""")
MSE = (0.04, 0.03, 0.02, None)


def table(folder: Path, **changes: Any) -> Table:
    """Three finished cases and one that failed."""
    images = np.arange(2 * 4 * 4, dtype=np.uint8).reshape(2, 1, 4, 4) * 7
    rows = []
    for number, (case, mse) in enumerate(zip(SWEEP.cases(), MSE, strict=True)):
        if mse is None:
            rows.append(Row(case, folder / case.slug, "failed", "There is | no memory."))
            continue
        figures = {"loss": mse * 784, "mse": mse, "psnr": -10 * np.log10(mse)}
        rows.append(
            Row(
                case,
                folder / case.slug,
                "finished",
                epoch=3.0,
                training={name: value * 0.9 for name, value in figures.items()},
                held_out=figures,
                parameters=1_234_567,
                seconds=61.25,
                losses=np.linspace(2, 1, 10 + number, dtype=np.float32),
                steps_per_epoch=4,
                pictures=Pictures(images, images, 255 - images),
                reported={("psnr", "training"): 14.5} if number == 0 else {},
            )
        )
    whole = Table("Codes", folder, ("model.latent_size", "bottleneck.kind"), tuple(rows), SWEEP.report)
    return dataclasses.replace(whole, **changes)


def test_csv_has_a_line_for_every_case(tmp_path: Path) -> None:
    first, _, third, failed = csv.DictReader(io.StringIO(as_csv(table(tmp_path))))
    assert (first["model.latent_size"], first["bottleneck.kind"], first["state"]) == ("2", "plain", "finished")
    assert float(first["held_out_mse"]) == 0.04
    assert float(first["training_mse"]) == 0.04 * 0.9
    assert (first["report_training_psnr"], third["report_training_psnr"]) == ("14.5", "")
    assert (first["parameters"], first["seconds"]) == ("1234567", "61.25")
    assert (failed["state"], failed["held_out_mse"], failed["what"]) == ("failed", "", "There is | no memory.")


def test_synthetic_images_are_said_to_be_wherever_the_figures_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real = table(tmp_path)
    computed = dataclasses.replace(real, rows=tuple(dataclasses.replace(row, synthetic=True) for row in real.rows))
    for one, said in ((real, False), (computed, True)):
        assert [line["synthetic"] for line in csv.DictReader(io.StringIO(as_csv(one)))] == ["yes" if said else ""] * 4
        assert ("Synthetic images." in markdown(one)) is said
        SweepReport(SWEEP).summarise(one, (), stopped=False)
        assert ("Codes (synthetic images)" in capsys.readouterr().out) is said


def test_a_run_keeps_that_its_images_are_synthetic(tmp_path: Path) -> None:
    open_folder(tmp_path, SWEEP).release()
    for case, synthetic in zip(SWEEP.cases(), (True, False), strict=False):
        images = ImageSet("dots", torch.rand(20, 1, 28, 28), synthetic=synthetic)
        list(
            fit(
                case.recipe.override("model.widths=[4]", "schedule.epochs=1", "schedule.batch_size=8"),
                images,
                folder=tmp_path / case.slug,
            )
        )
    found = collect(tmp_path)
    assert found.synthetic
    assert [row.synthetic for row in found.rows] == [True, False, False, False]


@pytest.mark.parametrize(
    ("data", "computed"),
    [({}, False), ({"data.source": "wafers"}, True), ({"data.source": "wafers", "data.path": "wafer.npz"}, False)],
)
def test_a_run_whose_log_does_not_say_it_is_known_by_its_recipe(
    data: dict[str, str], computed: bool, tmp_path: Path
) -> None:
    sweep = SWEEP.model_copy(update={"set": data})
    open_folder(tmp_path, sweep).release()
    case = sweep.cases()[0]
    recipe = case.recipe.override("model.widths=[4]", "schedule.epochs=1", "schedule.batch_size=8")
    list(fit(recipe, ImageSet("dots", torch.rand(20, 3, 26, 26)), folder=tmp_path / case.slug))
    log = tmp_path / case.slug / "events.jsonl"
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert any(line.pop("synthetic", None) is False for line in lines)
    log.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    assert [row.synthetic for row in collect(tmp_path).rows] == [computed, False, False, False]


def test_losses_have_a_line_for_every_step(tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(losses_csv(table(tmp_path)))))
    assert rows[0] == ["step", *(case.name for case in SWEEP.cases())]
    assert len(rows) == 1 + 12
    assert rows[1][:2] == ["1", "2"]
    assert rows[12] == ["12", "", "", "1", ""], "the longest ends later"


def test_markdown_marks_the_best_and_shows_reports_and_pictures(tmp_path: Path) -> None:
    lines = markdown(table(tmp_path)).splitlines()
    heads, _, originals, first, _second, third, failed = (line.split(" | ") for line in lines if line.startswith("|"))
    column = heads.index("MSE ↓")
    assert first[column] == "0.04000"
    assert third[column] == "**0.02000**"
    assert first[heads.index("Report D: PSNR, dB, training")] == "14.50"
    assert "![originals](pictures/originals.png)" in originals[-1]
    assert "pictures/latent-size-2-ae.png" in first[-1]
    assert "pictures/latent-size-2-ae-loss.png" in first[-2]
    assert failed[2] == "failed"
    assert "- Latent size 128, VAE: There is | no memory." in lines
    assert "3 of 4 cases finished." in lines[2]


def test_losses_of_different_kinds_have_no_best(tmp_path: Path) -> None:
    mixed = table(tmp_path)
    best = mixed.best("mse")
    assert best is not None
    assert best.case.name == "Latent size 128, AE"
    assert mixed.best("loss") is None
    alike = table(tmp_path, rows=mixed.rows[::2])
    assert alike.same_loss
    assert alike.best("loss") is alike.rows[1]
    assert "cannot be compared" in markdown(mixed)
    assert "cannot be compared" not in markdown(alike)


def test_everything_is_written(tmp_path: Path) -> None:
    paths = save(table(tmp_path))
    assert [path.name for path in paths] == ["table.csv", "table.md", "losses.csv"]
    text = (tmp_path / "table.md").read_text(encoding="utf-8")
    named = {part.split(")")[0] for part in text.split("](")[1:]}
    assert len(named) == 1 + 3 + 3 + 1
    for name in named:
        with Image.open(tmp_path / name) as picture:
            picture.verify()
    with pytest.raises(InputError, match="cannot be written"):
        save(table(tmp_path / "table.md"))


def test_a_strip_shows_the_images_side_by_side() -> None:
    images = np.zeros((2, 3, 28, 28), np.uint8)
    images[1, 0] = 200
    pixels = np.asarray(strip(images))
    assert pixels.shape == (56, 56 + 3 + 56, 3)
    assert (pixels[:, :56] == 0).all()
    assert (pixels[:, -56:] == (200, 0, 0)).all()


def test_a_curve_is_the_mean_of_what_is_known() -> None:
    x, y = binned(np.array([1, 3, np.nan, 5, np.nan, np.nan, 7], np.float32), 2)
    assert x.tolist() == [1.5, 3.5, 7.0]
    assert y.tolist() == [2.0, 5.0, 7.0]


def test_a_falling_loss_is_a_falling_curve() -> None:
    dark = np.asarray(sparkline(np.geomspace(100, 1, 50, dtype=np.float32), 100).convert("L")) < 140
    down, across = np.nonzero(dark)
    assert across.max() < dark.shape[1] * 0.55, "half of the steps take half of the width"
    assert np.corrcoef(across, down)[0, 1] > 0.99, "a straight line down, for the height is a logarithm"


def test_damaged_files_are_as_if_missing(tmp_path: Path) -> None:
    write_outcome(tmp_path, Outcome("finished", held_out={"mse": 0.5, "psnr": float("inf")}))
    write_losses(tmp_path, np.array([1, 2], np.float32))
    assert read_outcome(tmp_path) == Outcome("finished", held_out={"mse": 0.5})
    assert read_losses(tmp_path).tolist() == [1, 2]
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:20])
    assert read_outcome(tmp_path) is None
    assert len(read_losses(tmp_path)) == 0


def test_a_folder_without_a_sweep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no sweep"):
        collect(tmp_path)
