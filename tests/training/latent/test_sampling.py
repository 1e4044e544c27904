"""Codes on a grid lie in the middles of the cells that they paint."""

from __future__ import annotations

import numpy as np

from training.latent.sampling import grid


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
