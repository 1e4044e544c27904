"""How fast ``fit`` trains while another process keeps one of the cores busy."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.contenders import DENSE, Contender, Steps, ours, race, random_digits
from training.data.images import ImageSet

CORES = 2
SLICES, SECONDS = 10, 1.0


def rows() -> list[tuple[str, float, float]]:
    """What was compared, the ratio, and the ratio wanted.

    On two cores, one of them busy. Totals, not medians: now and then ``fit`` looks whether the core is free again,
    and what that costs counts.
    """
    images = random_digits()
    with _pinned(), _busy_process():
        contenders = {
            "ours": Contender(ours(DENSE, images), CORES),
            "one thread": Contender(_on_one_thread(images), 1),
        }
        race(contenders, slices=SLICES, seconds=SECONDS)
    ratio = sum(contenders["ours"].rates) / sum(contenders["one thread"].rates)
    return [("fit beside a busy process, against one thread", ratio, 0.9)]


def _on_one_thread(images: ImageSet) -> Steps:
    """``fit`` where it may use one thread only."""
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    steps = ours(DENSE, images)
    yield next(steps)
    if before is None:
        del os.environ["OMP_NUM_THREADS"]
    else:
        os.environ["OMP_NUM_THREADS"] = before
    yield from steps


@contextmanager
def _pinned() -> Iterator[None]:
    """Keep this process and its children to two cores, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:CORES])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def _busy_process() -> Iterator[None]:
    """Another process that computes and never waits; it ends by itself should this one be killed."""
    spin = "import time\nend = time.monotonic() + 120\nwhile time.monotonic() < end: pass"
    process = subprocess.Popen([sys.executable, "-c", spin])
    try:
        yield
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    for what, ratio, wanted in rows():
        print(f"{what}: {ratio:.2f}x (wanted {wanted:.2f}x)")
