"""The governor computes with as many threads as help, and fewer while another process takes a core."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
import torch

from training.threads import ThreadGovernor, usable_cores


class Machine:
    """A pretended machine: how long a step takes with so many threads, and what the governor chose."""

    def __init__(self, cores: int, step_seconds: Callable[[int], float]) -> None:
        self.step_seconds = step_seconds
        self.threads = 0
        self.seconds = 0.0
        self.governor = ThreadGovernor(cores, self.set_threads)

    def set_threads(self, threads: int) -> None:
        self.threads = threads

    def run(self, steps: int) -> float:
        """Seconds that so many steps took."""
        began = self.seconds
        for _ in range(steps):
            seconds: float = self.step_seconds(self.threads)
            self.seconds += seconds
            self.governor.observe(seconds)
        return self.seconds - began


def free(threads: int) -> float:
    return 0.002 / math.pow(threads, 0.9)


def busy(cores: int) -> Callable[[int], float]:
    """Another process has one of the cores: all threads together wait for it."""
    return lambda threads: free(threads) if threads < cores else 0.06


def test_all_cores_are_used_when_they_help() -> None:
    for cores in (1, 2, 6, 16):
        machine = Machine(cores, free)
        machine.run(200)
        assert machine.threads == cores


def test_one_thread_is_kept_where_more_do_not_help() -> None:
    machine = Machine(8, lambda threads: 0.002 * threads)
    took = machine.run(5000)
    assert machine.threads == 1
    assert took < 1.03 * 5000 * 0.002


@pytest.mark.parametrize("cores", [2, 4, 16])
def test_beside_a_busy_process_from_the_start_training_is_hardly_slower_than_without_the_core(cores: int) -> None:
    machine = Machine(cores, busy(cores))
    took = machine.run(10_000)
    assert took < 10_000 * free(cores - 1) / 0.9
    assert machine.threads == cores - 1


def test_when_another_process_comes_and_goes_threads_are_given_up_and_taken_back() -> None:
    machine = Machine(2, free)
    machine.run(1000)
    assert machine.threads == 2
    machine.step_seconds = busy(2)
    machine.run(20)
    assert machine.threads == 1
    assert machine.run(10_000) < 10_000 * free(1) / 0.9
    machine.step_seconds = free
    machine.run(20_000)
    assert machine.threads == 2


def test_a_single_slow_step_changes_nothing() -> None:
    machine = Machine(2, free)
    machine.run(1000)
    machine.step_seconds = lambda _: 0.2
    machine.run(1)
    machine.step_seconds = free
    machine.run(50)
    assert machine.threads == 2


def test_the_limit_is_kept_to_and_lifted_again() -> None:
    machine = Machine(8, free)
    machine.run(500)
    machine.governor.limit = 3
    machine.run(1)
    assert machine.threads == 2  # the next number that is tried at all
    machine.run(10_000)
    assert machine.threads == 2
    machine.governor.limit = 8
    machine.run(1)
    assert machine.threads == 8


@pytest.mark.parametrize("limit", [0, -3])
def test_one_thread_remains_whatever_the_limit(limit: int) -> None:
    machine = Machine(4, free)
    machine.run(500)
    machine.governor.limit = limit
    machine.run(100)
    assert machine.threads == 1


def test_by_default_it_governs_torch() -> None:
    before = torch.get_num_threads()
    try:
        governor = ThreadGovernor(1)
        assert torch.get_num_threads() == governor.threads == 1
    finally:
        torch.set_num_threads(before)


def test_the_environment_limits_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert usable_cores() == 3
    monkeypatch.setenv("OMP_NUM_THREADS", "many")
    assert usable_cores() <= (os.cpu_count() or 1)


def test_a_dense_network_learns_the_same_bits_with_any_number_of_threads() -> None:
    """In a process of its own: torch's number of threads is the whole process's business."""
    ran = subprocess.run([sys.executable, "-c", _TRAIN], capture_output=True, text=True, timeout=150)
    assert ran.returncode == 0, ran.stderr
    digests = ran.stdout.split()
    assert len(digests) == 4
    assert len(set(digests)) == 1


_TRAIN = """
import hashlib, itertools, torch
from torch.nn import functional as F

def digest(counts):
    torch.manual_seed(0)
    net = torch.nn.Sequential(*[m for a, b in ((784, 512), (512, 2), (2, 512), (512, 784))
                                for m in (torch.nn.Linear(a, b), torch.nn.ReLU())][:-1])
    adam = torch.optim.Adam(net.parameters(), 1e-3, fused=True)
    x = torch.rand(1024, 784)
    for step, threads in zip(range(24), itertools.cycle(counts)):
        torch.set_num_threads(threads)
        batch = x[step % 8 * 128 :][:128]
        adam.zero_grad()
        F.binary_cross_entropy_with_logits(net(batch), batch, reduction="none").sum(1).mean().backward()
        adam.step()
    return hashlib.sha256(b"".join(p.detach().numpy().tobytes() for p in net.parameters())).hexdigest()

for counts in ([1], [2], [1, 2], [4]):
    print(digest(counts))
"""
