"""``--quick`` is over within two minutes a system, so that those with many networks train each of them less."""

from __future__ import annotations

from training.recipe import Recipe
from training.reproduce import declared
from training.reproduce.system import ROLES


def images_learned_from(letter: str) -> int:
    """Images times epochs, over all runs of a quick system."""
    system = declared(letter)
    plans = [
        (system.images_of(experiment).quick, plan)
        for experiment in system.experiments
        for role in ROLES
        if (plan := experiment.plan(role)) is not None
    ]
    return sum(
        images * Recipe.load(plan.recipe).override(*plan.overrides, *plan.quick).schedule.epochs
        for images, plan in plans
    )


def test_ten_networks_of_f_see_no_more_images_than_the_two_of_e_that_are_alike() -> None:
    assert images_learned_from("F") <= images_learned_from("E")
