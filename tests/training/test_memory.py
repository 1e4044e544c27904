"""How much memory images may take."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch

from training.errors import InputError
from training.memory import VARIABLE, free_memory, image_budget

CPU = torch.device("cpu")


@pytest.mark.parametrize(
    ("said", "meant"),
    [("0", 0), ("123", 123), ("2k", 2048), ("500M", 500 * 2**20), ("1.5 GiB", 3 * 2**29), ("1TB", 2**40)],
)
def test_the_user_may_say_it(said: str, meant: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, said)
    assert image_budget(CPU) == meant


@pytest.mark.parametrize("said", ["much", "-1", "5 parrots", "nan", "G"])
def test_what_is_no_amount_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, said)
    with pytest.raises(InputError, match=f"{VARIABLE} is “{said}”, which is no amount of memory.*such as 500M"):
        image_budget(CPU)


def test_half_of_what_is_free_is_shared_by_the_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("training.memory.free_memory", lambda: 800)
    assert image_budget(CPU) == 400
    assert image_budget(CPU, 4) == 100


@pytest.mark.skipif(not hasattr(os, "sysconf"), reason="this system does not say how much memory it has")
def test_what_is_free_is_a_part_of_what_is_there() -> None:
    installed = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert 2**24 < free_memory() <= installed


def test_a_container_may_leave_less(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("3000000\n")
    (tmp_path / "memory.current").write_text("1000000\n")
    monkeypatch.setattr("training.memory.CONTROL_GROUP", tmp_path)
    assert free_memory() == 2_000_000
    (tmp_path / "memory.max").write_text("max\n")
    assert free_memory() > 2_000_000
