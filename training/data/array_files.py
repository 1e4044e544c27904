"""Reads NumPy's .npy and .npz files that come from anyone: no pickles, no surprise allocations."""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tokenize import TokenError
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from training.errors import InputError

ZIP_MAGIC = b"PK"
DEFLATE_RATIO = 1032
"""Deflate cannot pack tighter than that (zlib's technical notes)."""


@dataclass(frozen=True, slots=True)
class Header:
    """What an array's file says of it before its numbers."""

    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype[Any]

    @property
    def nbytes(self) -> int:
        """Size of the numbers."""
        return math.prod(self.shape) * self.dtype.itemsize


def is_zip(path: Path) -> bool:
    """Whether the file starts as ZIP archives, and so .npz files, do."""
    try:
        with path.open("rb") as file:
            return file.read(2) == ZIP_MAGIC
    except OSError:
        return False


def read_npy(path: Path) -> NDArray[Any]:
    """The array of an .npy file.

    Raises:
        InputError: missing, foreign, truncated, or holding Python objects.
    """
    with _sentences(path), path.open("rb") as file:
        return _read_array(file, path.stat().st_size, f"“{path}”")


def map_npy(path: Path) -> NDArray[Any]:
    """The array of an .npy file, read from disk where it is looked at; changes stay in memory.

    Raises:
        InputError: as ``read_npy``.
    """
    with _sentences(path):
        with path.open("rb") as file:
            header, offset = _checked(file, path.stat().st_size, f"“{path}”"), file.tell()
        if not header.nbytes:
            return np.empty(header.shape, header.dtype)
        return np.memmap(path, header.dtype, "c", offset, header.shape, "F" if header.fortran else "C")


def npy_header(path: Path) -> Header:
    """What an .npy file holds, without reading it; Python objects are told too.

    Raises:
        InputError: missing or foreign.
    """
    with _sentences(path), path.open("rb") as file:
        return _header(file, f"“{path}”")


def npz_headers(path: Path) -> dict[str, Header]:
    """What the arrays of an .npz file are, by the names that ``np.load`` would give them; none is read.

    Raises:
        InputError: missing or no .npz file, or something in it only says that it is an array.
    """
    with _sentences(path), zipfile.ZipFile(path) as archive:
        headers = {}
        for name, info in _members(archive).items():
            with archive.open(info) as stream:
                headers[name] = _header(stream, f"“{name}” in “{path}”")
        return headers


def array_names(path: Path) -> tuple[str, ...]:
    """Names of the arrays in an .npz file, as ``np.load`` would give them.

    Raises:
        InputError: missing or no .npz file.
    """
    with _sentences(path), zipfile.ZipFile(path) as archive:
        return tuple(_members(archive))


def read_npz(path: Path, names: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Some arrays of an .npz file; the others are not read.

    Raises:
        InputError: missing or damaged file, an array that it lacks, Python objects in it.
    """
    with _sentences(path), zipfile.ZipFile(path) as archive:
        members = _members(archive)
        missing = [name for name in names if name not in members]
        if missing:
            raise InputError(
                f"“{path}” lacks {_listed(missing)}; it holds {_listed(list(members)) or 'no arrays'}. "
                f"Needed are {_listed(names)}."
            )
        arrays = {}
        for name in names:
            info = members[name]
            limit = info.file_size
            if info.compress_type == zipfile.ZIP_DEFLATED:
                limit = min(limit, info.compress_size * DEFLATE_RATIO)
            with archive.open(info) as stream:
                arrays[name] = _read_array(stream, limit, f"“{name}” in “{path}”")
        return arrays


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    return {
        info.filename.removesuffix(".npy"): info
        for info in archive.infolist()
        # What macOS packs beside every file carries its name, but is not like it.
        if info.filename.endswith(".npy") and not info.filename.startswith("__MACOSX/")
    }


def _read_array(stream: IO[bytes], size: int, where: str) -> NDArray[Any]:
    """One array out of a stream of at most ``size`` bytes, checked before it is allocated."""
    _checked(stream, size, where)
    stream.seek(0)
    return np.lib.format.read_array(stream, allow_pickle=False)


def _header(stream: IO[bytes], where: str) -> Header:
    try:
        version = np.lib.format.read_magic(stream)
        # Version 3 differs from 2 in the encoding of field names only.
        read_header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        return Header(*read_header(stream))
    except (ValueError, TypeError, SyntaxError, TokenError, RecursionError, EOFError) as error:
        raise InputError(f"{where} is no array that NumPy has saved, or is damaged: {error}.") from error


def _checked(stream: IO[bytes], size: int, where: str) -> Header:
    """The header, held against a file or member of ``size`` bytes."""
    header = _header(stream, where)
    if header.dtype.hasobject:
        raise InputError(
            f"{where} holds Python objects instead of numbers; they are not read because they could run code. "
            "Save it again as an array of numbers."
        )
    if min(header.shape, default=0) < 0 or header.nbytes > size - stream.tell():
        raise InputError(
            f"{where} is incomplete: its header says {header.shape} of {header.dtype}, {header.nbytes:,} bytes, "
            f"but {max(0, size - stream.tell()):,} follow. Copy or download it again."
        )
    return header


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    """Turn what zipfile, zlib and NumPy raise about a file into sentences."""
    try:
        yield
    except InputError:
        raise
    except FileNotFoundError as error:
        raise InputError(f"There is no file “{path}”. Check the name and the folder.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        kind = "damaged" if is_zip(path) or path.suffix == ".npy" else "no .npz file (a ZIP archive of NumPy arrays)"
        raise InputError(f"“{path}” is {kind}: {error}. Copy or download it again, or choose another.") from error
    except (NotImplementedError, RuntimeError) as error:
        raise InputError(f"“{path}” is packed in a way that cannot be read: {error}.") from error
    except MemoryError as error:
        raise InputError(f"The arrays of “{path}” do not fit into memory.") from error
    except OSError as error:
        raise InputError(f"“{path}” cannot be read: {error.strerror or error}.") from error


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
