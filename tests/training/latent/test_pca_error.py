"""PCA's error against scikit-learn's PCA, and its singular values against NumPy's SVD."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import PCA

from training.latent.pca_error import AllAxes
from training.latent.spectrum import singular_values


@pytest.mark.parametrize(("n", "shape"), [(60, (1, 3, 4)), (20, (2, 5, 5))])
def test_the_error_is_that_of_images_rebuilt_by_scikit_learn(n: int, shape: tuple[int, ...]) -> None:
    random = np.random.default_rng(1)
    mix = random.normal(size=(int(np.prod(shape)),) * 2)
    training, held_out = (random.normal(size=(m, mix.shape[0])) @ mix + 0.5 for m in (n, 15))
    found = AllAxes.fit(training.reshape(n, *shape))
    errors = found.errors(held_out.reshape(15, *shape))
    assert len(errors) == len(found.values) + 1
    assert errors[0] == pytest.approx(np.square(held_out - training.mean(0)).mean())
    for k in (1, 2, 7, len(found.values)):
        pca = PCA(k, svd_solver="full").fit(training)
        rebuilt = pca.inverse_transform(pca.transform(held_out))
        assert errors[k] == pytest.approx(np.square(held_out - rebuilt).mean(), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("shape", [(50, 8), (8, 50)])
def test_the_singular_values_are_those_of_the_centred_samples(shape: tuple[int, int]) -> None:
    samples = np.random.default_rng(2).normal(3.0, 1.0, shape)
    found = AllAxes.fit(samples)
    expected = np.linalg.svd(samples - samples.mean(0), compute_uv=False)[: len(found.values)]
    np.testing.assert_allclose(found.values, expected, rtol=1e-8)
    np.testing.assert_allclose(found.values, singular_values(samples)[: len(found.values)], rtol=1e-8)
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(len(found.axes)), atol=1e-9)


def test_equal_images_have_no_axes_and_no_error() -> None:
    found = AllAxes.fit(np.full((6, 1, 2, 2), 0.1))
    assert len(found.values) == 0
    np.testing.assert_allclose(found.errors(np.full((3, 1, 2, 2), 0.1)), [0.0], atol=1e-30)
