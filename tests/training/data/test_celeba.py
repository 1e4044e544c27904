"""CelebA: from the files that its page offers, in the official split, classed by an attribute."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from torchvision import datasets

from training.data import load_images, pixel_cache
from training.data.guess import source_for
from training.data.settings import Data
from training.errors import InputError

ATTRIBUTES = ("Bald", "Smiling", "Young")
VALUES = np.array([[0, 1, 1], [0, 0, 1], [1, 1, 0], [0, 1, 0], [1, 0, 1]])
PARTITION = (0, 2, 0, 1, 0)


@pytest.fixture
def celeba(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five faces; picture n has the shade 50 n."""
    monkeypatch.setattr(pixel_cache, "decoded_folder", lambda: tmp_path / "cache")
    folder = tmp_path / "celeba"
    (folder / "img_align_celeba").mkdir(parents=True)
    lines = ["5", " ".join(ATTRIBUTES)]
    for n, values in enumerate(VALUES):
        name = f"{n + 1:06}.jpg"
        face = np.full((218, 178, 3), [50 * n, 50 * n, 0], np.uint8)
        # What lies outside the middle square must not be seen.
        face[:15] = face[-15:] = 255
        Image.fromarray(face).save(folder / "img_align_celeba" / name, quality=95)
        lines.append(f"{name} " + " ".join(f"{2 * value - 1:2d}" for value in values))
    (folder / "list_attr_celeba.txt").write_text("\n".join(lines) + "\n")
    (folder / "list_eval_partition.txt").write_text(
        "".join(f"{n + 1:06}.jpg {part}\n" for n, part in enumerate(PARTITION))
    )
    return folder


def test_the_official_split_and_every_attribute(celeba: Path) -> None:
    images = load_images("celeba", celeba)
    assert images.shape == (3, 64, 64) and images.held_out_from == 3
    order = [0, 2, 4, 1, 3]
    shades = images.pixels[:, 0].float().mean((1, 2))
    assert np.abs(shades.numpy() - [50 * n for n in order]).max() < 2
    assert images.classes == ("not Smiling", "Smiling")
    assert images.labels is not None and images.labels.tolist() == VALUES[order, 1].tolist()
    assert images.factors is not None and tuple(images.factors) == ATTRIBUTES
    assert images.factors["Young"].tolist() == VALUES[order, 2].tolist()


def test_another_attribute_may_be_the_classes(celeba: Path) -> None:
    images = load_images(Data(source="celeba", path=celeba, labels_key="Bald", classes=("Bald",)))
    assert len(images) == 2 and images.classes == ("Bald",)
    with pytest.raises(InputError, match=r"no attribute “Beard”.*Bald, Smiling, Young"):
        load_images(Data(source="celeba", path=celeba, labels_key="Beard"))


def test_a_zip_or_the_folder_of_pictures_itself(celeba: Path) -> None:
    inner = load_images("celeba", celeba / "img_align_celeba")
    shutil.make_archive(str(celeba / "img_align_celeba"), "zip", celeba, "img_align_celeba")
    shutil.rmtree(celeba / "img_align_celeba")
    packed = load_images("celeba", celeba)
    assert np.array_equal(packed.pixels, inner.pixels) and packed.held_out_from == inner.held_out_from == 3


