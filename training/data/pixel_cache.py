"""Keeps decoded pixels in the user's cache folder, as a memory-mapped file, so that large sets are decoded once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.atomic import write_atomically
from training.data.array_files import map_npy
from training.errors import InputError

KEPT = 12
"""Sets that stay in the cache; the one that was used longest ago gives way."""
VERSION = 1
"""Raised when what is kept changes its meaning."""

Facts = dict[str, Any]
"""What is kept beside the pixels: anything that JSON can say."""


def decoded_folder() -> Path:
    """The folder for decoded pixels: ``decoded`` in the user's cache folder for aeexplorer."""
    from platformdirs import user_cache_path

    return user_cache_path("aeexplorer", appauthor=False) / "decoded"


def key_of(path: Path, stamps: Iterable[object], *settings: object) -> str:
    """A name for what is decoded from ``path`` under ``settings``; another one once a stamp of its files changes."""
    digest = hashlib.sha256(repr((VERSION, str(path.absolute()), settings)).encode("utf-8", "surrogatepass"))
    for stamp in stamps:
        digest.update(repr(stamp).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


def stamp(file: Path) -> tuple[str, int, int]:
    """Name, size and time of change of a file.

    Raises:
        InputError: it is gone.
    """
    try:
        stat = file.stat()
    except OSError as error:
        raise InputError(f"“{file}” cannot be read: {error.strerror or error}.") from error
    return str(file), stat.st_size, stat.st_mtime_ns


def find(key: str) -> tuple[NDArray[Any], Facts] | None:
    """The pixels (N, C, H, W) and facts kept under ``key``; None if there are none, or damaged ones."""
    index = decoded_folder() / f"{key}.json"
    try:
        kept = json.loads(index.read_text(encoding="utf-8"))
        pixels = map_npy(index.with_name(Path(kept["pixels"]).name))
        facts = kept["facts"]
        if list(pixels.shape) != kept["shape"] or not isinstance(facts, dict):
            return None
    except (OSError, ValueError, KeyError, TypeError, InputError):
        return None
    with contextlib.suppress(OSError):
        os.utime(index)
    return pixels, facts


def keep(
    key: str,
    image_shape: tuple[int, int, int],
    dtype: type[np.uint8] | type[np.float32],
    portions: Iterable[NDArray[Any]],
    facts: Callable[[], Facts] = dict,
) -> tuple[NDArray[Any], Facts]:
    """Write ``portions`` (n, C, H, W) one after the other and keep them; ``facts`` is asked when all are written.

    They are found complete, or not at all, whatever interrupts this.

    Raises:
        InputError: the cache cannot be written, or there are no portions.
    """
    folder = decoded_folder()
    target = folder / f"{key}-{uuid.uuid4().hex[:8]}.npy"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            # NumPy leaves room in the header for a longer first axis, so that the count can be written last.
            _write_header(file, (0, *image_shape), dtype)
            start, n = file.tell(), 0
            for portion in portions:
                file.write(np.ascontiguousarray(portion, dtype).data)
                n += len(portion)
            file.seek(0)
            _write_header(file, (n, *image_shape), dtype)
            if file.tell() != start:
                raise AssertionError("the header has grown over the pixels")
            file.flush()
            os.fsync(file.fileno())
        if not n:
            raise InputError("There is not one image to keep.")
        told = facts()
        index = {"pixels": target.name, "shape": [n, *image_shape], "facts": told}
        write_atomically(folder / f"{key}.json", json.dumps(index, ensure_ascii=True).encode())
    except OSError as error:
        _remove(target)
        raise InputError(
            f"The decoded images cannot be kept in “{folder}”: {error.strerror or error}. "
            "Make room or give access, and try again."
        ) from error
    except BaseException:
        _remove(target)
        raise
    _tidy(folder, target)
    return map_npy(target), told


def _write_header(file: Any, shape: tuple[int, ...], dtype: type[np.uint8] | type[np.float32]) -> None:
    descr = np.lib.format.dtype_to_descr(np.dtype(dtype))
    np.lib.format.write_array_header_1_0(file, {"descr": descr, "fortran_order": False, "shape": shape})


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink()


def _tidy(folder: Path, newest: Path) -> None:
    """Take out pixels that no index names any more, and the sets used longest ago."""
    with contextlib.suppress(OSError):
        indices = sorted(folder.glob("*.json"), key=lambda index: index.stat().st_mtime, reverse=True)
        for index in indices[KEPT:]:
            index.unlink(missing_ok=True)
        named = {newest.name}
        for index in indices[:KEPT]:
            with contextlib.suppress(ValueError, KeyError, TypeError):
                named.add(json.loads(index.read_text(encoding="utf-8"))["pixels"])
        keys = {index.stem for index in indices}
        for file in folder.glob("*.npy"):
            # A file whose key has no index yet may be being written by another process.
            if file.name not in named and file.stem.partition("-")[0] in keys:
                _remove(file)
