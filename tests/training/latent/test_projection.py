"""The projection shows a latent space's principal axes and holds still from one picture to the next."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from training.latent import projection
from training.latent.projection import Projection


def codes(n: int, d: int, seed: int = 0) -> NDArray[np.float32]:
    """Correlated codes away from the origin, of distinct variances."""
    random = np.random.default_rng(seed)
    basis, _ = np.linalg.qr(random.normal(size=(d, d)))
    spread = 3.0 / np.arange(1, d + 1)
    return np.asarray(random.normal(size=(n, d)) * spread @ basis.T + 5, np.float32)


@pytest.mark.parametrize(("n", "d", "k"), [(500, 16, 2), (300, 3, 3), (60, 200, 2), (2000, 128, 5), (9, 40, 1)])
def test_it_agrees_with_scikit_learn(n: int, d: int, k: int) -> None:
    given = codes(n, d)
    fitted = Projection.fit(given, k)
    expected = PCA(k, svd_solver="full").fit(given.astype(np.float64))
    np.testing.assert_allclose(fitted.mean, expected.mean_, atol=1e-6)
    np.testing.assert_allclose(fitted.explained, expected.explained_variance_ratio_, atol=1e-6)
    signs = np.sign((fitted.axes * expected.components_).sum(1))
    np.testing.assert_allclose(fitted.axes, expected.components_ * signs[:, None], atol=1e-5)
    np.testing.assert_allclose(fitted.project(given), expected.transform(given) * signs, atol=1e-4)


def test_large_codes_are_projected_by_iteration_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    given = codes(400, 120)
    exact = Projection.fit(given)
    monkeypatch.setattr(projection, "_EXACT", 64)
    iterated, again = Projection.fit(given), Projection.fit(given)
    np.testing.assert_allclose(iterated.axes, exact.axes, atol=1e-6)
    assert np.array_equal(iterated.axes, again.axes)


def test_axes_point_to_where_their_largest_entry_is_positive() -> None:
    axes = Projection.fit(codes(200, 8), 3).axes
    assert (axes[np.arange(3), np.abs(axes).argmax(1)] > 0).all()


def test_a_lifted_place_is_projected_to_itself_and_the_mean_is_the_origin() -> None:
    given = codes(200, 10)
    fitted = Projection.fit(given)
    places = np.random.default_rng(1).normal(size=(20, 2))
    np.testing.assert_allclose(fitted.project(fitted.lift(places)), places, atol=1e-12)
    np.testing.assert_allclose(fitted.lift(np.zeros((1, 2)))[0], given.mean(0), atol=1e-5)


def test_with_a_previous_projection_equal_variances_do_not_spin() -> None:
    random = np.random.default_rng(4)
    round_codes = random.normal(size=(4000, 2)) @ np.linalg.qr(random.normal(size=(6, 2)))[0].T
    before = Projection.fit(round_codes)
    jittered = round_codes * (1 + 0.01 * random.normal(size=6))
    free = Projection.fit(jittered)
    held = Projection.fit(jittered, previous=before)
    spanned = held.axes.T @ held.axes
    np.testing.assert_allclose(spanned, free.axes.T @ free.axes, atol=1e-8)
    moved = np.abs(held.project(round_codes) - before.project(round_codes)).max()
    assert moved < 0.2
    np.testing.assert_allclose(held.axes @ held.axes.T, np.eye(2), atol=1e-9)
    assert held.explained.sum() == pytest.approx(free.explained.sum())


def test_mirrored_and_swapped_axes_are_turned_back() -> None:
    given = codes(500, 7)
    fitted = Projection.fit(given)
    mirrored = Projection(fitted.mean, fitted.axes[::-1] * np.array([[-1], [1]]), fitted.explained)
    again = Projection.fit(given, previous=mirrored)
    np.testing.assert_allclose(again.axes, mirrored.axes, atol=1e-9)


def test_a_previous_projection_of_another_latent_size_does_not_matter() -> None:
    given = codes(100, 7)
    assert np.array_equal(
        Projection.fit(given, previous=Projection.fit(codes(100, 9))).axes, Projection.fit(given).axes
    )


def test_codes_that_are_not_finite_do_not_count() -> None:
    given = codes(100, 5)
    spoiled = np.concatenate([given, np.full((3, 5), np.nan, np.float32), np.full((1, 5), np.inf, np.float32)])
    np.testing.assert_allclose(Projection.fit(spoiled).axes, Projection.fit(given).axes)


@pytest.mark.parametrize(
    "few",
    [np.zeros((0, 4)), np.ones((1, 4)), np.ones((50, 4)), np.full((5, 4), np.nan), np.arange(5.0)[:, None]],
)
def test_codes_with_too_few_directions_leave_axes_empty(few: NDArray[np.float64]) -> None:
    fitted = Projection.fit(few)
    assert fitted.axes.shape == (2, few.shape[1])
    assert np.isfinite(fitted.project(np.ones((3, few.shape[1])))).all()
    assert fitted.explained.sum() == pytest.approx(1 if few.shape[1] == 1 else 0)


def test_two_codes_span_one_axis() -> None:
    fitted = Projection.fit(np.array([[0.0, 0, 0], [0, 0, 2]]))
    np.testing.assert_allclose(fitted.project(np.array([[0.0, 0, 2]]))[0, 0], 1)
    np.testing.assert_allclose(fitted.explained, [1, 0], atol=1e-12)
