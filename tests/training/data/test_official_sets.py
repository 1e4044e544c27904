"""MNIST and Fashion-MNIST: from files of the user's, from the cache, from the network, and without any of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torchvision import datasets

from training.data import LoadingCancelled, download, load_images, official_sets
from training.data.images import ImageSet
from training.errors import InputError

if TYPE_CHECKING:
    from tests.training.data.conftest import Server

Small = dict[str, NDArray[np.uint8]]
Write = Callable[..., Path]


def assert_is(images: ImageSet, small: Small) -> None:
    """All 40 images in order, the last 10 held out."""
    assert images.pixels.shape == (40, 1, 28, 28)
    assert images.pixels.dtype == torch.uint8
    assert np.array_equal(images.pixels[:, 0].numpy(), np.concatenate([small["x_train"], small["x_test"]]))
    assert images.labels is not None
    assert np.array_equal(images.labels.numpy(), np.concatenate([small["y_train"], small["y_test"]]))
    assert images.held_out_from == 30
    assert images.split(0.5, 1).held_out.tolist() == list(range(30, 40))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own, and no pauses between attempts."""
    monkeypatch.setattr(official_sets, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(download, "BACK_OFF", 0.0)
    return tmp_path / "cache"


class TestFilesOfTheUsers:
    @pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
    def test_an_npz_file_is_read(self, name: str, small: Small, tmp_path: Path) -> None:
        np.savez(tmp_path / "any.npz", **small)
        images = load_images(name, tmp_path / "any.npz")
        assert_is(images, small)
        assert images.name == name
        assert images.note == ""

    def test_a_folder_of_idx_files_is_read(self, official: Path, small: Small) -> None:
        assert_is(load_images("mnist", official), small)

    @pytest.mark.parametrize(
        "rename", ["{}-images-idx3-ubyte {}-labels-idx1-ubyte", "{}-images.idx3-ubyte {}-labels.idx1-ubyte"]
    )
    def test_unpacked_and_dotted_names_are_known_too(
        self, rename: str, small: Small, write_idx: Write, tmp_path: Path
    ) -> None:
        for part, key in (("train", "train"), ("t10k", "test")):
            images, labels = rename.format(part, part).split()
            write_idx(tmp_path / "d" / images, small[f"x_{key}"])
            write_idx(tmp_path / "d" / labels, small[f"y_{key}"])
        assert_is(load_images("mnist", tmp_path / "d"), small)

    @pytest.mark.parametrize(("name", "inner"), [("mnist", "MNIST/raw"), ("fashion-mnist", "FashionMNIST/raw")])
    def test_torchvisions_own_folder_will_do(
        self, name: str, inner: str, official: Path, small: Small, tmp_path: Path
    ) -> None:
        shutil.copytree(official, tmp_path / "root" / inner)
        assert_is(load_images(name, tmp_path / "root"), small)

    def test_the_other_set_in_torchvisions_folder_is_not_taken(self, official: Path, tmp_path: Path) -> None:
        shutil.copytree(official, tmp_path / "root" / "MNIST/raw")
        with pytest.raises(InputError, match="neither idx files"):
            load_images("fashion-mnist", tmp_path / "root")

    def test_a_folder_with_an_npz_file_is_read(self, small: Small, tmp_path: Path) -> None:
        np.savez(tmp_path / "any.npz", **small)
        assert_is(load_images("mnist", tmp_path), small)

    def test_among_several_npz_files_the_name_decides(self, small: Small, tmp_path: Path) -> None:
        np.savez(tmp_path / "a.npz", x=np.zeros(3))
        np.savez(tmp_path / "mnist.npz", **small)
        assert_is(load_images("mnist", tmp_path), small)
        with pytest.raises(InputError, match=r"several \.npz files: a\.npz, mnist\.npz"):
            load_images("fashion-mnist", tmp_path)

    def test_one_idx_file_brings_its_labels_along_and_holds_nothing_out(self, official: Path, small: Small) -> None:
        images = load_images("mnist", official / "t10k-images-idx3-ubyte.gz")
        assert np.array_equal(images.pixels[:, 0].numpy(), small["x_test"])
        assert images.labels is not None and np.array_equal(images.labels.numpy(), small["y_test"])
        assert images.held_out_from is None
        assert images.note == "Only t10k-images-idx3-ubyte.gz was read."

    def test_images_without_labels_are_images_still(self, official: Path) -> None:
        (official / "t10k-labels-idx1-ubyte.gz").unlink()
        images = load_images("mnist", official)
        assert len(images) == 40 and images.held_out_from == 30
        assert images.labels is None and images.classes == ()
        assert "no classes" in images.note and "labels of t10k" in images.note
        alone = load_images("mnist", official / "t10k-images-idx3-ubyte.gz")
        assert alone.labels is None
        assert "no labels lie beside it" in alone.note

    def test_a_channel_axis_does_not_hurt(self, small: Small, tmp_path: Path) -> None:
        columns = {"x_train": small["x_train"][..., None], "x_test": small["x_test"][:, None]}
        np.savez(tmp_path / "a.npz", **{**small, **columns, "y_test": small["y_test"][:, None]})
        assert_is(load_images("mnist", tmp_path / "a.npz"), small)

    def test_float_pixels_will_do(self, small: Small, tmp_path: Path) -> None:
        unit = {key: small[key].astype(np.float32) / 255 for key in ("x_train", "x_test")}
        np.savez(tmp_path / "a.npz", **{**small, **unit})
        images = load_images("mnist", tmp_path / "a.npz")
        assert images.pixels.dtype == torch.float32
        assert np.array_equal(images.pixels[30:, 0].numpy(), unit["x_test"])

    def test_clothes_have_names(self, official: Path) -> None:
        assert load_images("fashion-mnist", official).classes[0] == "T-shirt/top"
        assert load_images("mnist", official).classes == tuple("0123456789")

    def test_a_home_folder_is_found(self, official: Path, small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", str(official.parent))
        assert_is(load_images("mnist", Path("~/official")), small)

    def test_the_real_mnist_is_in_its_canonical_order(self, real_mnist: Path) -> None:
        images = load_images("mnist", real_mnist)
        assert images.pixels.shape == (70_000, 1, 28, 28)
        assert images.held_out_from == 60_000
        assert images.labels is not None
        assert images.labels[:8].tolist() == [5, 0, 4, 1, 9, 2, 1, 3]
        assert images.labels[60_000:60_008].tolist() == [7, 2, 1, 0, 4, 1, 4, 9]
        # The mean and the spread of the training pixels that the field quotes for MNIST.
        training = images.batch(slice(0, 60_000))
        assert training.mean().item() == pytest.approx(0.1307, abs=1e-4)
        assert training.std().item() == pytest.approx(0.3081, abs=1e-4)


class TestBadFiles:
    def refusal(self, path: Path) -> str:
        with pytest.raises(InputError) as refusal:
            load_images("mnist", path)
        return str(refusal.value)

    def test_missing(self, tmp_path: Path) -> None:
        assert "There is no file" in self.refusal(tmp_path / "gone")
        assert "There is no file" in self.refusal(tmp_path / "gone.npz")

    def test_an_empty_folder(self, tmp_path: Path) -> None:
        assert "neither idx files" in self.refusal(tmp_path)

    def test_a_set_with_a_part_missing(self, official: Path) -> None:
        (official / "t10k-images-idx3-ubyte.gz").unlink()
        assert "lacks t10k-images-idx3-ubyte (or the same with .gz)" in self.refusal(official)

    def test_a_truncated_part(self, official: Path) -> None:
        path = official / "train-images-idx3-ubyte.gz"
        path.write_bytes(path.read_bytes()[:1000])
        assert f"“{path}” is damaged" in self.refusal(official)

    def test_a_foreign_npz_file(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "a.npz", images=np.zeros(3))
        assert "lacks x_train, y_train, x_test, y_test; it holds images" in self.refusal(tmp_path / "a.npz")

    def test_any_other_file(self, tmp_path: Path) -> None:
        (tmp_path / "letter.txt").write_text("hello")
        assert "is no idx file" in self.refusal(tmp_path / "letter.txt")

    def test_the_file_of_labels(self, official: Path) -> None:
        assert "holds labels" in self.refusal(official / "train-labels-idx1-ubyte.gz")

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"x_train": np.zeros((30, 32, 32, 3), np.uint8)}, "x_train of .* has shape (30, 32, 32, 3)"),
            ({"x_test": np.zeros((10, 784), np.uint8)}, "has shape (10, 784)"),
            ({"x_test": np.zeros((), np.uint8)}, "has shape ()"),
            ({"x_test": np.zeros((0, 28, 28), np.uint8)}, "holds no images"),
            ({"y_test": np.zeros(9, np.uint8)}, "holds 10 images, but there are 9 labels"),
            ({"y_train": np.arange(30)}, "A label is 29, but only 10 classes"),
            ({"y_train": np.zeros(30)}, "whole numbers"),
            ({"x_train": np.zeros((30, 28, 28), np.int32)}, "int32"),
            ({"x_train": np.full((30, 28, 28), 255.0)}, "to lie in [0, 1]"),
            ({"x_train": np.full((30, 28, 28), "a")}, "<U"),
        ],
    )
    def test_arrays_that_do_not_fit(
        self, change: dict[str, NDArray[Any]], words: str, small: Small, tmp_path: Path
    ) -> None:
        np.savez(tmp_path / "a.npz", **{**small, **change})
        sentence = self.refusal(tmp_path / "a.npz")
        for part in words.split(" .* "):
            assert part in sentence
        assert str(tmp_path) in sentence


