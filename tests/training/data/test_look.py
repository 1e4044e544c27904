"""A first look: what is shown, counted and averaged, compared with NumPy on the whole set."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from training.data import look as module
from training.data.images import ImageSet
from training.data.look import look

RANDOM = np.random.default_rng(0)


def labelled(labels: list[int], classes: tuple[str, ...] = ()) -> ImageSet:
    array = RANDOM.integers(0, 256, (len(labels), 6, 5, 3), np.uint8)
    return ImageSet.from_array(array, labels, classes=classes)


def test_the_mean_image_and_the_range_are_numpys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHUNK_BYTES", 1000)
    images = labelled([0] * 50)
    result = look(images)
    assert result.mean.dtype == np.float32 and result.mean.shape == (3, 6, 5)
    assert np.abs(result.mean - images.pixels.numpy().mean(0) / 255).max() < 1e-6
    assert result.range == (images.pixels.min() / 255, images.pixels.max() / 255)
    assert (result.n, result.averaged, result.shape, result.dtype, result.nbytes) == (50, 50, (3, 6, 5), "uint8", 4500)


def test_float_pixels_count_four_times() -> None:
    result = look(ImageSet.from_array(RANDOM.random((7, 4, 4))))
    assert (result.dtype, result.nbytes) == ("float32", 7 * 16 * 4)


def test_every_class_is_shown_alike_class_after_class() -> None:
    images = labelled([0] * 500 + [1] * 40 + [2] * 3, ("a", "b", "c", "empty"))
    result = look(images, n=23)
    assert images.labels is not None
    shown = images.labels[torch.from_numpy(result.indices)]
    assert shown.bincount().tolist() == [10, 10, 3]
    assert shown.tolist() == sorted(shown.tolist())
    assert result.counts == (500, 40, 3, 0) and result.classes == images.classes


def test_more_than_there_are_shows_each_once() -> None:
    assert sorted(look(labelled([0, 1, 0, 0, 1]), n=48).indices.tolist()) == [0, 1, 2, 3, 4]


def test_without_classes_they_come_from_all_over_the_set() -> None:
    images = ImageSet.from_array(np.zeros((1000, 2, 2), np.uint8))
    result = look(images, n=48)
    assert len(set(result.indices.tolist())) == 48 and result.counts == ()
    assert (np.diff(result.indices) > 0).all() and result.indices[-1] > 700


def test_the_seed_decides() -> None:
    images = labelled([0, 1] * 300)
    first, again, other = (look(images, seed=seed).indices.tolist() for seed in (0, 0, 1))
    assert first == again != other


def test_of_a_long_file_evenly_spread_images_are_averaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_AVERAGED", 100)
    array = np.lib.format.open_memmap(tmp_path / "a.npy", "w+", np.uint8, (1000, 1, 4, 4))
    array[:] = (np.arange(1000) // 4)[:, None, None, None]
    result = look(ImageSet("mapped", torch.from_numpy(array)))
    assert result.averaged == 100
    assert np.abs(result.mean * 255 - 124.5).max() < 1
    assert result.range == (0, pytest.approx(249 / 255))
