"""The source folder: pictures of every mode and size become alike, and what cannot be read is listed."""

from __future__ import annotations

import os
import shutil
import struct
import threading
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from training.data import LoadingCancelled, load_images, picture_decoding, picture_sets, pixel_cache
from training.data.images import ImageSet
from training.data.settings import Data
from training.errors import InputError

RANDOM = np.random.default_rng(0)
# Blocks of one colour survive JPEG and scaling.
QUARTERS = np.kron(np.array([[0, 1], [2, 3]]), np.ones((16, 16), int))
COLOURS = np.array([[200, 30, 40], [20, 180, 60], [10, 50, 220], [250, 240, 10]], np.uint8)[QUARTERS]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(pixel_cache, "decoded_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "pictures"
    path.mkdir()
    return path


def put(path: Path, pixels: Any = COLOURS, mode: str | None = None, **options: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    (image.convert(mode) if mode else image).save(path, **options)
    return path


def load(path: Path, **settings: Any) -> ImageSet:
    return load_images(Data(source="folder", path=path, **settings))


def near(image: torch.Tensor, pixels: np.ndarray, most: int = 0) -> bool:
    return int((image.permute(1, 2, 0).int() - torch.from_numpy(pixels.astype(np.int32))).abs().max()) <= most


class TestModes:
    @pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.tif", "a.ppm", "a.tga", "a.gif"])
    def test_lossless_formats_come_back_exactly(self, name: str, folder: Path) -> None:
        put(folder / name, Image.fromarray(COLOURS).quantize(4) if name == "a.gif" else COLOURS)
        images = load(folder)
        assert images.shape == (3, 32, 32) and near(images.pixels[0], COLOURS)

    @pytest.mark.parametrize(
        ("name", "mode"), [("a.jpg", "RGB"), ("a.jpg", "CMYK"), ("a.webp", "RGB"), ("a.tif", "CMYK")]
    )
    def test_other_formats_nearly(self, name: str, mode: str, folder: Path) -> None:
        put(folder / name, COLOURS, mode, quality=98)
        assert np.median(np.abs(load(folder).pixels[0].permute(1, 2, 0).numpy().astype(int) - COLOURS)) <= 2

    def test_grey_modes_make_grey_images(self, folder: Path) -> None:
        grey = np.array([0, 255, 255, 0], np.uint8)[QUARTERS]
        put(folder / "1.png", grey, "1")
        put(folder / "2.png", grey, "L")
        put(folder / "3.png", Image.fromarray(grey).convert("LA"))
        put(folder / "4.png", Image.fromarray(grey.astype(np.uint16) * 257))
        put(folder / "5.tif", Image.fromarray((grey / 255).astype(np.float32)))
        put(folder / "6.png", np.stack([grey] * 3, 2))
        put(folder / "7.tif", Image.fromarray(grey.astype(np.int32) * 257))
        images = load(folder)
        assert images.shape == (1, 32, 32)
        for image in images.pixels:
            assert np.array_equal(image[0].numpy(), grey)

    def test_one_coloured_picture_makes_all_rgb(self, folder: Path) -> None:
        put(folder / "1.png", np.full((8, 8), 77, np.uint8))
        put(folder / "2.png", np.full((8, 8, 3), [1, 2, 3], np.uint8))
        images = load(folder)
        assert images.shape == (3, 8, 8)
        assert (images.pixels[0] == 77).all()

    @pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
    def test_transparent_pixels_show_white_paper(self, mode: str, folder: Path) -> None:
        image = Image.new("RGBA", (8, 8), (0, 0, 0, 255))
        image.paste((0, 0, 0, 0), (0, 0, 4, 8))
        if mode == "P":
            put(folder / "a.png", image.convert("RGB").quantize(2), transparency=bytes([0, 255]))
            put(folder / "b.gif", image)
        put(folder / "a.png", image, None if mode == "RGBA" else "LA")
        for picture in load(folder).pixels:
            assert (picture[0, :, :4] == 255).all() and (picture[0, :, 4:] == 0).all()

    def test_half_transparent_pixels_are_mixed(self, folder: Path) -> None:
        put(folder / "a.png", Image.new("RGBA", (8, 8), (200, 0, 0, 128)))
        assert np.abs(load(folder).pixels[0, :, 0, 0].numpy().astype(int) - [227, 127, 127]).max() <= 1

    def test_the_first_frame_counts(self, folder: Path) -> None:
        frames = [Image.fromarray(np.full((8, 8), shade, np.uint8)) for shade in (50, 100, 150)]
        frames[0].save(folder / "a.gif", save_all=True, append_images=frames[1:])
        frames[0].save(folder / "b.tif", save_all=True, append_images=frames[1:])
        assert (load(folder).pixels == 50).all()

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_pictures_are_turned_as_exif_says(self, orientation: int, folder: Path) -> None:
        wide = np.zeros((8, 16), np.uint8)
        wide[:3, :5] = 255
        # What a viewer has to do to the stored picture, by the EXIF standard.
        shown = {
            1: wide, 2: wide[:, ::-1], 3: wide[::-1, ::-1], 4: wide[::-1], 5: wide.T, 6: np.rot90(wide, -1),
            7: wide[::-1, ::-1].T, 8: np.rot90(wide),
        }[orientation]  # fmt: skip
        exif = Image.Exif()
        exif[0x0112] = orientation
        put(folder / "a.png", wide, exif=exif)
        images = load(folder)
        assert np.array_equal(images.pixels[0, 0].numpy(), shown)


class TestSize:
    def test_small_ones_that_are_alike_stay_as_they_are(self, folder: Path) -> None:
        for n in range(3):
            put(folder / f"{n}.png", COLOURS[:20])
        images = load(folder)
        assert images.shape == (3, 20, 32) and images.note == ""

    def test_mixed_sizes_become_a_square_of_the_median(self, folder: Path) -> None:
        for side in (20, 40, 50):
            put(folder / f"{side}.png", COLOURS[:20].repeat(3, 0)[:side])
        images = load(folder)
        assert images.shape == (3, 32, 32) and "32 × 32" in images.note

    def test_large_ones_become_64(self, folder: Path) -> None:
        put(folder / "a.png", COLOURS.repeat(10, 0).repeat(10, 1))
        assert load(folder).shape == (3, 64, 64)

    def test_crop_squeeze_and_pad(self, folder: Path) -> None:
        wide = np.zeros((16, 32, 3), np.uint8)
        wide[:, :8] = [255, 0, 0]
        wide[:, 8:24] = [0, 255, 0]
        wide[:, 24:] = [0, 0, 255]
        put(folder / "a.png", wide)
        middle, whole, padded = (load(folder, size=16, fit=fit).pixels[0] for fit in ("crop", "squeeze", "pad"))
        assert middle.shape == whole.shape == padded.shape == (3, 16, 16)
        assert (middle[1] == 255).all() and (middle[0] == 0).all()
        assert whole[0, :, 0].min() > 240 and whole[1, :, 8].min() > 240 and whole[2, :, 15].min() > 240
        assert (padded[:, :4] == 0).all() and (padded[:, 12:] == 0).all()
        assert padded[0, 8, 0] > 240 and padded[2, 8, 15] > 240

    def test_a_large_jpeg_is_scaled_like_any_other_file(self, folder: Path) -> None:
        large = np.kron(RANDOM.integers(0, 256, (4, 4, 3)), np.ones((256, 256, 1))).astype(np.uint8)
        put(folder / "a.jpg", large, quality=95)
        put(folder / "b.png", large)
        jpeg, png = load(folder, size=16).pixels.int()
        assert (jpeg - png).abs().float().mean() < 3


class TestClasses:
    def test_subfolders_are_classes(self, folder: Path) -> None:
        for n, name in enumerate(["dogs/b.png", "cats/a.png", "cats/deep/c.png"]):
            put(folder / name, np.full((8, 8), n, np.uint8))
        images = load(folder)
        assert images.classes == ("cats", "dogs")
        assert images.labels is not None and images.labels.tolist() == [0, 0, 1]
        assert images.pixels[:, 0, 0, 0].tolist() == [1, 2, 0]

    def test_without_subfolders_there_are_none(self, folder: Path) -> None:
        put(folder / "only" / "a.png")
        images = load(folder)
        assert images.labels is None and images.classes == ()

    def test_a_folder_around_the_classes_is_passed_through(self, folder: Path) -> None:
        put(folder / "set" / "images" / "a" / "1.png")
        put(folder / "set" / "images" / "b" / "1.png")
        assert load(folder).classes == ("a", "b")

    def test_train_and_test_are_a_split(self, folder: Path) -> None:
        for n, name in enumerate(["test/a/0.png", "train/a/1.png", "train/b/2.png", "val/b/3.png"]):
            put(folder / name, np.full((8, 8), n, np.uint8))
        images = load(folder)
        assert images.classes == ("a", "b") and images.held_out_from == 2
        assert images.pixels[:, 0, 0, 0].tolist() == [1, 2, 0, 3]
        assert images.labels is not None and images.labels.tolist() == [0, 1, 0, 1]

    def test_what_lies_beside_the_classes_is_left_out(self, folder: Path) -> None:
        put(folder / "a" / "1.png")
        put(folder / "b" / "1.png")
        put(folder / "stray.png")
        images = load(folder)
        assert len(images) == 2
        assert images.skipped == ("stray.png: it lies beside the folders of the classes",)

    def test_a_folder_of_other_things_is_no_class(self, folder: Path) -> None:
        put(folder / "b" / "1.png")
        put(folder / "c" / "1.png")
        (folder / "a").mkdir()
        (folder / "a" / "notes.txt").write_text("hello")
        assert load(folder).classes == ("b", "c")


def bomb() -> bytes:
    """A PNG of 65,000 × 65,000 pixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 65_000, 65_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


class TestLeftOut:
    def test_bad_files_are_listed_with_the_reason(self, folder: Path) -> None:
        for name in ("1.png", "9.png"):
            put(folder / name, COLOURS)
        (folder / "2.jpg").write_bytes(b"")
        (folder / "3.png").write_bytes((folder / "1.png").read_bytes()[:60])
        (folder / "4.txt").write_text("hello")
        (folder / "5.png").write_bytes(bomb())
        (folder / "6.png").symlink_to(folder / "nowhere")
        put(folder / "7.eps", COLOURS)
        (folder / ".hidden").write_text("no word about this")
        images = load(folder)
        assert len(images) == 2 and near(images.pixels[1], COLOURS)
        reasons = dict(reason.split(": ", 1) for reason in images.skipped)
        assert reasons["2.jpg"] == "it is empty"
        assert reasons["3.png"].startswith("it is damaged")
        assert reasons["4.txt"] == "it is no picture"
        assert reasons["5.png"] == "it has more than 89,478,485 pixels"
        assert "No such file" in reasons["6.png"]
        assert reasons["7.eps"] == "it is no picture"
        assert "6 of 8 files were left out: 2.jpg: it is empty; 3.png: it is damaged" in images.note
        assert images.note.endswith("; and 3 more.")

    def test_labels_stay_with_their_pictures(self, folder: Path) -> None:
        for n, name in enumerate(["a/0.png", "a/1.png", "b/2.png", "b/3.png"]):
            put(folder / name, np.full((8, 8), n, np.uint8))
        (folder / "a" / "00.png").write_bytes(b"?")
        (folder / "b" / "22.png").write_bytes(b"?")
        images = load(folder)
        assert images.labels is not None and images.labels.tolist() == [0, 0, 1, 1]
        assert images.pixels[:, 0, 0, 0].tolist() == [0, 1, 2, 3]

    def test_whatever_the_bytes_are_it_is_a_picture_or_a_reason(self, folder: Path, tmp_path: Path) -> None:
        for suffix in ("png", "jpg", "gif", "tif", "webp", "bmp", "tga", "ppm"):
            good = put(tmp_path / f"good.{suffix}", COLOURS).read_bytes()
            for n in range(12):
                bad = bytearray(good)
                for at in RANDOM.integers(0, min(len(bad), 200), 8):
                    bad[at] = RANDOM.integers(256)
                (folder / f"{n}.{suffix}").write_bytes(bad)
        put(folder / "good.png", COLOURS)
        images = load(folder, size=32)
        assert len(images) + len(images.skipped) == 8 * 12 + 1

    def test_a_folder_without_pictures(self, folder: Path) -> None:
        (folder / "notes.txt").write_text("hello")
        with pytest.raises(
            InputError, match=r"None of 1 file in “pictures” is a picture.*notes\.txt: it is no picture"
        ):
            load(folder)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    def test_a_pipe_is_not_waited_for(self, folder: Path) -> None:
        os.mkfifo(folder / "a.png")
        with pytest.raises(InputError, match="is empty: there are no pictures in it"):
            load(folder)

    def test_an_empty_folder(self, folder: Path) -> None:
        (folder / "a").mkdir()
        with pytest.raises(InputError, match="is empty: there are no pictures in it"):
            load(folder)

    def test_neither_folder_nor_archive(self, folder: Path) -> None:
        with pytest.raises(InputError, match="There is no file or folder"):
            load(folder / "gone")
        with pytest.raises(InputError, match="neither a folder nor a ZIP archive"):
            load(put(folder / "a.png"))
        with pytest.raises(InputError, match="needs a file or folder"):
            load_images("folder")

    def test_a_folder_without_permission(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(path: Any) -> Any:
            raise PermissionError(13, "Permission denied", str(path))

        # Root may read anything, so that the system's refusal is played here.
        monkeypatch.setattr("os.scandir", refuse)
        with pytest.raises(InputError, match="pictures” cannot be read: Permission denied"):
            load(folder)


class TestArchives:
    def test_a_zip_is_as_good_as_a_folder(self, folder: Path, tmp_path: Path) -> None:
        for n, name in enumerate(["a/1.png", "a/2.png", "b/3.png"]):
            put(folder / name, np.full((8, 8), n, np.uint8))
        (folder / "a" / "bad.png").write_bytes(b"?")
        archive = shutil.make_archive(str(tmp_path / "set"), "zip", folder)
        packed, plain = load(Path(archive)), load(folder)
        assert torch.equal(packed.pixels, plain.pixels)
        assert packed.labels is not None and plain.labels is not None and torch.equal(packed.labels, plain.labels)
        assert (packed.classes, packed.skipped) == (plain.classes, plain.skipped)

    @pytest.mark.parametrize("share", [0.3, 0.9])
    def test_a_truncated_archive(self, share: float, folder: Path, tmp_path: Path) -> None:
        put(folder / "a.png")
        archive = Path(shutil.make_archive(str(tmp_path / "set"), "zip", folder))
        archive.write_bytes(archive.read_bytes()[: int(archive.stat().st_size * share)])
        with pytest.raises(InputError, match=r"set\.zip” is damaged"):
            load(archive)

    def test_an_archive_of_a_version_to_come(self, folder: Path, tmp_path: Path) -> None:
        put(folder / "a.png")
        archive = Path(shutil.make_archive(str(tmp_path / "set"), "zip", folder))
        data = bytearray(archive.read_bytes())
        data[data.index(b"PK\x01\x02") + 6] = 119
        archive.write_bytes(data)
        with pytest.raises(InputError, match=r"set\.zip” is damaged: zip file version 11\.9"):
            load(archive)

    def test_a_damaged_member_is_left_out(self, folder: Path, tmp_path: Path) -> None:
        path = tmp_path / "set.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            archive.write(put(folder / "a.png"), "a.png")
            archive.write(put(folder / "b.png"), "b.png")
        data = bytearray(path.read_bytes())
        data[60] ^= 255
        path.write_bytes(data)
        images = load(path)
        assert len(images) == 1 and "a.png: it cannot be read (Bad CRC-32" in images.skipped[0]

    def test_a_zip_bomb_is_left_out(self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("training.data.picture_files.LARGEST_FILE", 1 << 20)
        with zipfile.ZipFile(tmp_path / "set.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(put(folder / "a.png"), "a.png")
            archive.writestr("bomb.png", bytes(1 << 21))
        assert load(tmp_path / "set.zip").skipped == ("bomb.png: it cannot be read (it is larger than 1 MB)",)


class TestManyFiles:
    """Sets from ``KEEP_FROM`` bytes on, which is made small here."""

    @pytest.fixture(autouse=True)
    def small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(picture_sets, "KEEP_FROM", 100)
        monkeypatch.setattr(picture_sets, "PORTION", 2)

    @pytest.fixture
    def many(self, folder: Path) -> Path:
        for n in range(7):
            put(folder / ("a" if n % 2 else "b") / f"{n}.png", np.full((8, 8, 3), [n, 2 * n, 9], np.uint8))
        (folder / "a" / "2.png").write_bytes(b"?")
        return folder

    def test_they_are_decoded_once(self, many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        first = load(many)
        assert first.pixels[:, 0, 0, 0].tolist() == [1, 3, 5, 0, 2, 4, 6] and first.labels is not None
        monkeypatch.setattr(picture_sets, "decode", lambda *_: pytest.fail("decoded again"))
        again = load(many)
        assert torch.equal(again.pixels, first.pixels) and again.labels is not None
        assert torch.equal(again.labels, first.labels)
        assert (again.skipped, again.note, again.classes) == (first.skipped, first.note, first.classes)

    def test_grey_sets_are_grey_from_the_cache_too(self, folder: Path) -> None:
        put(folder / "a.png", np.full((8, 8), 3, np.uint8))
        assert load(folder).shape == load(folder).shape == (1, 8, 8)

    def test_changed_files_and_settings_are_decoded_anew(self, many: Path) -> None:
        load(many)
        assert load(many, size=12).shape == (3, 12, 12)
        put(many / "a" / "1.png", np.full((8, 8, 3), 200, np.uint8))
        assert load(many).pixels[0, 0, 0, 0] == 200
        (many / "a" / "3.png").unlink()
        assert len(load(many)) == 6

    def test_a_damaged_cache_is_made_again(self, many: Path, cache: Path) -> None:
        first = load(many).pixels.clone()
        for harm in (b"", b"rubbish", None):
            for suffix in ("json", "npy"):
                for file in cache.glob(f"*.{suffix}"):
                    file.unlink() if harm is None else file.write_bytes(harm)
                assert torch.equal(load(many).pixels, first)
        (kept,) = cache.glob("*.npy")
        kept.write_bytes(kept.read_bytes()[:-1])
        assert torch.equal(load(many).pixels, first)
        assert len(list(cache.iterdir())) == 2

    def test_giving_up_leaves_nothing_and_no_threads(self, many: Path, cache: Path) -> None:
        asked = iter(range(100))
        threads = threading.active_count()
        with pytest.raises(LoadingCancelled, match="8 files in “pictures” was cancelled"):
            load_images("folder", many, cancelled=lambda: next(asked) > 5)
        assert list(cache.iterdir()) == []
        assert threading.active_count() == threads

    def test_progress_ends_with_all_bytes(self, many: Path) -> None:
        reports: list[tuple[int, int | None, str]] = []
        load_images("folder", many, progress=lambda *report: reports.append(report))
        total = sum(file.stat().st_size for file in many.rglob("*.png"))
        assert reports[-1] == (total, total, "8 files in “pictures”")

    def test_only_the_sets_used_last_are_kept(self, many: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pixel_cache, "KEPT", 2)
        for size in (8, 9, 10, 11):
            load(many, size=size)
        assert len(list(cache.glob("*.json"))) == len(list(cache.glob("*.npy"))) == 2

    def test_a_cache_that_cannot_be_written(self, many: Path, cache: Path) -> None:
        cache.write_text("a file where the folder should be")
        with pytest.raises(InputError, match="cannot be kept in"):
            load(many)


def test_the_order_does_not_depend_on_which_thread_is_first(folder: Path) -> None:
    for n in range(60):
        side = 8 if n % 3 else 400
        put(folder / f"{n:02}.png", np.full((side, side), 4 * n, np.uint8))
    assert load(folder, size=8).pixels[:, 0, 4, 4].tolist() == [4 * n for n in range(60)]


def test_pillow_starts_no_other_program() -> None:
    assert not {"EPS", "PDF", "WMF", "GBR", "FITS"} & set(picture_decoding.FORMATS)
