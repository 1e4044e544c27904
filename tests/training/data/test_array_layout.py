"""Which array of a file holds images, and how: made out by names and shapes, and doubted where both would do."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from training.data.array_layout import inspect
from training.errors import InputError


def saved(path: Path, **arrays: np.ndarray) -> Path:
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return path


RANDOM = np.random.default_rng(0)
GREY = RANDOM.integers(0, 256, (9, 6, 5), np.uint8)


class TestImages:
    @pytest.mark.parametrize(
        ("shape", "channels", "image"),
        [
            ((9, 6, 5), "none", (1, 6, 5)),
            ((9, 6, 5, 3), "last", (3, 6, 5)),
            ((9, 3, 6, 5), "first", (3, 6, 5)),
            ((9, 6, 5, 1), "last", (1, 6, 5)),
            ((9, 6, 5, 4), "last", (3, 6, 5)),
        ],
    )
    def test_shapes_say_where_the_channels_are(
        self, shape: tuple[int, ...], channels: str, image: tuple[int, int, int], tmp_path: Path
    ) -> None:
        layout = inspect(saved(tmp_path / "a.npz", anything=np.zeros(shape, np.uint8)))
        assert (layout.channels, layout.image_shape, layout.shape) == (channels, image, shape)
        assert layout.certain

    @pytest.mark.parametrize("shape", [(9, 3, 7, 3), (9, 1, 7, 3), (9, 3, 3, 3)])
    def test_channels_on_both_sides_are_doubted(self, shape: tuple[int, ...], tmp_path: Path) -> None:
        path = saved(tmp_path / "a.npz", x=np.zeros(shape, np.uint8))
        layout = inspect(path)
        assert layout.channels == "first" and not layout.certain
        assert "taken as first" in layout.doubt
        told = inspect(path, channels="last")
        assert told.channels == "last" and told.certain
        assert told.image_shape == (3, *shape[1:3])

    def test_rows_of_pixels_are_doubted(self, tmp_path: Path) -> None:
        layout = inspect(saved(tmp_path / "a.npz", x=np.zeros((5, 784))))
        assert layout.image_shape == (1, 28, 28) and "28 × 28" in layout.doubt

    def test_one_colour_image_is_doubted(self, tmp_path: Path) -> None:
        assert "looks like one image" in inspect(saved(tmp_path / "a.npz", x=np.zeros((40, 50, 3)))).doubt

    def test_the_usual_name_is_taken_before_a_larger_array(self, tmp_path: Path) -> None:
        layout = inspect(saved(tmp_path / "a.npz", masks=np.zeros((9, 60, 50)), images=GREY))
        assert layout.images_key == "images" and layout.certain
        assert set(layout.candidates) == {"masks", "images"}

    def test_of_two_unknown_names_the_larger_is_taken_and_doubted(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "a.npz", left=GREY, right=np.zeros((9, 7, 7)))
        layout = inspect(path)
        assert layout.images_key == "right" and "“left” could be them" in layout.doubt
        assert inspect(path, images_key="left").certain

    def test_range_and_kind_are_told(self, tmp_path: Path) -> None:
        layout = inspect(saved(tmp_path / "a.npz", x=np.linspace(-1, 0.5, 32, dtype=np.float32).reshape(2, 4, 4)))
        assert layout.range == (-1, 0.5) and layout.dtype == "float32"


class TestLabels:
    def test_the_usual_names(self, tmp_path: Path) -> None:
        for name in ("y", "labels", "label", "targets", "x_labels"):
            path = saved(tmp_path / f"{name}.npz", x=GREY, **{name: np.zeros(9)})
            assert inspect(path).labels_key == name

    def test_else_the_only_whole_numbers_of_the_right_length(self, tmp_path: Path) -> None:
        assert inspect(saved(tmp_path / "a.npz", x=GREY, kind=np.zeros((9, 1), int))).labels_key == "kind"
        two = saved(tmp_path / "b.npz", x=GREY, kind=np.zeros(9, int), age=np.zeros(9, int))
        assert inspect(two).labels_key == ""
        assert inspect(two, labels_key="age").labels_key == "age"

    def test_without_labels(self, tmp_path: Path) -> None:
        assert inspect(saved(tmp_path / "a.npz", x=GREY, names=np.array(["a"] * 9))).labels_key == ""

    def test_test_images_have_a_key_of_their_own(self, tmp_path: Path) -> None:
        layout = inspect(saved(tmp_path / "a.npz", x_train=GREY, y_train=np.zeros(9), x_test=GREY[:2]))
        assert (layout.images_key, layout.labels_key, layout.test_key) == ("x_train", "y_train", "x_test")


class TestPlaces:
    def test_a_zip_of_npy_files_in_a_folder(self, tmp_path: Path) -> None:
        np.save(tmp_path / "data.npy", GREY)
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.write(tmp_path / "data.npy", "set/data.npy")
            archive.writestr("__MACOSX/._data.npy", b"rubbish")
            archive.writestr("set/read me.txt", b"hello")
        # The Mac's own litter is no array, and must not keep the others from being read.
        assert inspect(tmp_path / "a.zip").images_key == "data"

    def test_labels_beside_an_npy_file(self, tmp_path: Path) -> None:
        np.save(tmp_path / "cats.npy", GREY)
        np.save(tmp_path / "dogs.npy", GREY)
        np.save(tmp_path / "cats_labels.npy", np.zeros(9, int))
        layout = inspect(tmp_path / "cats.npy")
        assert (layout.images_key, layout.labels_key) == ("cats", "cats_labels")
        assert layout.candidates == ("cats",)
        assert inspect(tmp_path / "dogs.npy").labels_key == ""

    def test_a_folder_of_npy_files(self, tmp_path: Path) -> None:
        np.save(tmp_path / "data.npy", GREY)
        np.save(tmp_path / "label.npy", np.zeros((9, 1), int))
        layout = inspect(tmp_path)
        assert (layout.images_key, layout.labels_key) == ("data", "label")

    def test_a_folder_of_one_archive(self, tmp_path: Path) -> None:
        saved(tmp_path / "a.npz", x=GREY)
        assert inspect(tmp_path).images_key == "x"
        saved(tmp_path / "b.npz", x=GREY)
        with pytest.raises(InputError, match=r"several archives: a\.npz, b\.npz"):
            inspect(tmp_path)


class TestRefusals:
    @pytest.mark.parametrize(
        "array",
        [np.zeros(5), np.zeros((3, 7)), np.zeros((0, 4, 4)), np.zeros((2, 5, 5, 2)), np.zeros((2, 4, 4), complex)],
    )
    def test_nothing_that_could_be_images(self, array: np.ndarray, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"holds no images: .* it holds x \("):
            inspect(saved(tmp_path / "a.npz", x=array))

    def test_keys_that_are_not_there(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "a.npz", x=GREY)
        with pytest.raises(InputError, match=r"no array “z”; it holds x .*data\.images_key"):
            inspect(path, images_key="z")
        with pytest.raises(InputError, match=r"data\.labels_key"):
            inspect(path, labels_key="z")

    def test_a_key_that_names_no_images(self, tmp_path: Path) -> None:
        path = saved(tmp_path / "a.npz", x=GREY, y=np.zeros(9))
        with pytest.raises(InputError, match=r"“y” in .* cannot be images"):
            inspect(path, images_key="y")
        odd = saved(tmp_path / "b.npz", x=np.zeros((4, 7)), y=GREY)
        with pytest.raises(InputError, match="rows of 7 numbers"):
            inspect(odd, images_key="x")

    def test_channels_where_there_are_none(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="channels need a last axis of 1 or 3"):
            inspect(saved(tmp_path / "a.npz", x=np.zeros((9, 3, 8, 8))), channels="last")

    @pytest.mark.parametrize("name", ["a.npz", "a.zip", "a.npy"])
    def test_foreign_and_empty_files(self, name: str, tmp_path: Path) -> None:
        for content in (b"", b"hello, this is a letter", b"PK and then nothing"):
            (tmp_path / name).write_bytes(content)
            with pytest.raises(InputError, match=name):
                inspect(tmp_path / name)

    def test_nothing_there(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"holds no \.npy or \.npz file"):
            inspect(tmp_path)
        with pytest.raises(InputError, match="There is no file"):
            inspect(tmp_path / "gone.npz")
