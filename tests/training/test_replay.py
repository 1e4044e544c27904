"""A saved run is told again: what it said, with the weights and codes of its last checkpoint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from training.control import Control
from training.data import load_images
from training.data.images import ImageSet
from training.errors import InputError
from training.events import EpochEnded, Event, LatentsEncoded, RunFinished, RunStarted, SnapshotTaken
from training.loop import fit
from training.recipe import Recipe
from training.replay import replay

Kind = TypeVar("Kind")


@pytest.fixture
def recipe() -> Recipe:
    return Recipe.load("mnist-vae-2d").override(
        "data.source=digits", "model.widths=[8]", "schedule.epochs=3", "schedule.batch_size=256"
    )


def load(recipe: Recipe) -> ImageSet:
    return load_images(recipe.data)


def of_kind(events: list[Event], kind: type[Kind]) -> list[Kind]:
    return [event for event in events if isinstance(event, kind)]


def test_a_finished_run_is_told_again_as_it_was(tmp_path: Path, recipe: Recipe) -> None:
    said = list(fit(recipe, folder=tmp_path / "run"))
    again = list(replay(tmp_path / "run", load))
    assert isinstance(again[0], RunStarted)
    assert (again[0].step, again[0].parameters, again[0].latent_shape) == (0, *_facts(said[0]))
    assert of_kind(again, EpochEnded) == of_kind(said, EpochEnded)
    assert again[-1] == RunFinished(18, 3.0, "completed")
    (codes,), (snapshot,) = of_kind(again, LatentsEncoded), of_kind(again, SnapshotTaken)
    np.testing.assert_array_equal(codes.codes, of_kind(said, LatentsEncoded)[-1].codes)
    first = again[0].images.batch(slice(0, 5)).numpy()
    np.testing.assert_allclose(snapshot.snapshot.encode(first), codes.codes[:5], atol=1e-5)


def test_without_saved_codes_they_are_computed_and_are_the_same(tmp_path: Path, recipe: Recipe) -> None:
    said = of_kind(list(fit(recipe, folder=tmp_path / "run")), LatentsEncoded)[-1]
    (tmp_path / "run" / "latents.npz").write_bytes(b"torn")
    (codes,) = of_kind(list(replay(tmp_path / "run", load)), LatentsEncoded)
    np.testing.assert_array_equal(codes.indices, said.indices)
    np.testing.assert_allclose(codes.codes, said.codes, atol=1e-5)


def test_what_was_taken_back_is_not_told(tmp_path: Path, recipe: Recipe) -> None:
    folder, control = tmp_path / "run", Control()
    for event in fit(recipe, folder=folder, control=control):
        if isinstance(event, EpochEnded) and event.epoch == 2:
            control.stop()
    with (folder / "events.jsonl").open("a") as log:
        # A crash after the last checkpoint: the log knows of an epoch that the weights do not.
        log.write(
            json.dumps({"event": "EpochEnded", "step": 18, "epoch": 3, "training": {}, "held_out": {"loss": 9.0}})
        )
        log.write("\n{torn")
    again = list(replay(folder, load))
    assert [event.epoch for event in of_kind(again, EpochEnded)] == [0, 1, 2]
    assert again[-1] == RunFinished(12, 2.0, "stopped")
    list(fit(recipe, folder=folder, resume=True))
    assert [event.epoch for event in of_kind(list(replay(folder, load)), EpochEnded)] == [0, 1, 2, 3]


def test_other_images_and_damaged_folders_are_refused_in_a_sentence(tmp_path: Path, recipe: Recipe) -> None:
    def first(events: Iterator[Event]) -> Event:
        return next(events)

    with pytest.raises(InputError, match="does not exist"):
        first(replay(tmp_path / "none", load))
    list(fit(recipe.override("schedule.epochs=1"), folder=tmp_path / "run"))
    wide = ImageSet.from_array(np.zeros((20, 8, 9), np.uint8))
    with pytest.raises(InputError, match="images of 1×8×8, and these are of 1×8×9"):
        first(replay(tmp_path / "run", lambda _: wide))
    log = tmp_path / "run" / "events.jsonl"
    log.write_text(log.read_text().replace('"parameters"', '"perimeters"'))
    with pytest.raises(InputError, match="does not say how it began"):
        first(replay(tmp_path / "run", load))


def _facts(event: Event) -> tuple[int, tuple[int, ...]]:
    assert isinstance(event, RunStarted)
    return event.parameters, event.latent_shape
