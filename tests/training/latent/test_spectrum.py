"""The spectrum of samples says in how many directions they vary."""

from __future__ import annotations

import numpy as np
from sklearn.decomposition import PCA

from training.latent.spectrum import directions_for, explained, singular_values


def test_values_are_those_of_pca() -> None:
    random = np.random.default_rng(0)
    samples = (random.normal(size=(60, 12)) * np.arange(1, 13) + 7).astype(np.float32)
    reference = PCA().fit(samples.astype(np.float64))
    values = singular_values(samples.reshape(60, 3, 2, 2))
    np.testing.assert_allclose(values, reference.singular_values_, rtol=1e-9)
    np.testing.assert_allclose(explained(values), np.cumsum(reference.explained_variance_ratio_))


def test_axes_of_known_lengths_are_found() -> None:
    samples = np.zeros((8, 5))
    samples[0, 0], samples[1, 0] = 3, -3
    samples[2, 3], samples[3, 3] = 4, -4
    values = singular_values(samples)
    np.testing.assert_allclose(values, [np.sqrt(32), np.sqrt(18), 0, 0, 0])
    assert directions_for(values, 0.6) == 1
    assert directions_for(values, 0.99) == 2
    assert directions_for(values, 1.0) == 2


def test_equal_samples_vary_in_no_direction() -> None:
    values = singular_values(np.full((4, 3), 0.1))
    assert not values.any()
    assert not explained(values).any()
    assert directions_for(values, 0.5) == 0
