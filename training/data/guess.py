"""Which source reads a file or folder that somebody drops on the window or names on the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from training.data.array_files import is_zip
from training.data.array_layout import choose
from training.data.array_store import StoredArray, holds_arrays, stored_arrays
from training.data.idx_files import GZIP_MAGIC
from training.data.settings import Data
from training.errors import InputError

LOOKED_AT = 200
"""Wafer maps that decide whether a file holds such."""
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")


def source_for(path: Path) -> Data:
    """The ``[data]`` that reads ``path``, made absolute: what its files are, by name and content.

    MNIST's files are those of ``mnist``, unless a name on the way says Fashion; arrays are ``wafers`` if they are
    one-hot maps, ``eyes`` if their name says so, else ``npz``; pictures are ``eyes`` or a ``folder``.

    Raises:
        InputError: nothing there, or nothing that any source reads.
    """
    try:
        path = path.expanduser().absolute()
        if not path.exists():
            raise InputError(f"There is no file or folder “{path}”. Check the name.")
        if not (path.is_file() or path.is_dir()):
            raise InputError(f"“{path}” is neither a file nor a folder. Give another one.")
        names = {file.name for file in path.iterdir()} if path.is_dir() else {path.name}
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, InputError):
            raise
        shown = str(path).replace("\0", "\\0")
        raise InputError(f"“{shown}” cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    return Data(source=_source(path, names), path=path)


def _source(path: Path, names: set[str]) -> str:
    known = {*names, path.name}
    if any(name.startswith("cifar-10-") for name in known) or "data_batch_1.bin" in names:
        return "cifar10"
    if any(name.startswith("img_align_celeba") for name in (*known, *(file.name for file in _inside(path / "celeba")))):
        return "celeba"
    if _is_idx(path, names):
        return _mnist(path)
    if not path.is_dir() and path.suffix.lower() in PICTURES:
        raise InputError(f"“{path}” is one picture, and a data set needs many. Give the folder that it lies in.")
    if holds_arrays(path):
        return _source_of_arrays(path)
    if path.is_dir() or is_zip(path):
        return "eyes" if _says(path, "eye") else "folder"
    raise InputError(
        f"“{path}” is of no kind that is read here. Give a folder or ZIP of pictures, an .npz or .npy file, "
        "or MNIST's idx files."
    )


def _is_idx(path: Path, names: set[str]) -> bool:
    if path.is_dir():
        places = {
            *names,
            *(file.name for raw in ("raw", "MNIST/raw", "FashionMNIST/raw") for file in _inside(path / raw)),
        }
        return any("-images" in name and "idx3" in name for name in places)
    if "idx" in path.name or path.name.endswith(".gz"):
        return True
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise InputError(f"“{path}” cannot be read: {error.strerror or error}.") from error
    return start[:2] == GZIP_MAGIC or start == b"\0\0\x08\x03"


def _inside(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _source_of_arrays(path: Path) -> str:
    arrays = stored_arrays(path)
    layout = choose(arrays, path, "", "", "auto")
    four = {"x_train", "y_train", "x_test", "y_test"}
    if four <= set(arrays) and layout.image_shape == (1, 28, 28):
        return _mnist(path)
    if _says(path, "eye") and layout.image_shape[0] == 3:
        return "eyes"
    if layout.image_shape == (3, 26, 26) and _is_one_hot(arrays[layout.images_key]):
        return "wafers"
    return "npz"


def _is_one_hot(array: StoredArray) -> bool:
    some = array.read()[:LOOKED_AT]
    # One of three numbers is 1: a third of all, whichever axis the channels are on.
    return bool(((some == 0) | (some == 1)).all() and np.isclose(some.mean(), 1 / 3))


def _mnist(path: Path) -> str:
    return "fashion-mnist" if _says(path, "fashion") else "mnist"


def _says(path: Path, word: str) -> bool:
    """Whether the name of the file, or of its folder, has ``word`` in it."""
    return word in path.name.lower() or word in path.parent.name.lower()
