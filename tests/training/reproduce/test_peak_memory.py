"""The memory that training took: of the process or the GPU, and not said where nothing tells."""

from __future__ import annotations

import builtins
import importlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from training.reproduce import declared, faces, peak_memory
from training.reproduce.document import aim_text, cells_of
from training.reproduce.runner import Measured
from training.reproduce.table import tabulate
from training.reproduce.trained import Trained

resource = pytest.importorskip("resource", reason="Windows does not tell the memory that a process had")


@pytest.fixture
def trained(measured: list[Measured]) -> Trained:
    return measured[0].trained


@pytest.fixture
def without_resource(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on Windows."""
    real = builtins.__import__

    def importing(name: str, *args: Any) -> Any:
        if name == "resource":
            raise ModuleNotFoundError(name)
        return real(name, *args)

    monkeypatch.delitem(sys.modules, "resource", raising=False)
    monkeypatch.setattr(builtins, "__import__", importing)
    began = peak_memory._BEGAN
    importlib.reload(peak_memory)
    monkeypatch.setattr(peak_memory, "_BEGAN", began)
    monkeypatch.setattr(faces, "peak_memory", peak_memory.peak_memory)
    yield
    monkeypatch.undo()
    importlib.reload(peak_memory)
    peak_memory._BEGAN = began


def on(accelerator: str, trained: Trained) -> Trained:
    """The run as if another device had computed it."""
    return replace(
        trained,
        events=[
            entry | {"device": {"accelerator": accelerator}} if entry["event"] == "RunStarted" else entry
            for entry in trained.events
        ],
    )


def test_on_the_cpu_it_is_the_process(trained: Trained) -> None:
    peak = peak_memory.peak_memory(trained)
    assert peak is not None
    if sys.platform == "linux":
        status = Path("/proc/self/status").read_text().splitlines()
        said = [int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM")]
        assert peak == pytest.approx(said[0], rel=0.05)


def test_on_a_gpu_it_is_what_tensors_took_there(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "max_memory_allocated", lambda: 3 * 2**30)
    assert peak_memory.peak_memory(on("cuda", trained)) == 3 * 2**30
    assert faces.measure(on("cuda", trained), "training")["memory"] == 3
    assert "memory" not in faces.measure(on("cuda", trained), "held out")
    monkeypatch.setattr(torch.cuda, "max_memory_allocated", lambda: 0)
    assert peak_memory.peak_memory(on("cuda", trained)) is None, "nothing was computed there"
    assert peak_memory.peak_memory(on("mps", trained)) is None


def test_of_a_run_that_another_process_trained_nothing_is_said(trained: Trained) -> None:
    *before, last = trained.events
    assert peak_memory.peak_memory(replace(trained, events=[*before, last | {"time": "2026-01-01T00:00"}])) is None


@pytest.mark.usefixtures("without_resource")
def test_without_the_module_the_row_says_that_nothing_was_measured(measured: list[Measured]) -> None:
    assert peak_memory.peak_memory(measured[0].trained) is None
    system = declared("G")
    job = replace(measured[0].job, experiment=system.experiments[0])
    values = {("psnr", "training"): 20.0}
    values |= {(key, "training"): value for key, value in faces.measure(measured[0].trained, "training").items()}
    table = tabulate(system, [replace(measured[0], job=job, values=values)], quick=False, stand_ins=frozenset())
    (section,) = table.sections
    row = next(row for row in section.rows if row.figure.key == "memory")
    assert cells_of(row, section)[:4] == ["Memory, GiB ↓", "", "", ""]
    assert aim_text(row, row.figure.aims[0], section) == "settings ≤ 24.0 (training): not measured"
