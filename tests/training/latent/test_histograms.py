"""Histograms of codes are NumPy's, their bells and distances from them scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest, norm

from training.latent.histograms import histograms


def test_histograms_bells_and_distances() -> None:
    rng = np.random.default_rng(0)
    codes = np.stack((rng.normal(3, 2, 400), rng.exponential(1, 400), rng.integers(0, 3, 400)), 1).reshape(400, 3, 1, 1)
    found = histograms(codes, bins=25)
    for i in range(3):
        values = codes.reshape(400, 3)[:, i]
        density, edges = np.histogram(values, 25, density=True)
        np.testing.assert_allclose(found.density[i], density)
        np.testing.assert_allclose(found.edges[i], edges)
        expected = kstest(values, "norm", args=(values.mean(), values.std(ddof=1))).statistic
        assert found.distance[i] == pytest.approx(expected)
        np.testing.assert_allclose(found.bell(i, edges), norm.pdf(edges, values.mean(), values.std(ddof=1)))
    assert found.distance[0] < 0.06 < found.distance[1] < found.distance[2]


def test_a_number_that_never_changes_has_no_distance() -> None:
    codes = np.full((9, 2), 0.1)
    codes[:, 1] = np.arange(9)
    found = histograms(np.concatenate((codes, [[np.nan, 0]])), bins=4)
    assert np.isnan(found.distance[0]) and np.isfinite(found.distance[1])
    assert found.edges[0].tolist() == pytest.approx([-0.4, -0.15, 0.1, 0.35, 0.6])
    assert found.bell(0, np.zeros(3)).tolist() == [0, 0, 0]


def test_a_single_code() -> None:
    found = histograms(np.ones((1, 2)))
    assert np.isnan(found.distance).all() and found.std.tolist() == [0, 0]
