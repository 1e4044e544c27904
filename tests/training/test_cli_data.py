"""``data`` on the command line; ``--data`` and the keys of ``[data]`` for ``fit``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training import Recipe
from training.__main__ import main
from training.data import SOURCES
from training.errors import InputError
from training.saved_run import load_run

TINY = ["--set", "model.widths=[8]", "--set", "schedule.epochs=1", "--set", "schedule.batch_size=8"]


def test_one_class_is_taken_as_it_is_typed() -> None:
    assert Recipe().override("data.classes=5").data.classes == ("5",)


def test_every_source_is_listed_with_its_licence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in SOURCES)
    assert main(["data", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == list(SOURCES)
    assert all(row["licence"] for row in rows)


def test_a_file_is_told_to_belong_to_a_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez(tmp_path / "a.npz", some=np.zeros((4, 5, 6), np.uint8))
    assert main(["data", str(tmp_path / "a.npz"), "--json"]) == 0
    assert [row["name"] for row in json.loads(capsys.readouterr().out)] == ["npz"]
    assert main(["data", str(tmp_path / "gone")]) == 2
    assert "There is no file or folder" in capsys.readouterr().err


def test_fit_takes_any_data_for_a_recipe_without_files(tmp_path: Path) -> None:
    for n in range(20):
        path = tmp_path / "shades" / f"{'dark' if n < 10 else 'bright'}" / f"{n}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (8, 8), 10 * n).save(path)
    arguments = ["fit", "mnist-ae-2d", *TINY, "--data", str(tmp_path / "shades"), "--out", str(tmp_path / "run")]
    assert main(arguments) == 0
    recipe = load_run(tmp_path / "run").recipe
    assert (recipe.data.source, recipe.data.path) == ("folder", tmp_path / "shades")


@pytest.mark.parametrize("value", ["0,1", "[0, 1]", '["0", "1"]', "0, 1,"])
def test_classes_are_set_as_one_types_them(value: str) -> None:
    recipe = Recipe.load("mnist-ae-2d").override(f"data.classes={value}")
    assert recipe.data.classes == ("0", "1")
    assert Recipe.from_toml(recipe.to_toml()) == recipe


@pytest.mark.parametrize(
    "assignment", ["data.fit=stretch", "data.size=0", "data.size=big", "data.channels=middle", "data.classes=[[1]]"]
)
def test_impossible_values_name_their_key(assignment: str) -> None:
    with pytest.raises(InputError, match=assignment.partition("=")[0]):
        Recipe.load("mnist-ae-2d").override(assignment)


def test_fit_learns_from_the_classes_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    some = ["--set", "data.source=digits", "--set", "data.classes=0,1"]
    assert main(["fit", "mnist-ae-2d", *TINY, *some, "--out", str(tmp_path / "run")]) == 0
    # 178 zeros and 182 ones.
    assert "288 + 72 held-out images" in capsys.readouterr().err
    assert (
        main(["fit", "mnist-ae-2d", *TINY, *some[:2], "--set", "data.classes=ten", "--out", str(tmp_path / "b")]) == 2
    )
    assert "has no class “ten”. Its classes are “0”, “1”" in capsys.readouterr().err
