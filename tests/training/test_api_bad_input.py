"""The Python API refuses what cannot be used with an InputError that says what, why and what to do."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training import ImageSet, InputError, Recipe, build_model, fit, load_run

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 8, 8), dtype=np.uint8)


@pytest.fixture
def recipe() -> Recipe:
    return Recipe.load("mnist-ae-2d").override("model.widths=[4]", "schedule.epochs=1", "schedule.batch_size=4")


@pytest.mark.parametrize(
    ("images", "sentence"),
    [
        (PIXELS.reshape(20, 64), r"this one has shape \(20, 64\)"),
        (PIXELS[:0], "no empty axis"),
        ([[1], [1, 2]], "Images have to be one array of numbers, with rows of one length"),
        (torch.zeros(20, 8, 8).to_sparse(), "Images have to be one array of numbers"),
        ("mnist", r"this one has shape \(\)"),
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
    for largest in (10**9, 2**64 - 1):
        with pytest.raises(InputError, match=f"A label is {largest}, but at most 65,535 can be"):
            ImageSet.from_array(PIXELS, np.full(20, largest, np.uint64))
    with pytest.raises(InputError, match="Labels have to be one array of numbers"):
        ImageSet.from_array(PIXELS, [[1], [2, 3]] * 10)


def test_a_name_is_no_recipe() -> None:
    with pytest.raises(InputError, match=r"'mnist-ae-2d' is none\. Load one"):
        next(iter(fit("mnist-ae-2d", PIXELS)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "shape", [(0, 8, 8), (1, -1, 8), (1.5, 8, 8), (8, 8), "abc", None, (1, 10**5, 10**5), (1, 1, 10**30)]
)
def test_shapes_that_no_image_has(shape: Any, recipe: Recipe) -> None:
    with pytest.raises(InputError, match="is no shape of an image"):
        build_model(recipe, shape)


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
    with pytest.raises(InputError, match=r"was trained on other images: “array” \(20, 1, 8, 8\)"):
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
    pixels = PIXELS[:, None]
    for wrong, sentence in (
        (pixels.astype(np.float32), r"have to lie in \[0, 1\]; these go from 0 to 255"),
        (np.full((2, 1, 8, 8), math.nan), r"have to lie in \[0, 1\]"),
        (pixels.astype(np.int64), "these are torch.int64"),
        (np.array([None]), "Expected an array of numbers"),
        ("x", "Expected an array of numbers"),
    ):
        for ask in (run.encode, run.reconstruct):
            with pytest.raises(InputError, match=sentence):
                ask(wrong)
    for code in (math.nan, math.inf, 1e300):
        with pytest.raises(InputError, match=r"Codes have to be finite numbers.*Leave those out"):
            run.decode(np.full((1, 2), code))
    with pytest.raises(InputError, match="Expected an array of numbers"):
        run.decode("x")
    for hollow in (torch.zeros(1, 1, 8, 8).to_sparse(), torch.zeros(1, 1, 8, 8, device="meta")):
        with pytest.raises(InputError, match="Expected a dense tensor that holds numbers"):
            run.reconstruct(hollow)
    with pytest.raises(InputError, match="not complex"):
        run.decode(np.zeros((1, 2), np.complex64))
    assert run.encode(pixels[:0]).shape == (0, 2)
    assert np.array_equal(run.reconstruct(pixels), run.decode(run.encode(pixels)))
