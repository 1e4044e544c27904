"""Which source reads what is dropped: told from names and content, and then really read by it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from training.data import load_images
from training.data.guess import source_for
from training.errors import InputError

RANDOM = np.random.default_rng(0)
MAPS = np.eye(3, dtype=np.uint8)[RANDOM.integers(0, 3, (6, 26, 26))]
PHOTOGRAPHS = RANDOM.integers(0, 256, (6, 50, 50, 3), np.uint8)


def pictures(folder: Path) -> Path:
    for n in range(3):
        path = folder / "ab"[n % 2] / f"{n}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(PHOTOGRAPHS[n]).save(path)
    return folder


def assert_read(path: Path, source: str) -> None:
    data = source_for(path)
    assert data.source == source
    assert data.path is not None and data.path.is_absolute()
    assert len(load_images(data)) > 0


class TestMnist:
    @pytest.mark.parametrize(("name", "source"), [("digits", "mnist"), ("FashionMNIST", "fashion-mnist")])
    def test_idx_files(self, name: str, source: str, official: Path) -> None:
        folder = official.rename(official.parent / name)
        assert_read(folder, source)
        assert_read(folder / "train-images-idx3-ubyte.gz", source)

    def test_the_npz_file(self, small: dict[str, Any], tmp_path: Path) -> None:
        np.savez(tmp_path / "a.npz", **small)
        assert_read(tmp_path / "a.npz", "mnist")
        assert_read(tmp_path, "mnist")
        shutil.copy(tmp_path / "a.npz", tmp_path / "fashion.npz")
        assert_read(tmp_path / "fashion.npz", "fashion-mnist")

    def test_torchvisions_folder(self, official: Path, tmp_path: Path) -> None:
        (tmp_path / "MNIST").mkdir()
        official.rename(tmp_path / "MNIST" / "raw")
        assert_read(tmp_path, "mnist")
        assert_read(tmp_path / "MNIST", "mnist")

    def test_an_idx_file_of_any_name(self, tmp_path: Path, write_idx: Callable[..., Path]) -> None:
        assert_read(write_idx(tmp_path / "mine", np.zeros((3, 28, 28), np.uint8)), "mnist")


class TestArrays:
    def test_wafer_maps_are_one_hot_whatever_they_are_called(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "a.npz", x=MAPS)
        np.save(tmp_path / "b.npy", np.moveaxis(MAPS, 3, 1).astype(float))
        for name in ("a.npz", "b.npy"):
            assert_read(tmp_path / name, "wafers")

    def test_eyes_by_name(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "eyes50.npz", x=PHOTOGRAPHS)
        assert_read(tmp_path / "eyes50.npz", "eyes")

    @pytest.mark.parametrize("array", [PHOTOGRAPHS, PHOTOGRAPHS[:, :26, :26], PHOTOGRAPHS[..., 0], MAPS[:, :20] * 255])
    def test_all_others(self, array: Any, tmp_path: Path) -> None:
        np.savez(tmp_path / "a.npz", some=array)
        assert_read(tmp_path / "a.npz", "npz")


class TestPictures:
    def test_a_folder_and_a_zip(self, tmp_path: Path) -> None:
        folder = pictures(tmp_path / "cats")
        assert_read(folder, "folder")
        assert_read(Path(shutil.make_archive(str(tmp_path / "packed"), "zip", folder)), "folder")

    def test_eyes_by_name(self, tmp_path: Path) -> None:
        assert_read(pictures(tmp_path / "my eyes"), "eyes")

    def test_one_picture_is_no_data_set(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"is one picture.*Give the folder"):
            source_for(pictures(tmp_path) / "a" / "0.png")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("cifar-10-binary.tar.gz", "cifar10"),
        ("cifar-10-batches-bin/data_batch_1.bin", "cifar10"),
        ("img_align_celeba.zip", "celeba"),
        ("celeb/img_align_celeba/1.jpg", "celeba"),
    ],
)
def test_well_known_names(name: str, source: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    assert source_for(tmp_path / Path(name).parts[0]).source == source


class TestRefusals:
    def test_nothing_there(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="There is no file or folder"):
            source_for(tmp_path / "gone")

    @pytest.mark.parametrize("name", ["letter.txt", "recipe.toml", "none"])
    def test_files_of_no_kind(self, name: str, tmp_path: Path) -> None:
        (tmp_path / name).write_text("hello")
        with pytest.raises(InputError, match="is of no kind that is read here"):
            source_for(tmp_path / name)

    @pytest.mark.parametrize("name", ["a.npz", "a.npy", "a.zip"])
    def test_damaged_files(self, name: str, tmp_path: Path) -> None:
        (tmp_path / name).write_bytes(b"PK\x03\x04 and then nothing")
        with pytest.raises(InputError, match=r"is damaged|no array"):
            source_for(tmp_path / name)

    def test_impossible_paths(self, tmp_path: Path) -> None:
        for path in (Path("a\0b"), tmp_path / ("x" * 5000), Path("~nobody-of-this-name/x")):
            with pytest.raises(InputError, match=r"cannot be read|There is no file"):
                source_for(path)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        for ask in (source_for, partial(load_images, "npz")):
            with pytest.raises(InputError, match="is neither a file nor a folder"):
                ask(tmp_path / "pipe")


def test_every_real_file_is_read_by_the_source_that_it_belongs_to(real_data: Path) -> None:
    sources = {}
    for file in sorted(real_data.iterdir()):
        if file.suffix in (".npz", ".zip"):
            data = source_for(file)
            images = load_images(data)
            sources[file.name] = (data.source, tuple(images.pixels.shape), len(images.classes))
    known = {
        "dogs64_1000.npz": ("npz", (1000, 3, 64, 64), 120),
        "eyes50_1476.npz": ("eyes", (1476, 3, 50, 50), 2),
        "eyes_jpg_300.zip": ("eyes", (300, 3, 50, 50), 2),
        "mnist.npz": ("mnist", (70_000, 1, 28, 28), 10),
        "olivetti.npz": ("npz", (400, 1, 64, 64), 40),
        "wafer.npz": ("wafers", (1281, 3, 26, 26), 9),
        "wafer.zip": ("wafers", (1281, 3, 26, 26), 9),
    }
    assert known.items() <= sources.items()
