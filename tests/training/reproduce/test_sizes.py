"""Our recipes win by their training, not by a larger network: none has more parameters than the report's."""

from __future__ import annotations

import pytest
import torch

from training import Recipe, build_model
from training.models.backbone import ImageShape
from training.reproduce import MODULES, declared
from training.reproduce.system import Experiment, Plan, System

SHAPES = {
    "wafer.npz": (3, 26, 26),
    "mnist.npz": (1, 28, 28),
    "eyes50_1476.npz": (3, 50, 50),
    "dogs64_1000.npz": (3, 64, 64),
    "olivetti.npz": (1, 64, 64),
}
"""Of the images in the user's files."""
PAIRS = [
    pytest.param(system, experiment, id=f"{letter}-{experiment.key}")
    for letter in MODULES
    for system in (declared(letter),)
    for experiment in system.experiments
    if experiment.settings and experiment.ours
]


def shape_of(system: System, experiment: Experiment) -> ImageShape:
    """Of the images as an experiment is given them."""
    images = system.images_of(experiment)
    channels, *sides = SHAPES[images.file]
    return (3 if "data.colour=rgb" in images.overrides else channels), *sides


def parameters(plan: Plan | None, shape: ImageShape) -> int:
    assert plan is not None
    with torch.device("meta"):
        model = build_model(Recipe.load(plan.recipe).override(*plan.overrides), shape)
    return sum(parameter.numel() for parameter in model.parameters())


@pytest.mark.parametrize(("system", "experiment"), PAIRS)
def test_ours_is_no_larger_than_the_reports_network(system: System, experiment: Experiment) -> None:
    shape = shape_of(system, experiment)
    assert parameters(experiment.ours, shape) <= parameters(experiment.settings, shape)


def test_every_system_has_ours_beside_the_reports() -> None:
    assert {str(pair.id)[0] for pair in PAIRS} == set(MODULES)
