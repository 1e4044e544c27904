"""A run folder has one writer at a time, and a writer that was killed leaves no lock behind."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from training import InputError, Recipe, fit
from training.events import RunFinished
from training.run_folder import RunFolder

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 8, 8), dtype=np.uint8)
RECIPE = Recipe.load("mnist-ae-2d").override("model.widths=[4]", "schedule.epochs=1", "schedule.batch_size=4")
BUSY = "is being written by another process"


def test_a_folder_is_written_by_one_run_at_a_time(tmp_path: Path) -> None:
    longer = RECIPE.override("schedule.epochs=2")
    with closing(fit(RECIPE, PIXELS, folder=tmp_path)) as events:
        next(events)
        with pytest.raises(InputError, match=BUSY):
            next(fit(longer, PIXELS, folder=tmp_path, resume=True))
        assert RunFolder.open(tmp_path).recipe == RECIPE
    assert isinstance(list(fit(longer, PIXELS, folder=tmp_path, resume=True))[-1], RunFinished)


def test_another_process_is_refused_until_the_writer_is_dead(tmp_path: Path) -> None:
    script = """
import sys, time
from training.recipe import Recipe
from training.run_folder import RunFolder
folder = RunFolder.create(sys.argv[1], Recipe())
print("locked", flush=True)
time.sleep(60)
"""
    writer = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    with writer.stdout:
        assert writer.stdout.readline() == "locked\n"
        with pytest.raises(InputError, match=BUSY):
            RunFolder.resume(tmp_path, Recipe())
        assert RunFolder.resume(tmp_path, Recipe(), writes=False).recipe == Recipe()
        writer.kill()
        writer.wait()
    resumed = RunFolder.resume(tmp_path, Recipe())
    with pytest.raises(InputError, match=BUSY):
        RunFolder.resume(tmp_path, Recipe())
    resumed.release()
    resumed.release()
    RunFolder.resume(tmp_path, Recipe()).release()


def test_a_disk_without_locks_is_written_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(_: int) -> None:
        raise OSError(38, os.strerror(38))

    monkeypatch.setattr("training.run_lock._lock", unsupported)
    assert isinstance(list(fit(RECIPE, PIXELS, folder=tmp_path))[-1], RunFinished)
