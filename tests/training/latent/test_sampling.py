"""Codes to decode: on a grid, from a fitted Gaussian, between codes and noise."""

from __future__ import annotations

import numpy as np

from training.latent.sampling import FittedGaussian, blend, grid, plus_noise, pull


def test_a_grid_is_in_the_order_of_a_picture() -> None:
    codes = grid((0, 4), (-1, 1), columns=4, rows=2)
    assert codes.dtype == np.float32
    np.testing.assert_allclose(codes[:4], [[0.5, 0.5], [1.5, 0.5], [2.5, 0.5], [3.5, 0.5]])
    np.testing.assert_allclose(codes[4:, 1], -0.5)


def test_a_grid_covers_its_square_evenly() -> None:
    codes = grid((-3, 3), (-2, 5), columns=6, rows=7)
    assert codes.shape == (42, 2)
    np.testing.assert_allclose(codes.mean(0), [0, 1.5], atol=1e-6)
    np.testing.assert_allclose(np.unique(codes[:, 0]), np.arange(-2.5, 3, 1))


def test_a_fitted_gaussian_has_the_mean_and_covariance_of_the_codes() -> None:
    codes = np.random.default_rng(0).normal(2, 3, (40, 2, 3))
    fitted = FittedGaussian.fit(codes)
    np.testing.assert_allclose(fitted.mean, codes.reshape(40, -1).mean(0))
    np.testing.assert_allclose(fitted.factor.T @ fitted.factor, np.cov(codes.reshape(40, -1).T), atol=1e-12)
    np.testing.assert_allclose(fitted.std(), codes.std(0, ddof=1))


def test_draws_of_a_fitted_gaussian_have_its_moments() -> None:
    random = np.random.default_rng(1)
    codes = random.normal(size=(50, 4)) @ random.normal(size=(4, 4)) + 5
    fitted = FittedGaussian.fit(codes)
    draws = fitted.draw(random.normal(size=(200_000, 50)))
    assert draws.dtype == np.float32
    np.testing.assert_allclose(draws.mean(0), codes.mean(0), atol=0.03)
    np.testing.assert_allclose(np.cov(draws.T), np.cov(codes.T), atol=0.08)


def test_fewer_codes_than_numbers_give_draws_in_their_span() -> None:
    """256 codes of 1,024 numbers have a singular covariance: draws vary in 255 directions only."""
    random = np.random.default_rng(2)
    codes = random.normal(size=(5, 1, 8, 8))
    draws = FittedGaussian.fit(codes).draw(random.normal(size=(30, 5)))
    assert draws.shape == (30, 1, 8, 8)
    flat = codes.reshape(5, -1)
    both = np.concatenate((flat - flat.mean(0), draws.reshape(30, -1) - flat.mean(0)))
    assert np.linalg.matrix_rank(both, tol=1e-4) == 4


def test_a_single_code_is_its_own_gaussian() -> None:
    code = np.arange(6.0).reshape(1, 6)
    np.testing.assert_allclose(FittedGaussian.fit(code).draw(np.ones((3, 1))), np.repeat(code, 3, 0))


def test_blends_are_weighted_means() -> None:
    code, other = np.full((2, 3), 8.0), np.full((2, 3), -2.0)
    np.testing.assert_allclose(blend(code, other, 0.2), 6.0)
    np.testing.assert_allclose(pull(other, code), 5.5, err_msg="a quarter of the draw, three of the code")
    np.testing.assert_allclose(plus_noise(code, other, 0.25), 7.5)
    assert blend(code, other, 0.2).dtype == np.float32
