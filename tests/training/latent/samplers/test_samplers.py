"""Samplers draw what they say, each code by its own index, against closed forms and scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError
from scipy.stats import kstest
from sklearn.mixture import GaussianMixture

from training.errors import InputError
from training.latent.samplers import SAMPLERS, AnySampler, Draw
from training.latent.samplers.fitted_gaussian import GaussianOfCodes
from training.latent.samplers.gaussian_mixture import MixtureOfGaussians
from training.latent.samplers.noisy_codes import NoisyCodes
from training.latent.samplers.pulled import PulledToCodes
from training.latent.samplers.sampler import Randomness, some_rows
from training.latent.samplers.standard_normal import StandardNormal
from training.latent.samplers.uniform_grid import UniformGrid

Floats = NDArray[np.float32]


def codes(n: int = 60, *shape: int, seed: int = 0) -> Floats:
    return np.random.default_rng(seed).normal(2, 3, (n, *(shape or (2,)))).astype(np.float32)


def random(count: int, *, seed: int = 5, turn: int = 1, first: int = 0) -> Randomness:
    return Randomness(seed, "test", np.arange(first, first + count), turn)


def clouds(n: int = 900) -> Floats:
    """Two far clouds, one with two thirds of the codes and strong correlation."""
    rng = np.random.default_rng(3)
    one = rng.normal(size=(2 * n // 3, 2)) @ np.array([[1, 0.8], [0, 0.3]]) + [10, 0]
    other = rng.normal(size=(n // 3, 2)) * [0.5, 2] - [10, 4]
    return np.concatenate((one, other)).astype(np.float32)


@pytest.mark.parametrize("kind", [kind for kind in SAMPLERS if kind != "grid"])
@pytest.mark.parametrize("shape", [(2,), (3, 2, 2)])
def test_a_draw_depends_on_seed_purpose_and_index_only(kind: str, shape: tuple[int, ...]) -> None:
    draw: Draw = SAMPLERS[kind]().fitted(codes(60, *shape))
    starts = codes(9, *shape, seed=1)
    whole = draw(random(9), starts)
    assert whole.shape == (9, *shape) and whole.dtype == np.float32
    one_by_one = np.concatenate([draw(random(1, first=i), starts[i : i + 1]) for i in range(9)])
    np.testing.assert_allclose(whole, one_by_one, rtol=1e-6, atol=1e-6)
    again = SAMPLERS[kind]().fitted(codes(60, *shape))(random(9), starts)
    assert whole.tobytes() == again.tobytes()
    assert not np.allclose(whole, draw(random(9, seed=6), starts))
    assert not np.allclose(whole, draw(Randomness(5, "another", np.arange(9)), starts))


def test_every_sampler_is_described_and_made_from_its_kind() -> None:
    for kind, member in SAMPLERS.items():
        made = TypeAdapter(AnySampler).validate_python({"kind": kind})
        assert type(made) is member
        assert member.title and member.description.endswith(".")
        for name, field in member.model_fields.items():
            assert name == "kind" or (field.title and field.description)


def test_standard_normal() -> None:
    drawn = StandardNormal().fitted(np.empty((0, 2, 3), np.float32))(random(20_000), None)
    assert kstest(drawn.reshape(-1), "norm").pvalue > 1e-3
    np.testing.assert_allclose(np.cov(drawn.reshape(-1, 6).T), np.eye(6), atol=0.05)


def test_a_grid_over_any_square_and_over_the_codes() -> None:
    drawn = UniformGrid().fitted(codes())(random(16), None)
    np.testing.assert_allclose(np.unique(drawn), [-3.75, -1.25, 1.25, 3.75])
    assert drawn[0].tolist() == [-3.75, 3.75]
    known = codes(5000)
    over = UniformGrid(over="codes").fitted(known)(random(100), None)
    low, high = np.quantile(known, (0.01, 0.99), axis=0)
    np.testing.assert_allclose(over.min(0), low + (high - low) / 20, rtol=1e-4)
    np.testing.assert_allclose(over.max(0), high - (high - low) / 20, rtol=1e-4)
    assert UniformGrid().whole(26) == 25


def test_a_grid_over_codes_that_are_all_the_same() -> None:
    drawn = UniformGrid(over="codes").fitted(np.full((5, 2), 3, np.float32))(random(4), None)
    np.testing.assert_allclose(np.unique(drawn), [3.25, 3.75])


def test_a_grid_refuses_what_it_cannot_cover() -> None:
    with pytest.raises(InputError, match="codes of two numbers, but this run's have the shape 3×2×2"):
        UniformGrid().fitted(codes(5, 3, 2, 2))
    with pytest.raises(ValidationError, match="no area"):
        UniformGrid(left=1, right=1)


def test_the_fitted_gaussian_has_the_moments_of_the_codes() -> None:
    known = codes(40, 3) @ np.array([[1, 0.5, 0], [0, 1, 0], [0, 0, 0]], np.float32)
    drawn = GaussianOfCodes().fitted(known)(random(100_000), None)
    np.testing.assert_allclose(drawn.mean(0), known.mean(0), atol=0.05)
    np.testing.assert_allclose(np.cov(drawn.T), np.cov(known.T), atol=0.15)
    assert np.ptp(drawn[:, 2]) < 1e-5, "a singular covariance stays singular"


def test_codes_that_are_not_finite_are_left_out_of_a_fit() -> None:
    known = codes(30)
    spoilt = np.concatenate((known, np.full((1, 2), np.nan, np.float32)))
    clean, drawn = (GaussianOfCodes().fitted(some)(random(5), None) for some in (known, spoilt))
    np.testing.assert_array_equal(clean, drawn)
    with pytest.raises(InputError, match="no codes to fit to"):
        GaussianOfCodes().fitted(spoilt[-1:])


def test_a_mixture_is_scikit_learns() -> None:
    known = clouds()
    drawn = MixtureOfGaussians(components=2).fitted(known)(random(60_000), None)
    reference = GaussianMixture(2, random_state=1, n_init=3).fit(known)
    for component in range(2):
        mine = drawn[reference.predict(drawn) == component]
        assert len(mine) / len(drawn) == pytest.approx(reference.weights_[component], abs=0.01)
        np.testing.assert_allclose(mine.mean(0), reference.means_[component], atol=0.05)
        np.testing.assert_allclose(np.cov(mine.T), reference.covariances_[component], rtol=0.05, atol=0.02)


def test_a_mixture_of_large_and_of_coinciding_codes() -> None:
    large = codes(50, 16, 4, 2)
    drawn = MixtureOfGaussians(components=1).fitted(large)(random(20_000), None)
    np.testing.assert_allclose(drawn.mean(0), large.mean(0), atol=0.15)
    np.testing.assert_allclose(drawn.std(0), large.std(0), atol=0.15)
    same = MixtureOfGaussians(components=3).fitted(np.ones((8, 2), np.float32))(random(10), None)
    np.testing.assert_allclose(same, 1, atol=1e-3)
    with pytest.raises(InputError, match="needs at least 10 codes, and there are 4"):
        MixtureOfGaussians().fitted(codes(4))


def test_pulled_draws_lie_between_draw_and_code() -> None:
    known, starts = codes(50), codes(7, seed=1)
    draw = GaussianOfCodes().fitted(known)(random(7), None)
    pulled = PulledToCodes(share=0.25).fitted(known)(random(7), starts)
    np.testing.assert_allclose(pulled, 0.25 * draw + 0.75 * starts, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(PulledToCodes(share=0).fitted(known)(random(7), starts), starts)


def test_noise_on_codes_in_units_in_spreads_and_growing() -> None:
    known, starts = codes(500, 3), codes(6, 3, seed=1)
    epsilon = random(6).normal((3,))
    made = NoisyCodes(noise=0.5).fitted(known[:0])(random(6), starts)
    np.testing.assert_allclose(made, starts + 0.5 * epsilon, rtol=1e-5)
    spread = NoisyCodes(noise=0.5, measured_in="spread").fitted(known)(random(6), starts)
    np.testing.assert_allclose(spread, starts + 0.5 * known.std(0) * epsilon, rtol=1e-4)
    third = NoisyCodes(noise=0.1, growing=True).fitted(known[:0])(random(6, turn=3), starts)
    np.testing.assert_allclose(third, starts + 0.3 * epsilon, rtol=1e-5)


def test_codes_to_fit_to_are_chosen_by_the_seed() -> None:
    chosen = some_rows(1000, 256, 7)
    assert len(np.unique(chosen)) == 256 and chosen.max() < 1000 and (np.diff(chosen) > 0).all()
    np.testing.assert_array_equal(chosen, some_rows(1000, 256, 7))
    assert not np.array_equal(chosen, some_rows(1000, 256, 8))
    np.testing.assert_array_equal(some_rows(5, 256, 7), np.arange(5))
