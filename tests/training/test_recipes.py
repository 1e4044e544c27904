"""Every built-in recipe builds, is listed, and takes a step; the reports' networks have their parameters."""

from __future__ import annotations

import json

import pytest
import torch

from training import ImageSet, Recipe, build_model, fit, recipe_names
from training.__main__ import main
from training.data import SOURCES
from training.data.photo_patches import PHOTOGRAPHS
from training.events import EpochEnded, RunFinished
from training.models.dense import Dense
from training.reproduce import MODULES, declared
from training.reproduce.system import ROLES

EXPECTED = {
    "mnist-01-inpainting": 935_824,
    "wafers-ae": 112_643,
    "eyes-ae": 4_766_307,
    "eyes-vae": 7_125_859,
    "eyes-ae-64x48x48": 3_523,
    "mnist-ae-2d-wide": 2_789_906,
    "mnist-vae-2d-wide": 2_790_164,
    "mnist-vae-20d": 1_082_680,
    "mnist-conv-2d": 17_411,
    "mnist-denoising": 2_789_264,
    "dogs-ae": 425_427,
    "faces-dense": 117_483_520,
}
"""The reports say so of B, E and G. The others follow from their layers, and ours are compared with them."""
CLASSES = {"mnist": tuple("0123456789"), "photo-patches": tuple(one.name for one in PHOTOGRAPHS)}
LARGE = 20_000_000
"""Parameters from which a step takes long."""


def _shape(recipe: Recipe) -> tuple[int, int, int]:
    shape = SOURCES[recipe.data.source].image_shape
    assert shape is not None, "a built-in recipe has images of its own"
    return shape


@pytest.fixture(scope="module")
def parameters() -> dict[str, int]:
    found = {}
    for name in recipe_names():
        recipe = Recipe.load(name)
        with torch.device("meta"):
            model = build_model(recipe, _shape(recipe))
        found[name] = sum(parameter.numel() for parameter in model.parameters())
    return found


def test_the_reports_networks_have_their_parameters(parameters: dict[str, int]) -> None:
    assert {name: parameters[name] for name in EXPECTED} == EXPECTED


@pytest.mark.parametrize("key", ["ae-2d", "vae-2d"])
def test_the_widths_of_report_d_rise_first_and_then_fall(key: str) -> None:
    (plan,) = [one.settings for one in declared("D").experiments if one.key == key]
    assert plan is not None and not plan.overrides, "a recipe that the window and the command line can run"
    model = Recipe.load(plan.recipe).model
    assert isinstance(model, Dense)
    pixels, first, *others = (28 * 28, *model.widths, model.latent_size)
    assert first > pixels
    assert [first, *others] == sorted([first, *others], reverse=True)


@pytest.mark.parametrize("name", recipe_names())
def test_every_recipe_takes_a_step(name: str, parameters: dict[str, int]) -> None:
    recipe = Recipe.load(name)
    if parameters[name] > LARGE:
        recipe = recipe.override("model.widths=[16]", "model.latent_size=8")
    labels = torch.arange(12) % 3
    pixels = torch.rand(12, *_shape(recipe), generator=torch.Generator().manual_seed(0))
    # Wafer maps, digits and photographs alike: what is tested is that the parts fit together.
    few = recipe.override("schedule.epochs=1", "schedule.batch_size=8", "data.held_out=0.25", "device.accelerator=cpu")
    events = list(fit(few, ImageSet.from_array(pixels, labels.numpy(), classes=("0", "1", "2"))))
    assert isinstance(events[-1], RunFinished)
    (_, ended) = (event for event in events if isinstance(event, EpochEnded))
    assert all(value == value for value in ended.held_out.values()), "numbers"


def test_every_recipe_is_titled_for_people_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recipes", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in listed] == recipe_names()
    titles = [one["title"] for one in listed]
    assert len(set(titles)) == len(titles)
    assert not [title for title in titles if "-best" in title or title == "Untitled"]


@pytest.mark.parametrize("name", [name for name in recipe_names() if "anomaly" in name])
def test_one_class_is_left_out_as_the_anomaly(name: str) -> None:
    data = Recipe.load(name).data
    classes = CLASSES[data.source]
    assert set(data.classes) < set(classes)
    assert len(data.classes) == len(classes) - 1


def test_every_recipe_that_is_reproduced_exists(parameters: dict[str, int]) -> None:
    for letter in MODULES:
        for experiment in declared(letter).experiments:
            plans = [plan for role in ROLES if (plan := experiment.plan(role))]
            assert plans
            assert {plan.recipe for plan in plans} <= parameters.keys(), letter
            for plan in plans:
                Recipe.load(plan.recipe).override(*plan.overrides, *plan.quick)


@pytest.mark.parametrize("letter", MODULES)
def test_a_system_is_declared_whole(letter: str) -> None:
    system = declared(letter)
    assert system.letter == letter
    keys = [experiment.key for experiment in system.experiments]
    assert len(set(keys)) == len(keys)
    for experiment in system.experiments:
        assert system.images_of(experiment).file.endswith(".npz")
        roles = {role for role in ROLES if experiment.plan(role)}
        assert {aim.role for figure in experiment.figures for aim in figure.aims} <= roles
