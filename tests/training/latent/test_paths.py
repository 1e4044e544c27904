"""Paths between codes start and end where they should, and take the way that they say."""

from __future__ import annotations

import numpy as np
import pytest

from training.latent.paths import lerp, slerp


def test_a_straight_path_is_evenly_spaced() -> None:
    path = lerp(np.array([0.0, 2.0]), np.array([4.0, 0.0]), 5)
    assert path.dtype == np.float32
    np.testing.assert_allclose(path, np.array([[0, 2], [1, 1.5], [2, 1], [3, 0.5], [4, 0]]))


def test_a_spherical_path_keeps_its_distance_and_its_pace() -> None:
    random = np.random.default_rng(0)
    a, b = random.normal(size=(2, 16))
    b *= np.linalg.norm(a) / np.linalg.norm(b)
    path = slerp(a, b, 9)
    np.testing.assert_allclose(np.linalg.norm(path, axis=1), np.linalg.norm(a), rtol=1e-5)
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-4)


def test_a_quarter_circle() -> None:
    np.testing.assert_allclose(
        slerp(np.array([1.0, 0.0]), np.array([0.0, 1.0]), 3),
        np.array([[1, 0], [0.5**0.5, 0.5**0.5], [0, 1]]),
        atol=1e-7,
    )


@pytest.mark.parametrize("path", [lerp, slerp])
def test_ends_are_exact_and_maps_keep_their_shape(path: type) -> None:
    a, b = np.random.default_rng(1).normal(size=(2, 4, 3, 3)).astype(np.float32)
    codes = path(a, b, 6)
    assert codes.shape == (6, 4, 3, 3)
    np.testing.assert_allclose(codes[0], a, rtol=1e-6)
    np.testing.assert_allclose(codes[-1], b, rtol=1e-6)


@pytest.mark.parametrize("path", [lerp, slerp])
def test_fractions_may_be_named(path: type) -> None:
    a, b = np.array([1.0, 2.0]), np.array([-2.0, 0.5])
    np.testing.assert_array_equal(path(a, b, np.array([0.25, 0.75])), path(a, b, 5)[[1, 3]])


@pytest.mark.parametrize("b", [[0.0, 0.0], [2.0, 4.0], [-1.0, -2.0], [1.0, 2.0]])
def test_where_no_circle_is_singled_out_the_path_is_straight(b: list[float]) -> None:
    a = np.array([1.0, 2.0])
    path = slerp(a, np.array(b), 7)
    assert np.isfinite(path).all()
    np.testing.assert_allclose(path, lerp(a, np.array(b), 7))
