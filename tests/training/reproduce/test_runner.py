"""The runner goes on where it was interrupted, to the same figures, and trains nothing twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from training.control import Control
from training.data import load_images
from training.events import EpochEnded
from training.reproduce import letters
from training.reproduce.runner import Began, Measured, Options, StoppedError, run_system
from training.reproduce.system import System
from training.reproduce.trained import fewer


def test_an_interrupted_reproduction_ends_as_if_it_had_not_been(
    system: System, measured: list[Measured], tmp_path: Path
) -> None:
    control = Control()
    seen = []
    with pytest.raises(StoppedError):
        for event in run_system(system, Options(None, tmp_path), control):
            seen.append(event)
            begun = sum(isinstance(one, Began) for one in seen)
            if begun == 2 and isinstance(event, EpochEnded) and event.epoch == 1:
                control.stop()
    again = list(run_system(system, Options(None, tmp_path), Control()))
    begun = [event for event in again if isinstance(event, Began)]
    assert [one.done for one in begun] == [True, False, False, False, False]
    assert begun[-1].number == begun[-1].of == 5
    values = [event.values for event in again if isinstance(event, Measured)]
    assert values == [one.values for one in measured]


def test_what_is_trained_already_is_only_measured(system: System, measured: list[Measured], tmp_path: Path) -> None:
    options = Options(None, tmp_path, seeds=1)
    first = [event for event in run_system(system, options, Control()) if isinstance(event, Measured)]
    assert len(first) == 3
    again = list(run_system(system, options, Control()))
    assert not any(isinstance(event, EpochEnded) for event in again)
    assert [event.values for event in again if isinstance(event, Measured)] == [one.values for one in first]


def test_a_run_from_before_a_key_of_recipes_existed_is_found_again(system: System, tmp_path: Path) -> None:
    options = Options(None, tmp_path, seeds=1)
    first = [event for event in run_system(system, options, Control()) if isinstance(event, Measured)]
    runs = tmp_path / "A" / "runs"
    for folder in list(runs.iterdir()):
        # The name was another then, as it is made of all keys.
        old = folder.rename(folder.with_name(f"{folder.name[:-8]}01234567"))
        text = (old / "recipe.toml").read_text()
        assert 'colour = "as-is"\n' in text
        (old / "recipe.toml").write_text(text.replace('colour = "as-is"\n', ""))
    again = list(run_system(system, options, Control()))
    assert all(one.done for one in again if isinstance(one, Began))
    assert [event.values for event in again if isinstance(event, Measured)] == [one.values for one in first]
    assert len(list(runs.iterdir())) == 3


def test_a_run_of_another_recipe_or_a_damaged_one_is_not_taken_for_it(system: System, tmp_path: Path) -> None:
    options = Options(None, tmp_path, seeds=1)
    list(run_system(system, options, Control()))
    runs = tmp_path / "A" / "runs"
    damaged, other, _ = (folder.rename(f"{folder}x") for folder in sorted(runs.iterdir()))
    (damaged / "recipe.toml").write_text("seed = ")
    (other / "recipe.toml").write_text((other / "recipe.toml").read_text().replace("seed = 7", "seed = 70"))
    again = list(run_system(system, options, Control()))
    assert [one.done for one in again if isinstance(one, Began)] == [False, False, True]
    assert len(list(runs.iterdir())) == 5


def test_quick_takes_fewer_images_epochs_and_seeds(system: System, tmp_path: Path) -> None:
    options = Options(None, tmp_path, quick=True)
    quick = [event for event in run_system(system, options, Control()) if isinstance(event, Measured)]
    assert len(quick) == 3
    assert 200 <= len(quick[0].trained.images) <= 210
    assert [len(one.trained.epochs) for one in quick] == [2, 2, 2]


def test_every_seed_gives_another_split_and_other_weights(measured: list[Measured]) -> None:
    first, second = (one.trained for one in measured[:2])
    assert (first.recipe.seed, second.recipe.seed) == (7, 8)
    assert not torch.equal(first.split.held_out, second.split.held_out)


def test_seconds_are_those_of_the_epochs(measured: list[Measured]) -> None:
    trained = measured[0].trained
    assert trained.seconds == pytest.approx(sum(entry["seconds"] for entry in trained.epochs))
    assert [entry["epoch"] for entry in trained.epochs] == [1, 2, 3]


def test_fewer_images_keep_the_classes_and_the_split() -> None:
    images = load_images("digits")
    some = fewer(images, 100)
    assert 100 <= len(some) <= 110
    assert some.labels is not None
    assert set(some.labels.tolist()) == set(range(10))
    halves = fewer(replace(images, held_out_from=1000), 180)
    assert halves.held_out_from == 100
    assert len(halves) == 180
    assert torch.equal(halves.pixels[100], images.pixels[1000])
    assert fewer(images, 10**6) is images


@pytest.mark.parametrize(
    ("words", "expected"),
    [([], "ABCDEFGH"), (["b"], "B"), (["BD", "a"], "ABD"), (["C-F"], "CDEF"), (["A..C", "H"], "ABCH")],
)
def test_systems_are_named_by_letters(words: list[str], expected: str) -> None:
    assert "".join(letters(words)) == expected
