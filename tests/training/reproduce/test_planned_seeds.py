"""One run proves little: what is trained in about two minutes is trained with three seeds, and has a spread."""

from __future__ import annotations

from training.reproduce import MODULES, declared

LONG = {
    ("A", "4096"),
    ("C", "vae-15"),
    ("E", "dogs"),
    ("F", "plain"),
    ("F", "noise-05"),
    ("F", "noise-10"),
    ("F", "noise-15"),
    ("F", "large"),
    ("G", "faces"),
}
"""Runs of three to nine minutes on two cores; and a loss that jumps (A) and a collapse (C), which one run shows."""


def test_all_but_long_runs_have_at_least_three_seeds() -> None:
    seeds = {
        (letter, experiment.key): experiment.seeds for letter in MODULES for experiment in declared(letter).experiments
    }
    assert {of for of, count in seeds.items() if count < 3} == LONG
