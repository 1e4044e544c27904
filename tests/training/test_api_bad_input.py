"""The Python API refuses what cannot be used with an InputError that says what, why and what to do."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training import ImageSet, InputError, Recipe, fit, load_run

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 8, 8), dtype=np.uint8)


@pytest.fixture
def recipe() -> Recipe:
    return Recipe.load("mnist-ae-2d").override("model.widths=[4]", "schedule.epochs=1", "schedule.batch_size=4")


@pytest.mark.parametrize(
    ("images", "sentence"),
    [
        (PIXELS.reshape(20, 64), r"this one has shape \(20, 64\)"),
        (PIXELS[:0], "no empty axis"),
        (PIXELS.astype(np.int64), "these are int64"),
        (PIXELS.astype(np.float32), r"have to lie in \[0, 1\]; these go from 0 to 255"),
        (np.full((20, 8, 8), math.nan), r"have to lie in \[0, 1\]"),
        (PIXELS[:1], "1 image cannot be split"),
        (PIXELS[:4], "A batch of 4 images is larger than the 3 training images"),
    ],
)
def test_images_that_cannot_be_trained_on(images: Any, sentence: str, recipe: Recipe, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=sentence):
        next(iter(fit(recipe, images, folder=tmp_path / "run")))
    assert not (tmp_path / "run").exists()


def test_labels_that_do_not_fit() -> None:
    with pytest.raises(InputError, match="20 images but 3 labels"):
        ImageSet.from_array(PIXELS, [0, 1, 2])
    with pytest.raises(InputError, match="count from 0"):
        ImageSet.from_array(PIXELS, -np.ones(20, int))


def test_an_impossible_recipe() -> None:
    with pytest.raises(InputError, match=r"“model\.latent_size” is 0"):
        Recipe.load("mnist-ae-2d").override("model.latent_size=0")
    with pytest.raises(InputError, match="There is no recipe “nope”"):
        Recipe.load("nope")


def test_a_folder_in_use(recipe: Recipe, tmp_path: Path) -> None:
    list(fit(recipe, PIXELS, folder=tmp_path))
    before = (tmp_path / "checkpoints" / "last.safetensors").read_bytes()
    with pytest.raises(InputError, match="already holds a run"):
        next(iter(fit(recipe, PIXELS, folder=tmp_path)))
    with pytest.raises(InputError, match="“seed” was 7 and is now 8"):
        next(iter(fit(recipe.override("seed=8"), PIXELS, folder=tmp_path, resume=True)))
    assert (tmp_path / "checkpoints" / "last.safetensors").read_bytes() == before


def test_resuming_without_a_folder(recipe: Recipe) -> None:
    with pytest.raises(InputError, match="Only a run with a folder can be resumed"):
        next(iter(fit(recipe, PIXELS, resume=True)))


def test_resuming_on_images_of_another_shape(recipe: Recipe, tmp_path: Path) -> None:
    list(fit(recipe, PIXELS, folder=tmp_path))
    with pytest.raises(InputError, match=r"layer “encoder\.1\.weight” is 4×49 in the recipe's model but 4×64 there"):
        next(iter(fit(recipe, PIXELS[:, :7, :7], folder=tmp_path, resume=True)))


def test_a_run_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a run folder"):
        load_run(tmp_path)


def test_arrays_that_do_not_fit_the_model(recipe: Recipe, tmp_path: Path) -> None:
    list(fit(recipe, PIXELS, folder=tmp_path))
    run = load_run(tmp_path)
    with pytest.raises(InputError, match=r"Expected an array of shape \(N, 1, 8, 8\), not \(20, 8, 8\)"):
        run.encode(PIXELS)
    with pytest.raises(InputError, match=r"Expected an array of shape \(N, 2\), not \(1, 3\)"):
        run.decode(np.zeros((1, 3), np.float32))
