"""Every field of the ways is typed into, and what is restored is what that setting makes of the image."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from aeexplorer.session.rasterise import rectangle
from training.restore import WAYS
from training.restore.prior import Prior
from training.restore.restoration import restore

if TYPE_CHECKING:
    from collections.abc import Callable

    from aeexplorer.widgets.number_field import NumberField
    from tests.panels.restore.conftest import Desk
    from training.recipe import Recipe

KINDS = {way.model_fields["kind"].default: way for way in WAYS}


def type_in(field: NumberField, text: str) -> None:
    field.edit.selectAll()
    QTest.keyClicks(field.edit, text)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)


def found(desk: Desk, column: str) -> np.ndarray:  # type: ignore[type-arg]
    desk.settle()
    outcome = desk.restoration.outcomes[column]
    assert outcome.pixels is not None and not outcome.error
    return outcome.pixels


def expected(desk: Desk, kind: str, **settings: object) -> np.ndarray:  # type: ignore[type-arg]
    """What the engine makes of the same damaged image in that way alone."""
    progress, run = desk.restoration.progress, desk.run
    assert progress is not None and progress.hidden is not None
    answer = restore(
        KINDS[kind].model_validate(settings),
        run.snapshot,
        torch.from_numpy(progress.corrupted)[None],
        torch.from_numpy(progress.hidden)[None, None],
        prior=Prior.fit(run.codes),
        seed=desk.restoration.damage.seed,
        indices=torch.tensor([desk.restoration.subject.index]),
    )
    return answer.pixels[0].numpy()


@pytest.fixture
def recipe(recipe: Recipe) -> Recipe:
    """One that learns enough in a moment for its codes to move."""
    return recipe.override("data.classes=[0, 1]", "schedule.batch_size=16", "optimizer.learning_rate=0.01")


@pytest.fixture
def holed(real_desk: Desk) -> Callable[[str], Desk]:
    """A black hole in a digit, which one way fills."""

    def holed(column: str) -> Desk:
        restoration = real_desk.restoration
        restoration.ways = replace(restoration.ways, ticked=frozenset({column}))
        restoration.damage = replace(restoration.damage, colour=(0.0,))
        restoration.painting.paint("hide", rectangle((2, 1), (5, 4), restoration.painting.size))
        return real_desk

    return holed


FIELDS = [
    ("steps", "15", "latent-search", "latent-search", {"steps": 15}),
    ("step_size", "0.5", "latent-search", "latent-search", {"steps": 6, "step_size": 0.5}),
    ("prior", "3", "latent-search", "latent-search", {"steps": 6, "prior_weight": 3}),
    ("rounds", "1", "iterated", "iterated", {"rounds": 1}),
    ("feather", "1.5", "pasted-back", "one-pass", {"paste": "feathered", "feather": 1.5}),
    ("feather", "1.5", "iterated", "iterated", {"paste": "feathered", "feather": 1.5}),
    ("sharpening", "2", "one-pass", "one-pass", {"paste": "none", "sharpening": 2}),
    ("sharpening", "2", "biharmonic", "biharmonic", {"sharpening": 2}),
]


@pytest.mark.parametrize(("field", "typed", "column", "kind", "settings"), FIELDS)
def test_what_is_typed_into_a_field_is_what_restores(
    holed: Callable[[str], Desk], field: str, typed: str, column: str, kind: str, settings: dict[str, object]
) -> None:
    desk = holed(column)
    before = found(desk, column)
    type_in(getattr(desk.left.ways, field), typed)
    after = found(desk, column)
    np.testing.assert_allclose(after, expected(desk, kind, **settings), atol=1e-5)
    assert np.abs(after - before).max() > 1e-3, "and it changes something"


def test_the_steps_that_are_typed_are_the_steps_on_the_map(holed: Callable[[str], Desk]) -> None:
    desk = holed("latent-search")
    type_in(desk.left.ways.steps, "9")
    desk.settle()
    assert len(desk.restoration.outcomes["latent-search"].codes) == 1 + 9


def test_no_field_changes_another(holed: Callable[[str], Desk]) -> None:
    desk = holed("one-pass")
    typed = {"steps": 11, "step_size": 0.25, "prior": 0.5, "rounds": 7, "feather": 3, "sharpening": 1.5}
    for name, value in typed.items():
        type_in(getattr(desk.left.ways, name), str(value))
    ways = desk.restoration.ways
    assert (ways.search_steps, ways.step_size, ways.prior_weight) == (11, 0.25, 0.5)
    assert (ways.rounds, ways.feather, ways.sharpening) == (7, 3, 1.5)
    assert ways.output == "clamp" and ways.ticked == {"one-pass"}
    QTest.mouseClick(desk.left.ways.output.segment("rescale"), Qt.MouseButton.LeftButton)
    assert desk.restoration.ways == replace(ways, output="rescale")


def test_fields_follow_settings_that_change_elsewhere(desk: Desk) -> None:
    ways = desk.left.ways
    desk.restoration.ways = replace(
        desk.restoration.ways,
        search_steps=33,
        step_size=0.75,
        prior_weight=0.25,
        rounds=4,
        feather=2.5,
        sharpening=0.5,
        output="none",
    )
    assert (ways.steps.value, ways.step_size.value, ways.prior.value) == (33, 0.75, 0.25)
    assert (ways.rounds.value, ways.feather.value, ways.sharpening.value) == (4, 2.5, 0.5)
    assert ways.output.value == "none"


def test_the_settings_of_the_search_stand_apart_from_the_last_way(desk: Desk) -> None:
    ways = desk.left.ways
    last = ways.ticks["biharmonic"].geometry().bottom()
    steps, step_size = (field.parentWidget().geometry() for field in (ways.steps, ways.step_size))
    assert steps.top() - last > step_size.top() - steps.bottom()
