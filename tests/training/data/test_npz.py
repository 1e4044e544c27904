"""The source npz: arrays of every usual layout and range become the pixels that they mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training.data import LoadingCancelled, array_store, load_images, pixel_cache
from training.data.images import ImageSet
from training.data.settings import Data
from training.errors import InputError

RANDOM = np.random.default_rng(0)
BYTES = RANDOM.integers(0, 256, (8, 5, 6, 3), np.uint8)


def load(path: Path, **settings: Any) -> ImageSet:
    return load_images(Data(source="npz", path=path, **settings))


def of(tmp_path: Path, **arrays: Any) -> ImageSet:
    np.savez(tmp_path / "a.npz", **arrays)
    return load(tmp_path / "a.npz")


class TestPixels:
    def test_channels_go_first_pixel_by_pixel(self, tmp_path: Path) -> None:
        last = of(tmp_path, x=BYTES)
        assert last.shape == (3, 5, 6) and last.note == ""
        assert np.array_equal(last.pixels.numpy(), np.moveaxis(BYTES, 3, 1))
        first = of(tmp_path, x=np.moveaxis(BYTES, 3, 1))
        assert torch.equal(first.pixels, last.pixels)

    def test_what_is_told_is_believed(self, tmp_path: Path) -> None:
        both = RANDOM.integers(0, 256, (4, 3, 5, 3), np.uint8)
        np.savez(tmp_path / "a.npz", one=both, two=both[:, ::-1])
        images = load(tmp_path / "a.npz", images_key="two", channels="last")
        assert np.array_equal(images.pixels.numpy(), np.moveaxis(both[:, ::-1], 3, 1))
        assert "taken as first" in load(tmp_path / "a.npz", images_key="two").note

    @pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int32, np.uint16, np.int64])
    def test_numbers_to_255_are_bytes_whatever_their_kind(self, dtype: type, tmp_path: Path) -> None:
        images = of(tmp_path, x=BYTES.astype(dtype))
        assert images.pixels.dtype == torch.uint8
        assert np.array_equal(images.pixels.numpy(), np.moveaxis(BYTES, 3, 1))
        assert "0 (black) to 255 (white)" in images.note

    @pytest.mark.parametrize("dtype", [np.uint8, np.float64, np.bool_, np.int64])
    def test_0_and_1_are_black_and_white(self, dtype: type, tmp_path: Path) -> None:
        images = of(tmp_path, x=(BYTES > 99).astype(dtype))
        assert np.array_equal(images.pixels.numpy(), np.moveaxis((BYTES > 99) * np.uint8(255), 3, 1))
        assert "black and white" in images.note

    def test_floats_keep_their_precision(self, tmp_path: Path) -> None:
        unit = RANDOM.random((8, 5, 6))
        assert np.array_equal(of(tmp_path, x=unit).pixels[:, 0].numpy(), unit.astype(np.float32))
        signed = of(tmp_path, x=unit * 2 - 1)
        assert np.abs(signed.pixels[:, 0].numpy() - unit).max() < 1e-7 and "−1 to 1" in signed.note
        wide = of(tmp_path, x=unit * 255)
        assert np.abs(wide.pixels[:, 0].numpy() - unit).max() < 1e-6 and "divided by 255" in wide.note

    def test_sixteen_bits_become_floats(self, tmp_path: Path) -> None:
        deep = np.array([[[0, 32_768, 65_535]]], np.uint16)
        images = of(tmp_path, x=deep)
        assert images.pixels.flatten().numpy() == pytest.approx(deep.ravel() / 65_535)

    def test_opacity_is_left_out_and_said(self, tmp_path: Path) -> None:
        images = of(tmp_path, x=np.concatenate([BYTES, BYTES[..., :1]], 3))
        assert np.array_equal(images.pixels.numpy(), np.moveaxis(BYTES, 3, 1))
        assert "opacity, is left out" in images.note

    def test_fortran_order(self, tmp_path: Path) -> None:
        assert np.array_equal(of(tmp_path, x=np.asfortranarray(BYTES)).pixels.numpy(), np.moveaxis(BYTES, 3, 1))

    @pytest.mark.parametrize(
        ("array", "words"),
        [
            (np.array([[[0.5, np.nan]]]), "not finite"),
            (np.array([[[0.5, np.inf]]]), "not finite"),
            (np.array([[[-3.0, 1]]]), "from -3 to 1"),
            (np.array([[[0, 1e9]]]), r"from 0 to 1e\+09"),
            (np.array([[[-1, 300]]]), "from -1 to 300"),
            (np.array([[[0.5, 2.5]]]), "from 0.5 to 2.5"),
        ],
    )
    def test_other_ranges_are_refused(self, array: Any, words: str, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=words):
            of(tmp_path, x=array)


def test_an_archive_larger_than_the_memory_says_how_it_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Bytes stay bytes, so they are there twice; fractions become half as many bytes beside them.
    needed = {np.uint8: 2 * BYTES.size, np.float64: 12 * BYTES.size}
    for dtype, count in needed.items():
        monkeypatch.setattr("training.data.npz.free_memory", lambda count=count: count)
        assert len(of(tmp_path, x=BYTES.astype(dtype))) == len(BYTES)
        monkeypatch.setattr("training.data.npz.free_memory", lambda count=count: count - 1)
        with pytest.raises(InputError, match=r"GB are free.*Unpack it into a folder"):
            of(tmp_path, x=BYTES.astype(dtype))
    # As the sentence says.
    monkeypatch.setattr("training.data.npz.free_memory", lambda: 0)
    monkeypatch.setattr(array_store, "MAP_FROM", 1)
    np.save(tmp_path / "x.npy", BYTES)
    (tmp_path / "a.npz").unlink()
    assert len(load(tmp_path)) == len(BYTES)


class TestLabels:
    LABELS = np.array([0, 1, 2, 1, 0, 2, 2, 1])

    @pytest.mark.parametrize(
        "labels",
        [LABELS, LABELS[:, None], np.eye(3)[LABELS], np.eye(3, dtype=bool)[LABELS], LABELS.astype(np.float64)],
    )
    def test_every_way_to_write_them(self, labels: Any, tmp_path: Path) -> None:
        images = of(tmp_path, x=BYTES, y=labels)
        assert images.labels is not None and images.labels.tolist() == self.LABELS.tolist()
        assert images.classes == ("0", "1", "2")

    def test_words(self, tmp_path: Path) -> None:
        images = of(tmp_path, x=BYTES, y=np.array(["b", "a"] * 4))
        assert images.classes == ("a", "b")
        assert images.labels is not None and images.labels.tolist() == [1, 0] * 4

    def test_names_of_classes_in_the_file(self, tmp_path: Path) -> None:
        assert of(tmp_path, x=BYTES, y=self.LABELS, classes=np.array(["a", "b", "c"])).classes == ("a", "b", "c")
        files = np.array([f"{n}.jpg" for n in range(8)])
        assert of(tmp_path, x=BYTES, y=self.LABELS, names=files).classes == ("0", "1", "2")

    def test_only_some_classes(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "a.npz", x=BYTES, y=self.LABELS)
        images = load(tmp_path / "a.npz", classes=("2",))
        assert np.array_equal(images.pixels.numpy(), np.moveaxis(BYTES[self.LABELS == 2], 3, 1))

    def test_official_test_images_are_held_out(self, tmp_path: Path) -> None:
        images = of(tmp_path, x_train=BYTES[:6], x_test=BYTES[6:], y_train=self.LABELS[:6], y_test=self.LABELS[6:])
        assert images.held_out_from == 6 and len(images) == 8
        assert images.labels is not None and images.labels.tolist() == self.LABELS.tolist()

    def test_test_images_need_not_be_of_every_class(self, tmp_path: Path) -> None:
        words = np.array(["b", "c", "a", "b", "c", "a", "c", "c"])
        images = of(tmp_path, x_train=BYTES[:6], x_test=BYTES[6:], y_train=words[:6], y_test=words[6:])
        assert images.classes == ("a", "b", "c")
        assert images.labels is not None and images.labels.tolist() == [1, 2, 0, 1, 2, 0, 2, 2]

    def test_labels_of_the_training_images_alone_are_no_classes(self, tmp_path: Path) -> None:
        images = of(tmp_path, x_train=BYTES[:6], x_test=BYTES[6:], y_train=self.LABELS[:6])
        assert images.labels is None and "no labels for “x_test”" in images.note

    @pytest.mark.parametrize(
        ("labels", "words"),
        [
            (LABELS[:5], "8 images but 5 labels"),
            (np.array(3), "8 images but 1 labels"),
            (LABELS + 0.5, "these are float64"),
            (-LABELS, "negative"),
            (np.zeros((8, 4)), "not one-hot"),
            (LABELS + 1j, "complex128"),
        ],
    )
    def test_what_is_no_label_is_refused(self, labels: Any, words: str, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=words):
            of(tmp_path, x=BYTES, y=labels)

    def test_python_objects_are_not_read(self, tmp_path: Path) -> None:
        objects = np.array([{}, *range(7)], object)
        with pytest.raises(InputError, match="Python objects"):
            of(tmp_path, x=BYTES, y=objects)
        assert of(tmp_path, x=BYTES, classes=objects).classes == ()


class TestLargeFiles:
    """Files from ``MAP_FROM`` bytes on, which is made small here."""

    @pytest.fixture(autouse=True)
    def small(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(array_store, "MAP_FROM", 100)
        monkeypatch.setattr(pixel_cache, "decoded_folder", lambda: tmp_path / "cache")

    @pytest.mark.parametrize("array", [BYTES, np.moveaxis(BYTES, 3, 1).copy(), BYTES[..., 0], np.asfortranarray(BYTES)])
    def test_bytes_stay_in_their_file(self, array: Any, tmp_path: Path) -> None:
        np.save(tmp_path / "a.npy", array)
        images = load(tmp_path / "a.npy")
        assert not (tmp_path / "cache").exists()
        expected = array[:, None] if array.ndim == 3 else array if array.shape[1] == 3 else np.moveaxis(array, 3, 1)
        assert np.array_equal(images.pixels.numpy(), expected)
        # What is written to the pixels must never reach the user's file.
        images.pixels[:] = 0
        assert np.array_equal(np.load(tmp_path / "a.npy"), array)

    def test_other_numbers_are_converted_once(self, tmp_path: Path) -> None:
        unit = RANDOM.random((8, 5, 6, 3))
        np.save(tmp_path / "a.npy", unit)
        reports: list[tuple[int, int | None]] = []
        images = load_images("npz", tmp_path / "a.npy", progress=lambda done, total, _: reports.append((done, total)))
        assert np.array_equal(images.pixels.numpy(), np.moveaxis(unit.astype(np.float32), 3, 1))
        assert reports == [(unit.nbytes, unit.nbytes)]
        again = load_images("npz", tmp_path / "a.npy", progress=lambda *_: pytest.fail("converted again"))
        assert torch.equal(again.pixels, images.pixels)
        np.save(tmp_path / "a.npy", unit[:4])
        assert len(load(tmp_path / "a.npy")) == 4

    def test_giving_up_leaves_nothing(self, tmp_path: Path) -> None:
        np.save(tmp_path / "a.npy", RANDOM.random((8, 5, 6, 3)))
        with pytest.raises(LoadingCancelled, match="was cancelled"):
            load_images("npz", tmp_path / "a.npy", cancelled=lambda: True)
        assert list((tmp_path / "cache").iterdir()) == []

    def test_a_truncated_file_is_refused(self, tmp_path: Path) -> None:
        np.save(tmp_path / "a.npy", BYTES)
        (tmp_path / "a.npy").write_bytes((tmp_path / "a.npy").read_bytes()[:-1])
        with pytest.raises(InputError, match="is incomplete"):
            load(tmp_path / "a.npy")


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    np.savez(tmp_path / "a.npz", x=BYTES)
    opened = Path.open

    # Root may read anything, so that the system's refusal is played here.
    def refuse(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self.name == "a.npz":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr("zipfile.io.open", lambda *_: refuse(tmp_path / "a.npz"))
    with pytest.raises(InputError, match=r"a\.npz” cannot be read: Permission denied"):
        load(tmp_path / "a.npz")
