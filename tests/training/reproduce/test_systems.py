"""Every system trains on the images that stand in for its own, is measured, and draws its report's pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from training.control import Control
from training.reproduce import declared
from training.reproduce.parts import PARTS
from training.reproduce.runner import Measured, Options, run_system
from training.reproduce.save import save_pictures
from training.reproduce.system import Experiment, Plan, System
from training.reproduce.table import tabulate

IMAGES = 20
_THIN = ("model.channels=[4, 8]",)
_NARROW = ("model.widths=[32]", "model.latent_size=16")
SMALLER = {"C": _THIN, "E": _THIN, "F": _THIN, "G": _NARROW, "H": _NARROW}
"""The reports' networks are too large for a test."""
PICTURES = {
    "C": {"reconstructed", "generated-report", "generated-ours", "curves"},
    "D": {"grid-ae", "grid-vae", "scatter-ae", "scatter-vae", "reconstructed", "denoised"},
    "E": {"reconstructed-report", "reconstructed-ours", "sampled-report", "sampled-ours", "histograms", "spectrum"},
    "F": {"draws", "noisy"},
    "G": {"blends-report", "blends-ours"},
    "H": {"roc-olivetti", "worst-olivetti", "roc-zero", "worst-zero", "roc-one", "worst-one"},
}


def small(system: System) -> System:
    """The same with few images and a single epoch."""

    def brief(plan: Plan | None) -> Plan | None:
        return plan and replace(
            plan, quick=("schedule.epochs=1", "schedule.batch_size=16", *SMALLER.get(system.letter, ()))
        )

    def short(experiment: Experiment) -> Experiment:
        return replace(experiment, settings=brief(experiment.settings), ours=brief(experiment.ours))

    return replace(
        system,
        images={key: replace(images, quick=IMAGES) for key, images in system.images.items()},
        experiments=tuple(map(short, system.experiments)),
    )


@pytest.mark.parametrize("letter", PICTURES)
def test_a_system_is_measured_and_pictured(letter: str, tmp_path: Path) -> None:
    system = small(declared(letter))
    said = run_system(system, Options(None, tmp_path, quick=True), Control())
    measured = [event for event in said if isinstance(event, Measured)]
    for one in measured:
        # An epoch that a short run does not have cannot be asked for.
        asked = {figure.key for figure in one.job.experiment.figures if not figure.key.startswith("psnr-1")}
        found = {key for part in PARTS for key, of in one.values if of == part}
        assert {key for key in asked if not key[-1].isdigit()} - {"kl"} <= found
    table = tabulate(system, measured, quick=True, stand_ins=frozenset())
    assert len(table.sections) == len(system.experiments)
    runs = {(one.job.experiment.key, one.job.role): one.trained for one in measured}
    paths = list(save_pictures(table, runs, tmp_path))
    assert {path.stem for path in paths if path.suffix == ".png"} == PICTURES[letter]