class TestNetwork:
    @pytest.fixture
    def published(self, server: Server, official: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
        """A server that torchvision's lists point to."""
        resources = server.publish(official)
        for known in (datasets.MNIST, datasets.FashionMNIST):
            monkeypatch.setattr(known, "mirrors", [server.url + "/"])
            monkeypatch.setattr(known, "resources", resources)
        return server

    @pytest.fixture
    def offline(self, refused: str, monkeypatch: pytest.MonkeyPatch) -> None:
        for known in (datasets.MNIST, datasets.FashionMNIST):
            monkeypatch.setattr(known, "mirrors", [refused])

    @pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
    def test_it_is_downloaded_once(self, name: str, published: Server, small: Small, cache: Path) -> None:
        reports: list[tuple[int, int | None, str]] = []
        images = load_images(name, progress=lambda *report: reports.append(report))
        assert_is(images, small)
        assert images.name == name and images.note == ""
        assert len(published.requests) == 4
        assert {what.rpartition(", ")[2] for _, _, what in reports} == {f"file {n} of 4" for n in (1, 2, 3, 4)}
        assert len(list((cache / name).iterdir())) == 4

        assert_is(load_images(name), small)
        assert len(published.requests) == 4

    def test_without_leave_nothing_is_fetched_and_the_cache_is_read(
        self, published: Server, small: Small, official: Path, cache: Path
    ) -> None:
        with pytest.raises(InputError):
            load_images("mnist", may_download=False)
        assert not published.requests and not cache.exists()
        shutil.copytree(official, cache / "mnist")
        assert_is(load_images("mnist", may_download=False), small)

    def test_only_the_file_that_was_damaged_is_fetched_again(
        self, published: Server, small: Small, cache: Path
    ) -> None:
        load_images("mnist")
        published.requests.clear()
        damaged = cache / "mnist" / "t10k-images-idx3-ubyte.gz"
        damaged.write_bytes(damaged.read_bytes()[:100])
        assert_is(load_images("mnist"), small)
        assert published.requests == ["/t10k-images-idx3-ubyte.gz"]

    def test_a_cancelled_download_goes_on_where_it_was(self, published: Server, small: Small, cache: Path) -> None:
        with pytest.raises(LoadingCancelled, match="MNIST, file 3 of 4"):
            load_images("mnist", cancelled=lambda: len(list(cache.glob("mnist/*.gz"))) == 2)
        assert len(list((cache / "mnist").iterdir())) == 2
        assert_is(load_images("mnist"), small)
        assert len(published.requests) == 4

    @pytest.mark.usefixtures("offline")
    @pytest.mark.parametrize(("name", "title"), [("mnist", "MNIST"), ("fashion-mnist", "Fashion-MNIST")])
    def test_offline_the_bundled_digits_stand_in_and_say_so(self, name: str, title: str, cache: Path) -> None:
        images = load_images(name)
        assert images.name == "mnist-5k"
        assert torch.equal(images.pixels, load_images("mnist-5k").pixels)
        assert images.held_out_from is None
        assert images.note.startswith(f"{title} could not be downloaded (127.0.0.1: connection refused)")
        assert "5,000 MNIST digits" in images.note
        assert list((cache / name).iterdir()) == []

    @pytest.mark.usefixtures("offline")
    def test_offline_the_cache_is_enough(self, small: Small, official: Path, cache: Path) -> None:
        shutil.copytree(official, cache / "mnist")
        assert_is(load_images("mnist"), small)

    @pytest.mark.usefixtures("offline")
    def test_offline_files_of_the_users_never_become_other_digits(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="There is no file"):
            load_images("mnist", tmp_path / "gone.npz")

    def test_a_login_page_instead_of_the_data_is_as_good_as_no_network(self, published: Server) -> None:
        for path in published.answers:
            published.answers[path] = [b"<html>Log in</html>"]
        images = load_images("mnist")
        assert images.name == "mnist-5k"
        assert "another file than expected" in images.note

    @pytest.mark.usefixtures("published")
    def test_a_cache_that_cannot_be_written_is_an_error_not_other_digits(self, cache: Path) -> None:
        cache.write_text("a file where the folder should be")
        with pytest.raises(InputError, match="cannot be written"):
            load_images("mnist")


def test_the_cache_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    folder = official_sets.cache_folder()
    assert folder.is_absolute()
    assert folder.name == "datasets" and "aeexplorer" in folder.parts
