"""Finds and reads the training and test images of an MNIST-like set in files of the user's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from training.data.array_files import is_zip, read_npz
from training.data.idx_files import read_idx
from training.errors import InputError

SIDE = 28
TRAINING, TEST = "train", "t10k"
NPZ_NAMES = ("x_train", "y_train", "x_test", "y_test")


@dataclass(frozen=True, slots=True)
class Portion:
    """Images (N, 28, 28) of one purpose and their labels (N,), if there are any."""

    images: NDArray[Any]
    labels: NDArray[Any] | None


@dataclass(frozen=True, slots=True)
class Portions:
    """What was found: the images to learn from, the official test images, and a word on what is amiss."""

    training: Portion
    test: Portion | None = None
    note: str = ""


def read_official(path: Path, name: str, torchvision_folder: str) -> Portions:
    """Read a set from an .npz file, an idx file of images or a folder holding either.

    An .npz file has x_train, y_train, x_test and y_test. In a folder (or in ``raw`` or ``{torchvision_folder}/raw``
    below it) the four idx files by their official names come first, then ``{name}.npz``, then the only .npz file.

    Raises:
        InputError: nothing there, damaged or foreign files, images of another size, labels that do not fit.
    """
    if path.is_dir():
        return _from_folder(path, name, torchvision_folder)
    if path.suffix == ".npz" or is_zip(path):
        return _from_npz(path)
    return _from_one_idx(path)


def read_idx_portion(images: Path, labels: Path | None) -> Portion:
    """Images of an idx file and labels of another.

    Raises:
        InputError: as ``read_official``.
    """
    return _portion(read_idx(images), None if labels is None else read_idx(labels), f"“{images}”")


def _from_npz(path: Path) -> Portions:
    x_train, y_train, x_test, y_test = read_npz(path, NPZ_NAMES).values()
    return Portions(
        _portion(x_train, y_train, f"x_train of “{path}”"),
        _portion(x_test, y_test, f"x_test of “{path}”"),
    )


def _from_folder(folder: Path, name: str, torchvision_folder: str) -> Portions:
    for place in (folder, folder / "raw", folder / torchvision_folder / "raw"):
        if (portions := _from_four_idx(place)) is not None:
            return portions
    archives = [file for file in _files(folder) if file.suffix == ".npz"]
    chosen = [file for file in archives if file.stem == name] or archives
    if not archives:
        raise InputError(
            f"“{folder}” holds neither idx files such as train-images-idx3-ubyte.gz nor an .npz file. "
            "Give another folder."
        )
    if len(chosen) > 1:
        raise InputError(
            f"“{folder}” holds several .npz files: {', '.join(file.name for file in archives)}. Give the one to read."
        )
    return _from_npz(chosen[0])


def _from_four_idx(folder: Path) -> Portions | None:
    """The set in ``folder``; None if none of its files is there."""
    files = {_official_name(file): file for file in _files(folder)}
    x_train, y_train, x_test, y_test = (
        files.get(f"{part}-{kind}") for part in (TRAINING, TEST) for kind in ("images", "labels")
    )
    if x_train is None and x_test is None:
        return None
    if x_train is None or x_test is None:
        absent = TRAINING if x_train is None else TEST
        raise InputError(
            f"“{folder}” lacks {absent}-images-idx3-ubyte (or the same with .gz). "
            "Put that file there, or give a single file of images."
        )
    unlabelled = [part for part, file in ((TRAINING, y_train), (TEST, y_test)) if file is None]
    note = f"There are no classes, because “{folder}” lacks the labels of {' and '.join(unlabelled)}."
    return Portions(read_idx_portion(x_train, y_train), read_idx_portion(x_test, y_test), note if unlabelled else "")


def _from_one_idx(path: Path) -> Portions:
    part, _, kind = _official_name(path).rpartition("-")
    if kind == "labels":
        raise InputError(f"“{path}” holds labels. Give the file of images, or the folder of both.")
    labels = None
    if kind == "images":
        beside = {_official_name(file): file for file in _files(path.parent)}
        labels = beside.get(f"{part}-labels")
    note = f"Only {path.name} was read{'' if labels else ', and no labels lie beside it'}."
    return Portions(read_idx_portion(path, labels), note=note)


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.is_file()) if folder.is_dir() else []
    except OSError as error:
        raise InputError(f"“{folder}” cannot be read: {error.strerror or error}.") from error


def _official_name(path: Path) -> str:
    """``train-images`` for train-images-idx3-ubyte.gz, train-images.idx3-ubyte and the like; else the name."""
    return path.name.removesuffix(".gz").replace(".idx", "-idx").partition("-idx")[0]


def _portion(images: NDArray[Any], labels: NDArray[Any] | None, where: str) -> Portion:
    if images.ndim == 4 and 1 in (images.shape[1], images.shape[3]):
        images = images.squeeze(1 if images.shape[1] == 1 else 3)
    if images.shape[1:] != (SIDE, SIDE):
        raise InputError(
            f"{where} has shape {images.shape}, but this set has images of {SIDE} × {SIDE} grey pixels: (N, {SIDE}, "
            f"{SIDE}). Choose another file, or the data source that this file belongs to."
        )
    if not len(images):
        raise InputError(f"{where} holds no images. Choose another file.")
    if labels is not None and labels.size != len(images):
        raise InputError(
            f"{where} holds {len(images)} images, but there are {labels.size} labels for them. "
            "The two do not belong together, or one is incomplete."
        )
    return Portion(images, None if labels is None else labels.reshape(-1))
