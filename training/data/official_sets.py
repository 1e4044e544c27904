"""Sets laid out like MNIST: from the user's files, else from the cache, else downloaded, else ``mnist-5k`` instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from training.data import Request, mnist_5k
from training.data.download import DownloadError, fetch, is_fetched
from training.data.images import ImageSet
from training.data.official_files import Portions, read_idx_portion, read_official
from training.errors import InputError

FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


@dataclass(frozen=True, slots=True)
class Remote:
    """Where a set is published: base addresses, and (file name, MD5 sum) of each file."""

    mirrors: Sequence[str]
    files: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class OfficialSet:
    """A set of 28 × 28 images with official test images.

    ``remote`` is a function because the addresses come from torchvision, which takes a second to import.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    remote: Callable[[], Remote]


def load_official(kind: OfficialSet, request: Request) -> ImageSet:
    """Training images, then the official test images, which are held out (``held_out_from``).

    With ``request.path`` those files and no others are read. Without, the set comes from the user's cache
    folder, into which it is downloaded when it is not there; where that fails, ``mnist-5k`` is returned with a
    note that says so.

    Raises:
        InputError: the given files cannot be used, or the cache folder cannot be written.
        LoadingCancelled: as asked for by the request.
    """
    if request.path is not None:
        return _image_set(
            kind, read_official(request.path, kind.name, kind.title.replace("-", "")), f"“{request.path}”"
        )
    folder = cache_folder() / kind.name
    try:
        return _cached(kind, folder)
    except InputError:
        # Absent, or damaged since: only what has passed its checksum is ever put there.
        if not request.may_download:
            raise
    try:
        _download(kind, folder, request)
    except DownloadError as failure:
        stand_in = mnist_5k.load(request)
        note = (
            f"{kind.title} could not be downloaded ({failure}), so the 5,000 MNIST digits that come with the "
            f"application are used instead. Connect to a network and load again, or give {kind.title}'s files."
        )
        return replace(stand_in, note=note)
    return _cached(kind, folder)


def cache_folder() -> Path:
    """The folder for downloaded data: ``datasets`` in the user's cache folder for aeexplorer."""
    from platformdirs import user_cache_path

    return user_cache_path("aeexplorer", appauthor=False) / "datasets"


def _cached(kind: OfficialSet, folder: Path) -> ImageSet:
    x_train, y_train, x_test, y_test = (folder / name for name in FILES)
    portions = Portions(read_idx_portion(x_train, y_train), read_idx_portion(x_test, y_test))
    return _image_set(kind, portions, f"“{folder}”")


def _download(kind: OfficialSet, folder: Path, request: Request) -> None:
    remote = kind.remote()
    for number, (name, md5) in enumerate(remote.files, start=1):
        if is_fetched(folder / name, md5):
            continue
        fetch(
            [f"{mirror.rstrip('/')}/{name}" for mirror in remote.mirrors],
            folder / name,
            md5=md5,
            what=f"{kind.title}, file {number} of {len(remote.files)}",
            progress=request.progress,
            cancelled=request.cancelled,
        )


def _image_set(kind: OfficialSet, found: Portions, where: str) -> ImageSet:
    portions = [found.training] + ([found.test] if found.test is not None else [])
    labels = [portion.labels for portion in portions if portion.labels is not None]
    try:
        images = ImageSet.from_array(
            np.concatenate([portion.images for portion in portions]),
            np.concatenate(labels) if len(labels) == len(portions) else None,
            classes=kind.classes,
            name=kind.name,
        )
    except InputError as error:
        raise InputError(f"{where} cannot be used as {kind.title}. {error}") from error
    held_out_from = len(found.training.images) if found.test is not None else None
    return replace(images, held_out_from=held_out_from, note=found.note)
