"""How many times over each system of ``reproduce --quick`` fits into the two minutes that it may take on two cores.

``AEEXPLORER_DATA`` names the folder with the reports' images; without it those that stand in are timed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from training.reproduce import MODULES, letters

CORES = 2
ALLOWED = 120.0
"""Seconds that a system may take."""


def rows() -> list[tuple[str, float, float]]:
    """What was timed, how many times it fits into the time allowed, and how many times are wanted."""
    return [(f"reproduce {letter} --quick, in two minutes", ALLOWED / seconds(letter)[0], 1.0) for letter in MODULES]


def seconds(letter: str) -> tuple[float, float]:
    """Seconds by the clock and of the processors, the start of Python included, that a system takes in an empty folder.

    Seconds of the processors are 0 on Windows, which does not tell them of an ended process.
    """
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    data = os.environ.get("AEEXPLORER_DATA")
    given = ["--data", data] if data else []
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "training", "reproduce", letter, "--quick", "--out", out, *given]
        before, began = os.times(), time.perf_counter()
        subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, check=True)
        ended = os.times()
        clock = time.perf_counter() - began
    busy = ended.children_user + ended.children_system - before.children_user - before.children_system
    return clock, busy


if __name__ == "__main__":
    for one in letters(sys.argv[1:]):
        clock, busy = seconds(one)
        print(f"{one}: {clock:.0f} s, {busy:.0f} s of the processors (wanted at most {ALLOWED:.0f} s)", flush=True)
