"""The source ``cifar10``: 60,000 photographs of ten kinds, from the binary version, which holds no Python objects."""

from __future__ import annotations

import lzma
import tarfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from training.data import Request, official_sets
from training.data.download import DownloadError, fetch
from training.data.images import ImageSet
from training.data.official_sets import Remote
from training.errors import InputError

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
ARCHIVE = "cifar-10-binary.tar.gz"
MD5 = "c32a1d4ab5d03f1284b67883e8d87530"
"""Of the archive, as its page publishes it."""
FILES = (*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin")
FOLDER = "cifar-10-batches-bin"
PICKLES, PACKED_PICKLES = "cifar-10-batches-py", "cifar-10-python.tar.gz"
SHAPE = (3, 32, 32)
ROWS = 10_000
"""Images of a file."""
ROW = 1 + 3 * 32 * 32
"""Bytes of an image: its label, then red, green and blue, row by row."""
UNREADABLE = (OSError, EOFError, zlib.error, lzma.LZMAError)
"""What a damaged archive raises while it is read, whatever packed it: its name may lie."""


def load(request: Request) -> ImageSet:
    """60,000 images (3, 32, 32) uint8, the last 10,000 held out.

    With ``request.path``: ``cifar-10-binary.tar.gz``, its folder of .bin files, or torchvision's folder or archive of
    pickles, which torchvision reads after it has compared their MD5 sums. Without, the archive from the user's cache
    folder, into which it is downloaded when it is not there.

    Raises:
        InputError: the files cannot be used, or there is no network to fetch them.
        LoadingCancelled: as asked for by the request.
    """
    if request.path is not None:
        return _from_path(request.path)
    archive = official_sets.cache_folder() / "cifar10" / ARCHIVE
    try:
        return _from_archive(archive)
    except InputError:
        # Absent, or damaged since: only what has passed its checksum is ever put there.
        if not request.may_download:
            raise
    remote = _remote()
    name, md5 = remote.files[0]
    try:
        fetch(
            [f"{mirror}/{name}" for mirror in remote.mirrors],
            archive,
            md5=md5,
            what="CIFAR-10",
            progress=request.progress,
            cancelled=request.cancelled,
        )
    except DownloadError as failure:
        raise InputError(
            f"CIFAR-10 could not be downloaded ({failure}). Connect to a network and load again, or give {ARCHIVE} "
            "from www.cs.toronto.edu/~kriz/cifar.html as data.path."
        ) from failure
    return _from_archive(archive)


def _remote() -> Remote:
    from torchvision import datasets

    return Remote((datasets.CIFAR10.url.rpartition("/")[0],), ((ARCHIVE, MD5),))


def _from_path(path: Path) -> ImageSet:
    if not path.exists():
        raise InputError(f"There is no file or folder “{path}”. Check the name.")
    if not path.is_dir():
        return _from_packed_pickles(path) if path.name == PACKED_PICKLES else _from_archive(path)
    for folder in (path, path / FOLDER):
        if (folder / FILES[0]).is_file():
            return _image_set(partial(_opened, folder), str(folder))
    if (path / ARCHIVE).is_file():
        return _from_archive(path / ARCHIVE)
    for root in (path, path.parent):
        if (root / PICKLES).is_dir() and path in (root, root / PICKLES):
            return _from_pickles(root)
    if (path / PACKED_PICKLES).is_file():
        return _from_packed_pickles(path / PACKED_PICKLES)
    raise InputError(f"“{path}” holds neither {FILES[0]} nor {ARCHIVE}. Give the folder or the archive of CIFAR-10.")


def _opened(folder: Path, name: str) -> IO[bytes]:
    return (folder / name).open("rb")


def _from_archive(path: Path) -> ImageSet:
    try:
        with tarfile.open(path) as archive:
            members = {PurePosixPath(member.name).name: member for member in archive if member.isfile()}

            def opened(name: str) -> IO[bytes]:
                stream = archive.extractfile(members[name]) if name in members else None
                if stream is None:
                    raise FileNotFoundError(name)
                return stream

            return _image_set(opened, str(path))
    except tarfile.ReadError as error:
        raise InputError(f"“{path}” is not {ARCHIVE}, or is damaged. Copy or download it again.") from error
    except FileNotFoundError as error:
        raise InputError(f"There is no file “{path}”. Check the name and the folder.") from error
    except UNREADABLE as error:
        raise InputError(f"“{path}” is damaged or cannot be read: {error}. Copy or download it again.") from error


def _image_set(opened: Callable[[str], IO[bytes]], where: str) -> ImageSet:
    """The images of all ``FILES``; ``opened`` gives one of them."""
    parts = []
    for name in FILES:
        try:
            with opened(name) as stream:
                data = stream.read(ROWS * ROW + 1)
        except FileNotFoundError as error:
            raise InputError(f"“{where}” lacks {name}. Copy or download it again.") from error
        except OSError as error:
            raise InputError(f"{name} in “{where}” cannot be read: {error.strerror or error}.") from error
        if not data or len(data) % ROW or len(data) > ROWS * ROW:
            raise InputError(
                f"{name} in “{where}” is damaged: it has {len(data):,} bytes, and an image takes {ROW:,}. "
                "Copy or download it again."
            )
        parts.append(np.frombuffer(data, np.uint8).reshape(-1, ROW))
    rows = np.concatenate(parts)
    return _labelled(rows[:, 1:].reshape(-1, *SHAPE), rows[:, 0], len(rows) - len(parts[-1]), where)


def _labelled(pixels: NDArray[np.uint8], labels: NDArray[np.integer[Any]], n_training: int, where: str) -> ImageSet:
    try:
        images = ImageSet.from_array(pixels, labels, classes=CLASSES, name="cifar10")
    except InputError as error:
        raise InputError(f"“{where}” cannot be used as CIFAR-10. {error} Copy or download it again.") from error
    return replace(images, held_out_from=n_training)


def _from_packed_pickles(path: Path) -> ImageSet:
    with TemporaryDirectory() as root:
        try:
            with tarfile.open(path) as archive:
                archive.extractall(root, filter="data")
        except tarfile.ReadError as error:
            raise InputError(f"“{path}” is not {PACKED_PICKLES}, or is damaged. Copy or download it again.") from error
        except (*UNREADABLE, tarfile.TarError) as error:
            raise InputError(f"“{path}” is damaged or cannot be read: {error}. Copy or download it again.") from error
        return _from_pickles(Path(root), path)


def _from_pickles(root: Path, given: Path | None = None) -> ImageSet:
    """What torchvision reads in ``root``; errors name what was ``given``."""
    from torchvision import datasets

    try:
        # Compares every file with the MD5 sum that torchvision knows before it unpickles any.
        parts = [datasets.CIFAR10(str(root), train=train, download=False) for train in (True, False)]
    except RuntimeError as error:
        raise InputError(
            f"“{given or root / PICKLES}” is not the CIFAR-10 that torchvision knows: a file is missing or its "
            f"checksum differs, and such files are not read because they could run code. Give {ARCHIVE} instead."
        ) from error
    pixels = np.concatenate([part.data for part in parts]).transpose(0, 3, 1, 2)
    labels = np.concatenate([np.asarray(part.targets) for part in parts])
    images = _labelled(pixels, labels, len(parts[0].data), str(root))
    return replace(images, note="Read by torchvision, after its MD5 sums were compared.")
