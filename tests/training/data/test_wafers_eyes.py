"""Wafer maps and eyes: from every form that their files circulate in, and without files."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from training.data import load_images
from training.data.settings import Data
from training.data.wafers import CLASSES
from training.errors import InputError

RANDOM = np.random.default_rng(0)
DIES = RANDOM.integers(0, 3, (30, 26, 26))
MAPS = np.eye(3, dtype=np.uint8)[DIES]
KINDS = np.array([1, *(n % 8 + (n % 8 > 0) for n in range(29))])
"""One Donut, as in the real set."""


def zipped(path: Path, **arrays: Any) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w") as stream:
                np.lib.format.write_array(stream, array)
    return path


def assert_maps(path: Path) -> None:
    images = load_images("wafers", path)
    assert images.name == "wafers" and images.classes == CLASSES and not images.synthetic
    assert images.pixels.dtype == torch.uint8 and images.shape == (3, 26, 26)
    assert np.array_equal(images.pixels.argmax(1).numpy(), DIES)
    assert set(images.pixels.unique().tolist()) == {0, 255}
    assert images.labels is not None and np.array_equal(images.labels.numpy(), KINDS)


class TestWafers:
    def test_an_npz_file(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "a.npz", x=MAPS, y=KINDS.astype(np.uint8), classes=np.array(CLASSES))
        assert_maps(tmp_path / "a.npz")

    def test_the_zip_as_it_circulates_has_channels_last(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "wafer.zip", data=MAPS.astype(np.float64), label=KINDS[:, None])
        assert_maps(path)
        assert load_images("wafers", path).note == ""

    def test_a_folder_of_both(self, tmp_path: Path) -> None:
        np.save(tmp_path / "data.npy", np.moveaxis(MAPS, 3, 1))
        np.save(tmp_path / "label.npy", KINDS[:, None])
        assert_maps(tmp_path)

    def test_maps_that_were_reshaped_instead_of_transposed_are_put_right(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "wafer.zip", data=MAPS.reshape(30, 3, 26, 26), label=KINDS)
        assert_maps(path)
        assert "reshaped, not transposed" in load_images("wafers", path).note

    def test_a_class_of_one_map_does_not_hinder_the_split(self, tmp_path: Path) -> None:
        split = load_images("wafers", zipped(tmp_path / "a.zip", data=MAPS, label=KINDS)).split(0.2, 7)
        assert len(split.held_out) == 6 and len(split.training) == 24

    def test_the_only_donut_alone_cannot_be_split(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "a.zip", data=MAPS, label=KINDS)
        donut = load_images(Data(source="wafers", path=path, classes=("Donut",)))
        with pytest.raises(InputError, match="1 image cannot be split"):
            donut.split(0.2, 7)

    @pytest.mark.parametrize(
        "array", [RANDOM.random((5, 26, 26, 3)), RANDOM.integers(0, 256, (5, 26, 26, 3), np.uint8), MAPS[..., 0]]
    )
    def test_other_images_are_no_wafer_maps(self, array: Any, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"holds no wafer maps.*“npz”"):
            load_images("wafers", zipped(tmp_path / "a.zip", data=array))

    def test_labels_beyond_the_nine_classes(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="A label is 9, but only 9 classes"):
            load_images("wafers", zipped(tmp_path / "a.zip", data=MAPS, label=np.full(30, 9)))

    def test_without_files_they_are_computed_and_called_so(self) -> None:
        images = load_images("wafers")
        assert len(images) == 1300 and images.shape == (3, 26, 26) and images.classes == CLASSES
        assert images.synthetic and "computed" in images.note
        assert ((images.pixels == 255).sum(1) == 1).all()
        assert torch.equal(load_images("wafers").pixels, images.pixels)

    def test_the_real_maps(self, real_data: Path) -> None:
        archive, zipped_too = (
            load_images("wafers", real_data / "wafer.npz"),
            load_images("wafers", real_data / "wafer.zip"),
        )
        assert torch.equal(archive.pixels, zipped_too.pixels)
        assert archive.labels is not None and zipped_too.labels is not None
        assert torch.equal(archive.labels, zipped_too.labels)
        assert archive.labels.bincount().tolist() == [90, 1, 296, 31, 297, 74, 72, 16, 404]
        # The corners lie outside the wafer, its middle inside.
        assert (archive.pixels[:, 0, 0, 0] == 255).all() and (archive.pixels[:, 0, 13, 13] == 0).all()
        assert len(archive.split(0.2, 7).held_out) == 256


class TestEyes:
    EYES = RANDOM.integers(0, 256, (6, 50, 50, 3), np.uint8)

    @pytest.mark.parametrize("scale", [np.uint8, np.float64, "unit"])
    def test_data_and_label_in_a_zip_or_folder(self, scale: Any, tmp_path: Path) -> None:
        data = self.EYES / 255 if scale == "unit" else self.EYES.astype(scale)
        (tmp_path / "folder").mkdir()
        np.save(tmp_path / "folder" / "data.npy", data)
        np.save(tmp_path / "folder" / "label.npy", np.array([[0], [1]] * 3))
        for path in (zipped(tmp_path / "a.zip", data=data, label=np.array([0, 1] * 3)), tmp_path / "folder"):
            images = load_images("eyes", path)
            assert images.name == "eyes" and images.classes == ("female", "male") and not images.synthetic
            assert np.abs(images.batch(slice(None)).numpy() - np.moveaxis(self.EYES, 3, 1) / 255).max() < 1e-6
            assert images.labels is not None and images.labels.tolist() == [0, 1] * 3

    def test_pictures_of_mixed_sizes_become_50_by_50(self, tmp_path: Path) -> None:
        for n, eye in enumerate(self.EYES):
            path = tmp_path / "eyes" / ("left" if n % 2 else "right") / f"{n}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(eye[: 40 + n, : 45 - n]).save(path)
        images = load_images("eyes", tmp_path)
        assert images.shape == (3, 50, 50) and images.classes == ("left", "right")
        assert load_images(Data(source="eyes", path=tmp_path, size=64)).shape == (3, 64, 64)

    def test_nothing_there(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="is empty"):
            load_images("eyes", tmp_path)
        with pytest.raises(InputError, match="There is no file or folder"):
            load_images("eyes", tmp_path / "gone")

    def test_without_files_they_are_drawn_and_called_so(self) -> None:
        images = load_images("eyes")
        assert len(images) == 1500 and images.shape == (3, 50, 50)
        assert images.synthetic and images.note

    def test_the_real_eyes(self, real_data: Path) -> None:
        arrays = load_images("eyes", real_data / "eyes50_1476.npz")
        assert arrays.pixels.shape == (1476, 3, 50, 50) and arrays.labels is not None
        assert arrays.labels.bincount().tolist() == [628, 848]
        pictures = load_images("eyes", real_data / "eyes_jpg_300.zip")
        assert pictures.pixels.shape == (300, 3, 50, 50) and pictures.skipped == ()
        with np.load(real_data / "eyes50_1476.npz") as file:
            place = {name: at for at, name in enumerate(file["names"])}
        with zipfile.ZipFile(real_data / "eyes_jpg_300.zip") as archive:
            same = [place[name] for name in sorted(archive.namelist()) if name in place]
        # The same photographs, scaled by others with another filter.
        difference = arrays.pixels[same].float() - pictures.pixels[: len(same)].float()
        assert len(same) == 300 and difference.abs().mean() < 8
