"""Computed wafer maps: round, one-hot, with the failures that their class and factors say."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from training.data.images import ImageSet
from training.data.synthetic.wafer_maps import CLASSES, FREQUENCIES, generate


@pytest.fixture(scope="module")
def even() -> ImageSet:
    return generate(900, 3, balance="even")


def failed(images: ImageSet) -> NDArray[np.bool_]:
    return images.pixels[:, 2].numpy() > 0


def of_class(images: ImageSet, name: str) -> NDArray[np.bool_]:
    assert images.labels is not None
    return images.labels.numpy() == CLASSES.index(name)


def from_middle() -> NDArray[np.float64]:
    y, x = np.mgrid[:26, :26] - 12.5
    return np.hypot(x, y)


def test_every_die_is_in_exactly_one_channel(even: ImageSet) -> None:
    assert even.pixels.dtype == torch.uint8
    assert even.pixels.shape == (900, 3, 26, 26)
    assert set(even.pixels.unique().tolist()) == {0, 255}
    assert (even.pixels.int().sum(1) == 255).all()


def test_they_are_said_to_be_computed(even: ImageSet) -> None:
    assert even.synthetic
    assert "computed" in even.note


def test_wafers_are_round_and_in_the_middle(even: ImageSet) -> None:
    inside = even.pixels[:, 0].numpy() == 0
    assert even.factors is not None
    area = np.pi * even.factors["radius"].numpy() ** 2
    assert np.abs(inside.sum((1, 2)) / area - 1).max() < 0.05
    assert inside[:, from_middle() < 11.5].all()
    assert not inside[:, from_middle() > 13.5].any()


def test_some_wafers_have_a_notch_or_a_flat_and_radii_differ(even: ImageSet) -> None:
    inside = even.pixels[:, 0].numpy() == 0
    # Without a mark, a wafer would be convex along each of its rows, and as wide at the top as at the bottom.
    notched = (np.abs(np.diff(inside.astype(int), axis=2)).sum(2) > 2).any(1)
    assert 0 < notched.mean() < 0.5
    assert len(np.unique(inside.reshape(len(inside), -1), axis=0)) > 20


def test_1281_maps_have_the_frequencies_of_the_real_set() -> None:
    labels = generate(1281, 5).labels
    assert labels is not None
    assert tuple(labels.bincount().tolist()) == FREQUENCIES


def test_even_classes_are_even(even: ImageSet) -> None:
    assert even.labels is not None
    assert even.labels.bincount().tolist() == [100] * 9


@pytest.mark.parametrize("balance", ["real", "even"])
def test_fewer_maps_are_the_first_of_more(balance: str) -> None:
    few, more = generate(30, 11, balance=balance), generate(600, 11, balance=balance)  # type: ignore[arg-type]
    assert torch.equal(few.pixels, more.pixels[:30])
    assert few.labels is not None and more.labels is not None
    assert torch.equal(few.labels, more.labels[:30])
    assert few.factors is not None and more.factors is not None
    assert all(torch.equal(few.factors[name], more.factors[name][:30]) for name in more.factors)


def test_another_seed_gives_other_maps(even: ImageSet) -> None:
    other = generate(900, 4, balance="even")
    assert not torch.equal(even.pixels, other.pixels)
    assert torch.equal(generate(900, 3, balance="even").pixels, even.pixels)


def test_no_maps_are_no_error() -> None:
    assert generate(0, 1).pixels.shape == (0, 3, 26, 26)


def test_failures_lie_where_the_class_says(even: ImageSet) -> None:
    fails, r = failed(even), from_middle()
    none = fails[of_class(even, "None")]

    def excess(name: str, place: NDArray[np.bool_]) -> float:
        return float(fails[of_class(even, name)][:, place].mean() - none[:, place].mean())

    assert excess("Center", r < 4) > 0.2 > 0.05 > abs(excess("Center", (r > 8) & (r < 13)))
    assert excess("Donut", (r > 6) & (r < 8)) > 0.4 > excess("Donut", r < 3) + 0.2
    assert excess("Edge-Ring", (r > 12) & (r < 12.8)) > 0.3 > 0.05 > abs(excess("Edge-Ring", r < 9))
    assert excess("Near-full", r < 12) > 0.6 > excess("Random", r < 12) > 0.15


@pytest.mark.parametrize("name", ["Edge-Loc", "Loc", "Scratch"])
def test_failures_gather_about_the_place_that_the_factors_name(even: ImageSet, name: str) -> None:
    rows = of_class(even, name)
    assert even.factors is not None
    x, y, radius = (even.factors[key].numpy()[rows][:, None, None] for key in ("x", "y", "radius"))
    row, column = np.mgrid[:26, :26] - 12.5
    near = np.hypot(column - x * radius, row - y * radius) < 2.5
    inside = even.pixels[:, 0].numpy()[rows] == 0
    fails = failed(even)[rows]
    assert fails[near & inside].mean() > fails[~near & inside].mean() + 0.12


def test_density_is_the_share_of_failures_in_the_pattern(even: ImageSet) -> None:
    rows = of_class(even, "Near-full")
    assert even.factors is not None
    density = even.factors["density"].numpy()[rows]
    share = failed(even)[rows].sum((1, 2)) / (even.pixels[:, 0].numpy()[rows] == 0).sum((1, 2))
    assert np.corrcoef(density, share)[0, 1] > 0.95
    assert (density >= 0.6).all() and (density <= 1).all()


def test_factors_are_zero_where_a_class_has_no_such_thing(even: ImageSet) -> None:
    rows = of_class(even, "None")
    assert even.factors is not None
    assert {name for name, values in even.factors.items() if (values.numpy()[rows] == 0).all()} == {
        "x",
        "y",
        "size",
        "arc",
        "density",
    }
    assert all(values.isfinite().all() for values in even.factors.values())


def test_they_fail_as_often_as_real_ones() -> None:
    file = Path(os.environ.get("AEEXPLORER_DATA", "")) / "wafer.npz"
    if not file.is_file():
        pytest.skip("AEEXPLORER_DATA names no folder with wafer.npz")
    with np.load(file) as real:
        dies, labels = real["x"], real["y"]
    ours = generate(1281, 7)
    for name in ("Center", "Edge-Loc", "Edge-Ring", "Loc", "Random", "Scratch", "Near-full", "None"):
        theirs = np.median(dies[labels == CLASSES.index(name)][..., 2].sum((1, 2)))
        assert np.median(failed(ours)[of_class(ours, name)].sum((1, 2))) == pytest.approx(theirs, rel=0.2), name
