"""CIFAR-10: from the binary version, packed or not, from the network, and from pickles that torchvision knows."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from torchvision import datasets

from training.data import LoadingCancelled, cifar10, download, load_images, official_sets
from training.data.guess import source_for
from training.data.images import ImageSet
from training.errors import InputError

if TYPE_CHECKING:
    from tests.training.data.conftest import Server

PIXELS = np.random.default_rng(0).integers(0, 256, (12, 3, 32, 32), np.uint8)
LABELS = np.arange(12, dtype=np.uint8) % 10


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(official_sets, "cache_folder", lambda: tmp_path / "cache")
    monkeypatch.setattr(download, "BACK_OFF", 0.0)
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two images a file."""
    path = tmp_path / cifar10.FOLDER
    path.mkdir()
    rows = np.concatenate([LABELS[:, None], PIXELS.reshape(12, -1)], 1)
    for n, name in enumerate(cifar10.FILES):
        (path / name).write_bytes(rows[2 * n : 2 * n + 2].tobytes())
    return path


@pytest.fixture
def archive(folder: Path, tmp_path: Path) -> Path:
    with tarfile.open(tmp_path / cifar10.ARCHIVE, "w:gz") as tar:
        tar.add(folder, folder.name)
    return tmp_path / cifar10.ARCHIVE


def assert_is(images: ImageSet) -> None:
    assert np.array_equal(images.pixels.numpy(), PIXELS)
    assert images.labels is not None and np.array_equal(images.labels.numpy(), LABELS)
    assert images.held_out_from == 10
    assert images.classes[:3] == ("airplane", "automobile", "bird") and len(images.classes) == 10


def test_files_of_the_users(folder: Path, archive: Path) -> None:
    for path in (folder, folder.parent, archive):
        assert_is(load_images("cifar10", path))


@pytest.mark.parametrize("harm", [0, 1, 3000, None])
def test_a_part_that_is_damaged_or_missing(harm: int | None, folder: Path) -> None:
    part = folder / "data_batch_3.bin"
    if harm is None:
        part.unlink()
    else:
        part.write_bytes(part.read_bytes()[:harm])
    with pytest.raises(InputError, match=r"data_batch_3\.bin"):
        load_images("cifar10", folder)


def test_a_label_beyond_ten(folder: Path) -> None:
    (folder / "test_batch.bin").write_bytes(b"\x0a" * cifar10.ROW)
    with pytest.raises(InputError, match=r"cannot be used as CIFAR-10\. A label is 10"):
        load_images("cifar10", folder)


@pytest.mark.parametrize("share", [0.1, 0.6])
def test_a_truncated_archive(share: float, archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[: int(archive.stat().st_size * share)])
    with pytest.raises(InputError, match=r"cifar-10-binary\.tar\.gz"):
        load_images("cifar10", archive)


def test_a_damaged_archive_may_be_packed_in_another_way_than_its_name_says(folder: Path, archive: Path) -> None:
    with tarfile.open(archive, "w:xz") as tar:
        tar.add(folder, "cifar-10-batches-bin")
    packed = bytearray(archive.read_bytes())
    middle = len(packed) // 2
    packed[middle : middle + 50] = b"\xff" * 50
    archive.write_bytes(packed)
    with pytest.raises(InputError, match=r"is damaged or cannot be read: .*Copy or download it again"):
        load_images("cifar10", archive)


def test_other_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds neither data_batch_1"):
        load_images("cifar10", tmp_path)
    with pytest.raises(InputError, match="There is no file or folder"):
        load_images("cifar10", tmp_path / "gone")
    (tmp_path / "letter.txt").write_text("hello")
    with pytest.raises(InputError, match=r"is not cifar-10-binary\.tar\.gz"):
        load_images("cifar10", tmp_path / "letter.txt")


