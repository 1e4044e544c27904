"""The idx format: read when it is sound, explained when it is not."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from training.data.idx_files import read_idx
from training.errors import InputError

Write = Callable[..., Path]
IMAGES = np.arange(5 * 4 * 3, dtype=np.uint8).reshape(5, 4, 3)


@pytest.mark.parametrize("name", ["a-idx3-ubyte", "a-idx3-ubyte.gz"])
@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16", "int32", "float32", "float64"])
def test_every_kind_of_number_is_read_packed_or_not(name: str, dtype: str, write_idx: Write, tmp_path: Path) -> None:
    array = IMAGES.astype(dtype)
    result = read_idx(write_idx(tmp_path / name, array))
    assert result.dtype == array.dtype and result.dtype.isnative
    assert np.array_equal(result, array)
    assert result.flags.writeable


def test_whether_it_is_packed_is_seen_in_the_file_not_in_its_name(write_idx: Write, tmp_path: Path) -> None:
    packed = write_idx(tmp_path / "a.gz", IMAGES).rename(tmp_path / "a")
    assert np.array_equal(read_idx(packed), IMAGES)


@pytest.mark.parametrize("length", [1, 3, 10, 16, 30, 75])
def test_a_file_cut_short_anywhere_is_refused(length: int, write_idx: Write, tmp_path: Path) -> None:
    path = write_idx(tmp_path / "a", IMAGES)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(InputError, match="no idx file" if length < 4 else r"incomplete|within its header"):
        read_idx(path)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_packed_file_cut_short_anywhere_is_refused(share: float, write_idx: Write, tmp_path: Path) -> None:
    path = write_idx(tmp_path / "a.gz", np.random.default_rng(0).integers(0, 256, (20, 9, 9), np.uint8))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(InputError, match="damaged: it cannot be unpacked"):
        read_idx(path)


def test_a_flipped_bit_in_a_packed_file_is_noticed(write_idx: Write, tmp_path: Path) -> None:
    path = write_idx(tmp_path / "a.gz", np.random.default_rng(0).integers(0, 256, (20, 9, 9), np.uint8))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)
    with pytest.raises(InputError, match="damaged"):
        read_idx(path)


def test_what_follows_the_last_number_is_not_ignored(write_idx: Write, tmp_path: Path) -> None:
    path = write_idx(tmp_path / "a", IMAGES)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(InputError, match="goes on after the 5 × 4 × 3 numbers"):
        read_idx(path)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_header_that_promises_terabytes_allocates_nothing(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(pack(b"\0\0\x08\x03" + struct.pack(">3I", 2**31, 2**31, 2**31) + bytes(50)))
    with pytest.raises(InputError, match="incomplete"):
        read_idx(tmp_path / "a")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (gzip.compress(b""), "is empty"),
        (b"PK\x03\x04 a zip archive", "no idx file: it starts with 50 4b 03 04"),
        (b"\0\0\x07\x03" + bytes(20), "no idx file"),
        (b"\0\0\x08\x00" + bytes(20), "no idx file"),
        (b"\0\0\x08\x03" + struct.pack(">3I", 0, 28, 28), "holds nothing: its header says 0 × 28 × 28"),
        (b"\x1f\x8b not really packed", "damaged"),
    ],
)
def test_what_is_no_idx_file_is_refused(data: bytes, words: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(InputError, match=words):
        read_idx(tmp_path / "a")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"There is no file “.*gone”"):
        read_idx(tmp_path / "gone")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_idx(tmp_path)
