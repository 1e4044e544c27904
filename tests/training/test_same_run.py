"""A run may go on for longer and elsewhere; with anything else it would be another run."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.errors import InputError
from training.recipe import Recipe
from training.same_run import check_same_run

RUN = Path("a-run")


@pytest.fixture
def recipe() -> Recipe:
    return Recipe.load("mnist-ae-2d")


@pytest.mark.parametrize(
    "assignment",
    [
        "title=Longer",
        "schedule.epochs=99",
        "data.path=/elsewhere",
        "device.accelerator=cpu",
        "device.precision=bf16-mixed",
    ],
)
def test_it_goes_on_for_longer_elsewhere_and_under_another_title(recipe: Recipe, assignment: str) -> None:
    changed = recipe.override(assignment)
    assert changed != recipe
    check_same_run(RUN, recipe, changed)


@pytest.mark.parametrize(
    ("assignment", "key"),
    [
        ("seed=8", "seed"),
        ("schedule.batch_size=7", "schedule.batch_size"),
        ("bottleneck.kind=gaussian", "bottleneck.kind"),
        ("corruption.kind=gaussian", "corruption.kind"),
    ],
)
def test_with_anything_else_it_is_another_run_and_the_key_is_named(recipe: Recipe, assignment: str, key: str) -> None:
    changed = recipe.override("schedule.epochs=99", assignment)
    for there, here in ((recipe, changed), (changed, recipe)):
        with pytest.raises(InputError, match=f"run in a-run cannot be continued with this recipe: “{key}” was"):
            check_same_run(RUN, there, here)
