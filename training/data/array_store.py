"""The arrays of an .npz file, a ZIP archive, an .npy file or a folder of these, by name, before any is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from training.data.array_files import Header, array_names, is_zip, map_npy, npy_header, npz_headers, read_npy, read_npz
from training.errors import InputError

MAP_FROM = 256 * 1024**2
"""Bytes from which an .npy file is not copied into memory."""
LABEL_NAMES = ("y_train", "train_labels", "labels", "label", "y", "targets", "target")
"""What people call an array of labels, best first."""


@dataclass(frozen=True, slots=True)
class StoredArray:
    """An array that has not been read: ``member`` of the archive ``file``, or all of ``file``."""

    name: str
    header: Header
    file: Path
    member: str | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape in the file."""
        return self.header.shape

    @property
    def is_mapped(self) -> bool:
        """Whether ``read`` leaves it on disk."""
        return self.member is None and self.header.nbytes >= MAP_FROM

    def read(self) -> NDArray[Any]:
        """The array; a large .npy file is memory-mapped.

        Raises:
            InputError: damaged, truncated, or holding Python objects.
        """
        if self.member is not None:
            return read_npz(self.file, [self.member])[self.member]
        return map_npy(self.file) if self.is_mapped else read_npy(self.file)


def holds_arrays(path: Path) -> bool:
    """Whether ``path`` is an .npy or .npz file, an archive with such in it, or a folder with such on its first level.

    Raises:
        InputError: it cannot be looked into, or is a damaged archive.
    """
    try:
        if path.is_dir():
            return any(file.suffix.lower() in (".npy", ".npz") for file in path.iterdir())
    except OSError as error:
        raise InputError(f"“{path}” cannot be read: {error.strerror or error}.") from error
    return path.suffix.lower() in (".npy", ".npz") or (is_zip(path) and bool(array_names(path)))


def stored_arrays(path: Path) -> dict[str, StoredArray]:
    """The arrays at ``path`` by name.

    An .npy file comes with the labels that lie beside it: ``label.npy``, ``y.npy``, ``NAME_labels.npy`` and the like.
    A folder has its .npy files, or else its only archive.

    Raises:
        InputError: nothing there, or not readable as arrays.
    """
    try:
        is_folder = path.is_dir()
        inside = sorted(file for file in path.iterdir() if file.is_file()) if is_folder else []
    except OSError as error:
        raise InputError(f"“{path}” cannot be read: {error.strerror or error}.") from error
    if is_folder:
        return _from_folder(path, inside)
    if path.suffix.lower() == ".npy" and not is_zip(path):
        return {path.stem: _npy(path)} | {file.stem: _npy(file) for file in _labels_beside(path)}
    return _from_archive(path)


def _from_folder(folder: Path, files: list[Path]) -> dict[str, StoredArray]:
    if arrays := {file.stem: _npy(file) for file in files if file.suffix.lower() == ".npy"}:
        return arrays
    archives = [file for file in files if file.suffix.lower() == ".npz"] or [
        file for file in files if file.suffix.lower() == ".zip"
    ]
    if len(archives) > 1:
        raise InputError(
            f"“{folder}” holds several archives: {', '.join(file.name for file in archives[:10])}. "
            "Give the one to read."
        )
    if not archives:
        raise InputError(f"“{folder}” holds no .npy or .npz file. Give another folder.")
    return _from_archive(archives[0])


def _from_archive(path: Path) -> dict[str, StoredArray]:
    headers = npz_headers(path)
    if not headers:
        raise InputError(f"“{path}” holds no arrays: no file in it ends in .npy. Choose another file.")
    last = [member.rpartition("/")[2] for member in headers]
    names = [name if last.count(name) == 1 else member for name, member in zip(last, headers, strict=True)]
    return {
        name: StoredArray(name, header, path, member)
        for name, (member, header) in zip(names, headers.items(), strict=True)
    }


def _npy(path: Path) -> StoredArray:
    return StoredArray(path.stem, npy_header(path), path)


def _labels_beside(path: Path) -> list[Path]:
    names = {*LABEL_NAMES, *(f"{path.stem}_{name}" for name in LABEL_NAMES)} - {path.stem}
    try:
        return sorted(file for file in path.parent.iterdir() if file.suffix.lower() == ".npy" and file.stem in names)
    except OSError:
        # The file itself may still be readable.
        return []
