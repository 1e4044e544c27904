"""The interval of an area is that of a bootstrap over all pairs of images."""

from __future__ import annotations

import numpy as np
import pytest

from training.area_interval import area_interval
from training.roc import roc


@pytest.mark.parametrize("digits", [1, 12], ids=["many ties", "hardly any"])
def test_the_interval_is_a_bootstrap_of_all_pairs_of_images(digits: int) -> None:
    random = np.random.default_rng(2)
    strange = np.arange(160) < 50
    values = np.round(random.normal(size=160) + strange, digits)
    low, high = area_interval(values, strange)
    areas = []
    for _ in range(2000):
        apart = values[random.choice(50, 50)][:, None] - values[50 + random.choice(110, 110)]
        areas.append((apart > 0).mean() + (apart == 0).mean() / 2)
    np.testing.assert_allclose((low, high), np.quantile(areas, (0.025, 0.975)), atol=0.01)
    assert low < roc(values, strange).area < high
    assert area_interval(values, strange) == (low, high)
    narrow = area_interval(values, strange, level=0.5)
    assert low < narrow[0] < narrow[1] < high


def test_intervals_of_perfect_and_of_useless_scores() -> None:
    strange = np.array([False, False, True, True])
    assert area_interval(np.array([0, 1, 2, 3]), strange, repeats=50) == (1, 1)
    assert area_interval(np.ones(4), strange, repeats=50) == (0.5, 0.5)
    with pytest.raises(ValueError, match="strange and ordinary"):
        area_interval(np.ones(3), np.zeros(3, bool))