class TestNetwork:
    @pytest.fixture
    def published(self, server: Server, archive: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
        monkeypatch.setattr(datasets.CIFAR10, "url", f"{server.url}/kriz/cifar-10-python.tar.gz")
        monkeypatch.setattr(cifar10, "MD5", hashlib.md5(archive.read_bytes()).hexdigest())
        server.answers[f"/kriz/{cifar10.ARCHIVE}"] = [archive.read_bytes()]
        return server

    def test_it_is_downloaded_once(self, published: Server) -> None:
        reports: list[tuple[int, int | None, str]] = []
        assert_is(load_images("cifar10", progress=lambda *report: reports.append(report)))
        assert reports[-1][0] == reports[-1][1] and reports[-1][2] == "CIFAR-10"
        assert_is(load_images("cifar10"))
        assert len(published.requests) == 1

    def test_a_damaged_cache_is_fetched_again(self, published: Server, cache: Path) -> None:
        load_images("cifar10")
        (cache / "cifar10" / cifar10.ARCHIVE).write_bytes(b"rubbish")
        assert_is(load_images("cifar10"))
        assert len(published.requests) == 2

    def test_without_leave_nothing_is_fetched_and_the_cache_is_read(self, published: Server, cache: Path) -> None:
        with pytest.raises(InputError):
            load_images("cifar10", may_download=False)
        assert not published.requests
        load_images("cifar10")
        assert_is(load_images("cifar10", may_download=False))

    def test_giving_up(self, published: Server, cache: Path) -> None:
        with pytest.raises(LoadingCancelled, match="CIFAR-10"):
            load_images("cifar10", cancelled=lambda: True)
        assert not any(cache.rglob("*.gz"))

    def test_offline_it_says_what_to_fetch(self, refused: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(datasets.CIFAR10, "url", f"{refused}/cifar-10-python.tar.gz")
        with pytest.raises(InputError, match=r"could not be downloaded \(127\.0\.0\.1.*cifar-10-binary\.tar\.gz"):
            load_images("cifar10")


class Evil:
    def __reduce__(self) -> Any:
        return os.mkdir, ("unpickled",)


class TestPickles:
    def write(self, root: Path, monkeypatch: pytest.MonkeyPatch | None, content: Any = None) -> None:
        """Torchvision's folder with ten training and two test images; known to torchvision if it is patched."""
        folder = root / "cifar-10-batches-py"
        folder.mkdir()
        listed = []
        for n in range(6):
            some = slice(2 * n, 2 * n + 2)
            batch = content or {"data": PIXELS[some].reshape(2, -1), "labels": LABELS[some].tolist()}
            name = f"data_batch_{n + 1}" if n < 5 else "test_batch"
            (folder / name).write_bytes(pickle.dumps(batch))
            listed.append([name, hashlib.md5((folder / name).read_bytes()).hexdigest()])
        meta = pickle.dumps({"label_names": list(cifar10.CLASSES)})
        (folder / "batches.meta").write_bytes(meta)
        if monkeypatch is not None:
            monkeypatch.setattr(datasets.CIFAR10, "train_list", listed[:5])
            monkeypatch.setattr(datasets.CIFAR10, "test_list", listed[5:])
            known = {"filename": "batches.meta", "key": "label_names", "md5": hashlib.md5(meta).hexdigest()}
            monkeypatch.setattr(datasets.CIFAR10, "meta", known)

    def test_those_that_torchvision_knows_are_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.write(tmp_path, monkeypatch)
        for path in (tmp_path, tmp_path / "cifar-10-batches-py"):
            images = load_images("cifar10", path)
            assert_is(images)
            assert "MD5 sums" in images.note

    def test_as_torchvision_downloads_them(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.write(tmp_path, monkeypatch)
        with tarfile.open(tmp_path / "cifar-10-python.tar.gz", "w:gz") as tar:
            tar.add(tmp_path / "cifar-10-batches-py", "cifar-10-batches-py")
        shutil.rmtree(tmp_path / "cifar-10-batches-py")
        for path in (tmp_path, tmp_path / "cifar-10-python.tar.gz"):
            assert source_for(path).source == "cifar10"
            assert_is(load_images("cifar10", path))

    def test_a_packed_one_that_torchvision_does_not_know_or_that_is_damaged(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        self.write(tmp_path, None, Evil())
        archive = tmp_path / "cifar-10-python.tar.gz"
        with tarfile.open(archive, "w:gz") as tar:
            tar.add(tmp_path / "cifar-10-batches-py", "cifar-10-batches-py")
        with pytest.raises(InputError, match=r"cifar-10-python\.tar\.gz” is not the CIFAR-10.*could run code"):
            load_images("cifar10", archive)
        assert not (tmp_path / "unpickled").exists()
        archive.write_bytes(archive.read_bytes()[:100])
        with pytest.raises(InputError, match=r"cifar-10-python\.tar\.gz” is damaged"):
            load_images("cifar10", archive)

    def test_others_are_never_unpickled(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        self.write(tmp_path, None, Evil())
        with pytest.raises(InputError, match="could run code"):
            load_images("cifar10", tmp_path)
        assert not (tmp_path / "unpickled").exists()
