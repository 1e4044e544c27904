"""Readers that go away, streams that are closed and disks that are full: the work is done all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from training.run_folder import RunFolder

COMMAND = (sys.executable, "-m", "training")
FIT = (*COMMAND, "fit", "mnist-ae-2d", "--set", "data.source=digits", "--set", "model.widths=[16]",
       "--set", "schedule.epochs=2", "--out")  # fmt: skip
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1"}


def _without_reader() -> int:
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_nobody_reads(stream: str, tmp_path: Path) -> None:
    pipe = _without_reader()
    other = "stderr" if stream == "stdout" else "stdout"
    streams = {stream: pipe, other: subprocess.PIPE}
    try:
        ran = subprocess.run(
            [*FIT, str(tmp_path)],
            text=True,
            check=False,
            env=ENVIRONMENT,
            **streams,  # type: ignore[call-overload]
        )
    finally:
        os.close(pipe)
    assert ran.returncode == 0
    assert RunFolder.open(tmp_path).load().epoch == 2
    said = getattr(ran, other)
    assert ("Run folder" if other == "stdout" else "epoch 2/2") in said
    assert "Error" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="closes streams with a shell")
def test_streams_that_are_closed(tmp_path: Path) -> None:
    shell = ["sh", "-c", 'exec "$@" >&- 2>&-', "sh"]
    assert subprocess.run([*shell, *FIT, str(tmp_path)], check=False, env=ENVIRONMENT).returncode == 0
    assert RunFolder.open(tmp_path).load().epoch == 2
    assert "epoch" not in (tmp_path / "lock").read_text()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_the_output() -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run([*COMMAND, "recipes"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr == "The output cannot be written: No space left on device. Send it elsewhere.\n"


def test_ctrl_c_while_modules_are_loaded() -> None:
    script = """
import signal, sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == "typer":
            signal.raise_signal(signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Interrupting())
from training.__main__ import main
sys.exit(main(["recipes"]))
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (130, "Interrupted.\n")
