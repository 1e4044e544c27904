"""Reads idx files, the format that MNIST is published in, packed with gzip or not."""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from training.data.array_files import DEFLATE_RATIO
from training.errors import InputError

NUMBERS = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
"""The third byte of a file says of which kind its numbers are."""

GZIP_MAGIC = b"\x1f\x8b"


def read_idx(path: Path) -> NDArray[Any]:
    """The file's one array, in this machine's byte order.

    The sizes in the header are held against the size of the file before anything is allocated.

    Raises:
        InputError: missing, empty, foreign, truncated or otherwise damaged file.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file, _unpacked(file) as stream:
            limit = size if stream is file else size * DEFLATE_RATIO
            return _read(stream, limit, path)
    except FileNotFoundError as error:
        raise InputError(f"There is no file “{path}”. Check the name and the folder.") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(f"“{path}” is damaged: it cannot be unpacked ({error}). Copy or download it again.") from error
    except OSError as error:
        raise InputError(f"“{path}” cannot be read: {error.strerror or error}.") from error


def _unpacked(file: BinaryIO) -> BinaryIO | gzip.GzipFile:
    packed = file.read(2) == GZIP_MAGIC
    file.seek(0)
    return gzip.GzipFile(fileobj=file) if packed else file


def _read(stream: BinaryIO | gzip.GzipFile, limit: int, path: Path) -> NDArray[Any]:
    magic = stream.read(4)
    if not magic:
        raise InputError(f"“{path}” is empty. Copy or download it again.")
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in NUMBERS or not magic[3]:
        raise InputError(f"“{path}” is no idx file: it starts with {magic.hex(' ')}. Choose another file.")
    dtype, dimensions = np.dtype(NUMBERS[magic[2]]), magic[3]
    header = stream.read(4 * dimensions)
    if len(header) < 4 * dimensions:
        raise InputError(f"“{path}” ends within its header. Copy or download it again.")
    shape = struct.unpack(f">{dimensions}I", header)
    if 0 in shape:
        raise InputError(f"“{path}” holds nothing: its header says {_times(shape)}. Choose another file.")
    wanted = math.prod(shape) * dtype.itemsize
    data = stream.read(wanted) if wanted <= limit else b""
    if len(data) < wanted:
        raise InputError(
            f"“{path}” is incomplete: its header says {_times(shape)} numbers, but the file is too short for them. "
            "Copy or download it again."
        )
    # Reading on to the end is also what makes gzip compare its checksum.
    if stream.read(1):
        raise InputError(
            f"“{path}” is damaged: it goes on after the {_times(shape)} numbers of its header. "
            "Copy or download it again."
        )
    return np.frombuffer(data, dtype).reshape(shape).astype(dtype.newbyteorder("="))


def _times(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))
