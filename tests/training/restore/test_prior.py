"""The prior of codes and the subspace of images are those that scikit-learn and SciPy fit."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.spatial.distance import mahalanobis
from sklearn.decomposition import PCA

from training.data import load_images
from training.restore.prior import RIDGE, Prior
from training.restore.subspace import Subspace


@pytest.fixture
def codes() -> torch.Tensor:
    random = torch.Generator().manual_seed(0)
    return torch.randn(500, 3, generator=random) @ torch.tensor([[2.0, 0, 0], [1, 0.5, 0], [0, 0.3, 1]]) + 4


def test_distances_are_mahalanobis(codes: torch.Tensor) -> None:
    prior = Prior.fit(codes)
    values = codes.double().numpy()
    covariance = np.cov(values.T)
    inverse = np.linalg.inv(covariance + RIDGE * np.trace(covariance) / 3 * np.eye(3))
    expected = [mahalanobis(code, values.mean(0), inverse) ** 2 / 3 for code in values[:9]]
    assert np.allclose(prior.distance(codes[:9]).numpy(), expected, rtol=1e-4)


def test_drawn_codes_are_like_those_it_was_fitted_to(codes: torch.Tensor) -> None:
    drawn = Prior.fit(codes).draw(torch.randn(20000, 3, generator=torch.Generator().manual_seed(1)))
    assert torch.allclose(drawn.mean(0), codes.mean(0), atol=0.1)
    assert torch.allclose(drawn.T.cov(), codes.T.cov(), atol=0.25)


def test_codes_in_a_plane_single_ones_and_lost_ones_have_a_prior() -> None:
    flat = torch.randn(50, 1) @ torch.ones(1, 4)
    assert bool(Prior.fit(flat).distance(torch.randn(5, 4)).isfinite().all())
    assert bool(Prior.fit(torch.ones(1, 4)).distance(torch.ones(2, 4)).eq(0).all())
    broken = torch.cat((flat, torch.full((1, 4), torch.nan)))
    assert torch.equal(Prior.fit(broken).mean, Prior.fit(flat).mean)
    assert Prior.fit(torch.randn(9, 4, 2, 2)).mean.shape == (16,)


def test_of_a_vae_it_is_the_standard_normal() -> None:
    assert torch.allclose(Prior.standard((2, 3)).distance(torch.full((1, 2, 3), 2.0)), torch.tensor([4.0]))


def test_the_subspace_is_that_of_scikit_learn() -> None:
    pixels = load_images("digits").pixels[:400]
    expected = PCA(6, svd_solver="full").fit(pixels.flatten(1).double().numpy() / 255)
    found = Subspace.fit(pixels, 6)
    assert np.allclose(found.mean.numpy(), expected.mean_, atol=1e-6)
    assert np.allclose(found.variances.numpy(), expected.explained_variance_, rtol=1e-5)
    assert np.allclose(np.abs((found.axes.numpy() * expected.components_).sum(1)), 1, atol=1e-5)


def test_images_of_fewer_directions_have_fewer_axes() -> None:
    assert len(Subspace.fit(torch.rand(5, 1, 4, 4), 64).axes) <= 5
