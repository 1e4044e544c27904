"""The source ``celeba``: faces with 40 attributes, from the files that the user has downloaded."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

import numpy as np
import torch
from numpy.typing import NDArray

from training.data import SOURCES, Request
from training.data.folder import pictures_of
from training.data.images import ImageSet
from training.data.picture_files import PictureFiles
from training.data.picture_sets import read_pictures
from training.errors import InputError

SIDE = 64
FOLDER, ARCHIVE = "img_align_celeba", "img_align_celeba.zip"
ATTRIBUTES, PARTITION = "list_attr_celeba.txt", "list_eval_partition.txt"
PARTS = {"0": 0, "1": 1, "2": 2}
"""Training, validation and test in the list of partitions."""
CLASSES_BY = "Smiling"
"""The attribute whose values are the classes, where ``labels_key`` names no other."""
HOW = SOURCES["celeba"].where_from
TORCHVISIONS = "celeba"
"""The folder that torchvision puts them into, below the one that it is given."""


def load(request: Request) -> ImageSet:
    """Faces (3, 64, 64) uint8, the middle of each picture; every attribute is a factor, 0 or 1.

    ``request.path`` is the folder that holds ``img_align_celeba`` (or its ZIP) and, if they are to be used, the two
    lists; or torchvision's folder, which has all of that in ``celeba``. The classes are the values of one attribute:
    ``Smiling``, or what ``labels_key`` names. With the list of partitions, all but the official training images are
    held out.

    Raises:
        InputError: no such folder, or damaged lists.
        LoadingCancelled: as asked for by the request.
    """
    path = request.path
    if path is None:
        raise InputError(f"CelebA needs a file or folder to read. {HOW}")
    if not path.exists():
        raise InputError(f"There is no file or folder “{path}”. {HOW}")
    given = path.parent if path.name in (FOLDER, ARCHIVE) else path
    places = (folder / name for folder in (given, given / TORCHVISIONS) for name in (FOLDER, ARCHIVE))
    place = next((place for place in places if place.exists()), None)
    if place is None:
        raise InputError(f"“{path}” holds neither {FOLDER} nor {ARCHIVE}. {HOW}")
    beside = place.parent
    with contextlib.closing(pictures_of(replace(request, path=place))) as found:
        names, attributes = _attributes(beside / ATTRIBUTES)
        partition = _partition(beside / PARTITION)
        files = _ordered(found, partition)
        images = read_pictures(files, request, name="celeba", size=(SIDE, SIDE))
        skipped = {reason.partition(":")[0] for reason in images.skipped}
        read = [PurePosixPath(file.name).name for file in files.files if file.name not in skipped]
    images = replace(images, labels=None, classes=())
    if not names and (beside / ATTRIBUTES).exists():
        raise InputError(f"“{beside / ATTRIBUTES}” is damaged: its second line names no attributes. {HOW}")
    if not names:
        return replace(images, note=f"{images.note} There are no classes, because “{beside}” lacks {ATTRIBUTES}.")
    if missing := [name for name in read if name not in attributes]:
        raise InputError(f"“{beside / ATTRIBUTES}” does not list {missing[0]}, which is a picture. {HOW}")
    values = np.stack([attributes[name] for name in read])
    return _with_attributes(images, names, values, request.settings.labels_key or CLASSES_BY)


def _with_attributes(images: ImageSet, names: tuple[str, ...], values: NDArray[np.int8], by: str) -> ImageSet:
    if by not in names:
        raise InputError(f"CelebA has no attribute “{by}”. It has {', '.join(names)}. Check data.labels_key.")
    labels = torch.from_numpy(values[:, names.index(by)].astype(np.int64))
    factors = {name: torch.from_numpy(values[:, at].astype(np.float32)) for at, name in enumerate(names)}
    return replace(images, labels=labels, classes=(f"not {by}", by), factors=factors)


def _ordered(files: PictureFiles, partition: dict[str, int]) -> PictureFiles:
    """Training images first, then those that the list of partitions holds out."""
    if not partition:
        return files

    def is_held_out(name: str) -> bool:
        return partition.get(PurePosixPath(name).name, 0) > 0

    ordered = tuple(sorted(files.files, key=lambda file: (is_held_out(file.name), file.name)))
    return replace(files, files=ordered, held_out_from=sum(not is_held_out(file.name) for file in ordered))


def _attributes(path: Path) -> tuple[tuple[str, ...], dict[str, NDArray[np.int8]]]:
    """Names of the attributes, and 0 or 1 for each of them by file name; empty where there is no such file."""
    lines = _lines(path)
    next(lines, None)
    names = tuple(next(lines, "").split())
    values = {}
    for line in lines:
        name, *columns = line.split()
        if len(columns) != len(names) or not {"1", "-1"}.issuperset(columns):
            raise InputError(f"“{path}” is damaged: its line for {name} is not a name and {len(names)} times 1 or -1.")
        values[name] = np.array([column == "1" for column in columns], np.int8)
    return names, values


def _partition(path: Path) -> dict[str, int]:
    """0 (training), 1 or 2 by file name; empty where there is no such file."""
    try:
        return {name: PARTS[number] for name, number in (line.split() for line in _lines(path))}
    except (ValueError, KeyError) as error:
        raise InputError(f"“{path}” is damaged: each line has to be a file name and 0, 1 or 2.") from error


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from (line for line in file if line.strip())
    except FileNotFoundError:
        return
    except OSError as error:
        raise InputError(f"“{path}” cannot be read: {error.strerror or error}.") from error