@pytest.mark.parametrize("packed", [False, True])
def test_torchvisions_folder_is_read_as_torchvision_reads_it(
    packed: bool, celeba: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "datasets"
    shutil.copytree(celeba, root / "celeba")
    names = [f"{n + 1:06}.jpg" for n in range(len(VALUES))]
    for file, header, columns in (("identity_CelebA", "", 1), ("list_bbox_celeba", "5\na\n", 4),
                                  ("list_landmarks_align_celeba", "5\na\n", 10)):  # fmt: skip
        lines = [f"{name} {' '.join(['1'] * columns)}\n" for name in names]
        (root / "celeba" / f"{file}.txt").write_text(header + "".join(lines))
    # It would compare the MD5 sums of the official files.
    monkeypatch.setattr(datasets.CelebA, "_check_integrity", lambda _: True)
    theirs = [datasets.CelebA(str(root), split=split) for split in ("train", "all")]
    faces = [np.asarray(face.crop((0, 20, 178, 198)).resize((64, 64))) for face, _ in theirs[0]]
    if packed:
        shutil.make_archive(str(root / "celeba" / "img_align_celeba"), "zip", root / "celeba", "img_align_celeba")
        shutil.rmtree(root / "celeba" / "img_align_celeba")

    assert source_for(root).source == source_for(root / "celeba").source == "celeba"
    ours = load_images("celeba", root)
    assert len(ours) == len(theirs[1]) and ours.held_out_from == len(theirs[0])
    assert ours.factors is not None and tuple(ours.factors) == tuple(name for name in theirs[0].attr_names if name)
    found = np.stack([factor.numpy() for factor in ours.factors.values()], 1)[: len(theirs[0])]
    assert np.array_equal(found, theirs[0].attr.numpy())
    middle = np.stack(faces).transpose(0, 3, 1, 2)[:, :, 8:-8, 8:-8].astype(int)
    assert np.abs(ours.pixels[: len(faces), :, 8:-8, 8:-8].numpy() - middle).max() <= 2


def test_a_damaged_picture_takes_its_attributes_with_it(celeba: Path) -> None:
    (celeba / "img_align_celeba" / "000003.jpg").write_bytes(b"?")
    images = load_images("celeba", celeba)
    assert images.held_out_from == 2 and images.labels is not None
    assert images.labels.tolist() == VALUES[[0, 4, 1, 3], 1].tolist()
    assert images.skipped == ("img_align_celeba/000003.jpg: it is no picture",) or images.skipped[0].startswith(
        "000003"
    )


def test_without_lists_there_are_no_classes(celeba: Path) -> None:
    for file in celeba.glob("list_*.txt"):
        file.unlink()
    images = load_images("celeba", celeba)
    assert images.labels is None and images.held_out_from is None
    assert "lacks list_attr_celeba.txt" in images.note


@pytest.mark.parametrize("line", ["000001.jpg 1 1", "000001.jpg 1 2 1", "000001.jpg a b c"])
def test_a_damaged_list(line: str, celeba: Path) -> None:
    (celeba / "list_attr_celeba.txt").write_text(f"1\n{' '.join(ATTRIBUTES)}\n{line}\n")
    with pytest.raises(InputError, match=r"its line for 000001\.jpg is not a name and 3 times"):
        load_images("celeba", celeba)


@pytest.mark.parametrize("text", ["", "6\n"])
def test_a_list_that_ends_before_it_names_an_attribute_is_damaged_and_not_absent(text: str, celeba: Path) -> None:
    (celeba / "list_attr_celeba.txt").write_text(text)
    with pytest.raises(InputError, match=r"list_attr_celeba\.txt” is damaged: its second line names no attributes"):
        load_images("celeba", celeba)


@pytest.mark.parametrize("line", ["000001.jpg", "000001.jpg one", "000001.jpg 1 2", "000001.jpg 3", "000001.jpg -1"])
def test_a_damaged_list_of_partitions(line: str, celeba: Path) -> None:
    (celeba / "list_eval_partition.txt").write_text(f"{line}\n")
    with pytest.raises(InputError, match="each line has to be a file name and 0, 1 or 2"):
        load_images("celeba", celeba)


def test_a_list_of_other_pictures(celeba: Path) -> None:
    (celeba / "list_attr_celeba.txt").write_text(f"1\n{' '.join(ATTRIBUTES)}\n000001.jpg 1 1 1\n")
    with pytest.raises(InputError, match=r"does not list 00000\d\.jpg"):
        load_images("celeba", celeba)


def test_without_files_it_says_what_to_download_and_where_to_put_it(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone", None):
        with pytest.raises(
            InputError, match=r"Download img_align_celeba\.zip, .*CelebA\.html.*Google Drive.* put them into one folder"
        ):
            load_images("celeba", path)
