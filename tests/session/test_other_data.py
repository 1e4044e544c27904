"""Two sets of images are told apart by what differs: their kind, their files, their classes or their source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aeexplorer.session.other_data import learned_elsewhere, not_of_its_data, told_apart
from aeexplorer.session.run import Run
from training.recipe import Recipe

MakeRun = Callable[..., Run]


@pytest.fixture
def make_run(qtbot: Any) -> MakeRun:
    """Runs that are not trained: their recipes say enough."""
    return lambda *assignments: Run(Recipe.load("mnist-ae-2d").override("title=It", *assignments))


def test_the_same_images_are_no_other_data(make_run: MakeRun) -> None:
    assert learned_elsewhere(make_run("data.held_out=0.1", "seed=3"), make_run()) == ""


@pytest.mark.parametrize(
    ("its", "ours", "names"),
    [
        (("data.source=fashion-mnist",), ("data.source=mnist",), ("Fashion-MNIST clothes", "MNIST digits")),
        (("data.classes=[0, 1]",), (), ("MNIST digits (0, 1)", "MNIST digits (all classes)")),
        (("data.source=mnist",), (), ("MNIST digits (mnist)", "MNIST digits (mnist-5k)")),
        (
            ("data.source=mnist", "data.path=a/one.npz"),
            ("data.source=mnist",),
            ("MNIST digits (one.npz)", "MNIST digits (its own files)"),
        ),
        (
            ("data.source=mnist", "data.path=a/one.npz"),
            ("data.source=mnist", "data.path=b/one.npz"),
            (f"MNIST digits ({Path('a/one.npz')})", f"MNIST digits ({Path('b/one.npz')})"),
        ),
    ],
)
def test_both_sets_are_named_such_that_they_differ(
    make_run: MakeRun, its: tuple[str, ...], ours: tuple[str, ...], names: tuple[str, str]
) -> None:
    one, other = make_run(*its), make_run(*ours)
    assert told_apart(one, other) == names
    said = learned_elsewhere(one, other)
    assert said.startswith(f"“It” has learned from {names[0]}, and these are {names[1]}.")


def test_files_that_are_read_in_another_way_are_said_to_be(make_run: MakeRun) -> None:
    said = learned_elsewhere(make_run("data.size=20"), make_run())
    assert "from MNIST digits as they were before" in said and "read in another way" in said


def test_a_picture_from_elsewhere_is_said_to_be_none_of_the_images(make_run: MakeRun) -> None:
    said = not_of_its_data(make_run(), "mine.png")
    assert said.startswith("The model has learned from MNIST digits. “mine.png” is not one of these")
