"""NumPy's files from anyone: read when they are sound, explained when they are not."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.data.array_files import array_names, is_zip, map_npy, npy_header, npz_headers, read_npy, read_npz
from training.errors import InputError


def header_bytes(shape: str, dtype: str = "|u1") -> bytes:
    text = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}}}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text


def npz(path: Path, data: bytes, *, packed: bool = False) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        archive.writestr("x.npy", data)
    return path


class TestNpy:
    @pytest.mark.parametrize(
        "array",
        [
            np.arange(24, dtype=np.uint8).reshape(2, 3, 4),
            np.asfortranarray(np.random.default_rng(0).random((5, 6))),
            np.arange(5, dtype=">i4"),
            np.float32(3.5),
            np.empty((0, 3)),
        ],
    )
    def test_what_numpy_saves_comes_back(self, array: Any, tmp_path: Path) -> None:
        np.save(tmp_path / "a.npy", array)
        result = read_npy(tmp_path / "a.npy")
        assert result.dtype == array.dtype
        assert np.array_equal(result, array)

    @pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
    def test_every_version_of_the_format_is_read(self, version: tuple[int, int], tmp_path: Path) -> None:
        with (tmp_path / "a.npy").open("wb") as file:
            np.lib.format.write_array(file, np.arange(7), version=version)
        assert read_npy(tmp_path / "a.npy").tolist() == list(range(7))

    def test_a_header_that_promises_terabytes_allocates_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "a.npy"
        path.write_bytes(header_bytes("(1000000, 1000000, 1000)") + bytes(100))
        with pytest.raises(InputError, match="1,000,000,000,000,000 bytes, but 100 follow"):
            read_npy(path)

    def test_a_truncated_file_is_incomplete(self, tmp_path: Path) -> None:
        path = tmp_path / "a.npy"
        np.save(path, np.zeros(1000))
        path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(InputError, match=r"incomplete.*8,000 bytes, but 7,999 follow"):
            read_npy(path)

    def test_python_objects_are_not_unpickled(self, tmp_path: Path) -> None:
        np.save(tmp_path / "a.npy", np.array([{}], dtype=object), allow_pickle=True)
        with pytest.raises(InputError, match="Python objects"):
            read_npy(tmp_path / "a.npy")

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\x93NUMPY",
            b"hello, world: no array at all",
            b"\x93NUMPY\x09\x09" + bytes(50),
            header_bytes("(2, -3)"),
            header_bytes("('a',)"),
            header_bytes("(2,)", "zzz") + bytes(2),
            header_bytes("__import__('os')"),
            header_bytes("(2, (3"),
            header_bytes("(" * 2000),
        ],
    )
    def test_what_is_no_array_is_refused(self, data: bytes, tmp_path: Path) -> None:
        (tmp_path / "a.npy").write_bytes(data)
        with pytest.raises(InputError, match=r"a\.npy"):
            read_npy(tmp_path / "a.npy")

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"There is no file “.*gone\.npy”"):
            read_npy(tmp_path / "gone.npy")

    def test_a_folder_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="cannot be read"):
            read_npy(tmp_path)


class TestNpz:
    @pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
    def test_arrays_are_read_by_name(self, save: Any, tmp_path: Path) -> None:
        x, y = np.random.default_rng(0).random((50, 7)), np.arange(3)
        save(tmp_path / "a.npz", x=x, y=y)
        assert array_names(tmp_path / "a.npz") == ("x", "y")
        result = read_npz(tmp_path / "a.npz", ["y", "x"])
        assert list(result) == ["y", "x"]
        assert np.array_equal(result["x"], x) and np.array_equal(result["y"], y)

    def test_much_repetition_is_no_reason_for_distrust(self, tmp_path: Path) -> None:
        np.savez_compressed(tmp_path / "a.npz", x=np.zeros(10_000_000, np.uint8))
        assert read_npz(tmp_path / "a.npz", ["x"])["x"].shape == (10_000_000,)

    def test_only_the_arrays_asked_for_are_read(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "a.npz", x=np.arange(3), evil=np.array([{}], dtype=object))
        assert read_npz(tmp_path / "a.npz", ["x"])["x"].tolist() == [0, 1, 2]
        with pytest.raises(InputError, match=r"“evil” in .* holds Python objects"):
            read_npz(tmp_path / "a.npz", ["evil"])

    def test_a_lacking_array_is_named_with_those_present(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "a.npz", images=np.zeros(3), y=np.zeros(3))
        with pytest.raises(InputError, match=r"lacks x; it holds images, y. Needed are x, y"):
            read_npz(tmp_path / "a.npz", ["x", "y"])

    def test_an_archive_of_other_things_holds_no_arrays(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
            archive.writestr("letter.txt", "hello")
        assert array_names(tmp_path / "a.npz") == ()
        with pytest.raises(InputError, match="it holds no arrays"):
            read_npz(tmp_path / "a.npz", ["x"])

    @pytest.mark.parametrize("packed", [False, True])
    def test_a_member_that_promises_terabytes_allocates_nothing(self, packed: bool, tmp_path: Path) -> None:
        path = npz(tmp_path / "a.npz", header_bytes("(1000000, 1000000, 1000)") + bytes(100), packed=packed)
        with pytest.raises(InputError, match=r"“x” in .* is incomplete"):
            read_npz(path, ["x"])

    def test_an_archive_that_lies_about_its_members_size_allocates_nothing(self, tmp_path: Path) -> None:
        size = 2**31
        path = npz(tmp_path / "a.npz", header_bytes(f"({size - 100},)") + bytes(10), packed=True)
        data = path.read_bytes()
        with zipfile.ZipFile(path) as archive:
            told = struct.pack("<I", archive.getinfo("x.npy").file_size)
        path.write_bytes(data.replace(told, struct.pack("<I", size)))
        with zipfile.ZipFile(path) as archive:
            assert archive.getinfo("x.npy").file_size == size
        with pytest.raises(InputError, match=r"“x” in .* is incomplete"):
            read_npz(path, ["x"])

    def test_a_flipped_bit_is_noticed(self, tmp_path: Path) -> None:
        path = tmp_path / "a.npz"
        np.savez(path, x=np.arange(1000))
        data = bytearray(path.read_bytes())
        data[3000] ^= 1
        path.write_bytes(data)
        with pytest.raises(InputError, match=r"damaged.*CRC"):
            read_npz(path, ["x"])

    @pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
    def test_a_truncated_archive_is_damaged(self, share: float, tmp_path: Path) -> None:
        path = tmp_path / "a.npz"
        np.savez_compressed(path, x=np.random.default_rng(0).random(1000))
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
        with pytest.raises(InputError, match="is damaged"):
            read_npz(path, ["x"])

    @pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n"])
    def test_a_foreign_file_is_said_to_be_one(self, data: bytes, tmp_path: Path) -> None:
        (tmp_path / "a.npz").write_bytes(data)
        assert not is_zip(tmp_path / "a.npz")
        with pytest.raises(InputError, match=r"is no \.npz file"):
            read_npz(tmp_path / "a.npz", ["x"])

    def test_an_unknown_packing_is_explained(self, tmp_path: Path) -> None:
        buffer = io.BytesIO()
        np.save(buffer, np.arange(3))
        path = npz(tmp_path / "a.npz", buffer.getvalue())
        data = bytearray(path.read_bytes())
        data[8:10] = data[(central := data.index(b"PK\x01\x02")) + 10 : central + 12] = struct.pack("<H", 97)
        path.write_bytes(data)
        with pytest.raises(InputError, match="packed in a way that cannot be read"):
            read_npz(path, ["x"])

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"There is no file “.*gone\.npz”"):
            read_npz(tmp_path / "gone.npz", ["x"])


class TestMapped:
    @pytest.mark.parametrize("array", [np.arange(24.0).reshape(2, 3, 4), np.asfortranarray(np.ones((5, 6)))])
    def test_a_file_is_read_where_it_is_looked_at(self, array: Any, tmp_path: Path) -> None:
        np.save(tmp_path / "a.npy", array)
        result = map_npy(tmp_path / "a.npy")
        assert isinstance(result, np.memmap) and np.array_equal(result, array)
        result[:] = 7
        assert np.array_equal(np.load(tmp_path / "a.npy"), array)

    def test_nothing_can_be_mapped_too(self, tmp_path: Path) -> None:
        np.save(tmp_path / "a.npy", np.empty((0, 3)))
        assert map_npy(tmp_path / "a.npy").shape == (0, 3)

    def test_it_is_checked_first(self, tmp_path: Path) -> None:
        path = tmp_path / "a.npy"
        path.write_bytes(header_bytes("(1000000, 1000000, 1000)") + bytes(100))
        with pytest.raises(InputError, match="is incomplete"):
            map_npy(path)
        np.save(path, np.array([{}], dtype=object), allow_pickle=True)
        with pytest.raises(InputError, match="Python objects"):
            map_npy(path)


class TestHeaders:
    def test_they_are_told_without_reading(self, tmp_path: Path) -> None:
        np.savez(tmp_path / "a.npz", x=np.zeros((3, 4), np.int16), o=np.array([{}], dtype=object))
        headers = npz_headers(tmp_path / "a.npz")
        assert headers["x"].shape == (3, 4) and headers["x"].dtype == np.int16 and headers["x"].nbytes == 24
        assert headers["o"].dtype.hasobject
        np.save(tmp_path / "b.npy", np.zeros((3, 4)))
        assert npy_header(tmp_path / "b.npy").nbytes == 96

    def test_what_macos_packs_beside_them_is_passed_over(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("x.npy", header_bytes("(2,)") + bytes(2))
            archive.writestr("__MACOSX/._x.npy", b"rubbish")
        assert array_names(tmp_path / "a.zip") == ("x",)
