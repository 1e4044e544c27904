"""Chosen images are the right ones, and share their memory, or a file, where a copy would fill the memory."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from platformdirs import user_cache_path
from torch import Tensor

from training.data.chosen_rows import chosen_rows
from training.data.images import ImageSet
from training.errors import InputError


@pytest.fixture
def mapped(tmp_path: Path) -> Tensor:
    """A file of 60 images of 1×4×4, each of pixels of its own number."""
    array = np.lib.format.open_memmap(tmp_path / "pixels.npy", "w+", np.uint8, (60, 1, 4, 4))
    array[:] = np.arange(60)[:, None, None, None]
    return torch.from_numpy(array)


def numbers(pixels: Tensor) -> list[int]:
    return pixels[:, 0, 0, 0].tolist()


def shares_memory(pixels: Tensor, whole: Tensor) -> bool:
    return pixels.untyped_storage().data_ptr() == whole.untyped_storage().data_ptr()


@pytest.mark.parametrize("rows", [range(10, 50), range(1, 60, 2)], ids=["neighbours", "every second"])
def test_evenly_spaced_images_share_the_files_memory(mapped: Tensor, rows: range) -> None:
    chosen = chosen_rows(mapped, torch.tensor(list(rows)))
    assert numbers(chosen) == list(rows)
    assert shares_memory(chosen, mapped)


def test_few_images_do_not_hold_on_to_all_the_others(mapped: Tensor) -> None:
    chosen = chosen_rows(mapped, torch.arange(3, 7))
    assert numbers(chosen) == [3, 4, 5, 6]
    assert chosen.untyped_storage().nbytes() == 4 * 16


def test_what_would_fill_the_memory_goes_into_a_file(mapped: Tensor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AEEXPLORER_MEMORY", "100")
    monkeypatch.setattr("training.data.chosen_rows.PORTION", 50)
    rows = [0, 1, 5, 6, 7, 40, 59]
    before = set(user_cache_path("aeexplorer", appauthor=False).rglob("*"))
    chosen = chosen_rows(mapped, torch.tensor(rows))
    assert numbers(chosen) == rows and chosen.dtype == torch.uint8
    assert not shares_memory(chosen, mapped)
    assert "(deleted)" in _file_of(chosen), "the pixels are not in a file"
    gc.collect()
    assert numbers(chosen) == rows, "the file is gone too early"
    assert {path for path in user_cache_path("aeexplorer", appauthor=False).rglob("*") if path.is_file()} <= before
    # Even few of them share memory where a copy would fill it.
    assert shares_memory(chosen_rows(mapped, torch.arange(3, 20)), mapped)


def _file_of(pixels: Tensor) -> str:
    """The file under a tensor's memory, as Linux lists it."""
    maps = Path("/proc/self/maps")
    if not maps.exists():
        pytest.skip("which memory is a file can be seen on Linux only")
    for line in maps.read_text(encoding="utf-8").splitlines():
        start, end = (int(number, 16) for number in line.split()[0].split("-"))
        if start <= pixels.data_ptr() < end:
            return line
    return ""


def test_a_file_that_cannot_be_written_is_told_in_a_sentence(
    mapped: Tensor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AEEXPLORER_MEMORY", "100")
    (tmp_path / "no folder").write_text("a file")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "no folder")
    with pytest.raises(InputError, match="cannot be kept in"):
        chosen_rows(mapped, torch.tensor([0, 1, 5, *range(7, 40)]))


def test_a_choice_of_classes_is_no_copy_of_a_mapped_set(mapped: Tensor) -> None:
    labels = torch.arange(60) // 20
    images = replace(ImageSet("mapped", mapped, labels, ("a", "b", "c")), held_out_from=50)
    some = images.only(("b", "c"))
    assert shares_memory(some.pixels, mapped)
    assert numbers(some.pixels) == list(range(20, 60))
    assert some.held_out_from == 30
