"""The nearest real image is what a k-d tree says, and its distance is judged by those among real images."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.spatial import cKDTree
from scipy.stats import percentileofscore

from training.latent import nearest as rooms
from training.latent.nearest import nearest, percentiles, real_distances, verdicts


def images(n: int, seed: int = 0) -> torch.Tensor:
    return torch.rand(n, 1, 4, 4, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("block", [2**24, 700], ids=["at once", "in blocks"])
def test_the_nearest_is_a_trees(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "_BLOCK", block)
    samples, known = images(50, 1), images(300)
    found = nearest(samples, known)
    distance, row = cKDTree(known.flatten(1).double().numpy()).query(samples.flatten(1).double().numpy())
    np.testing.assert_array_equal(found.row, row)
    np.testing.assert_allclose(found.distance, distance / 4, rtol=1e-6)


def test_a_copy_is_at_distance_zero_though_images_are_bright() -> None:
    known = 0.999 + 1e-3 * images(200)
    found = nearest(known[[5, 17]], known)
    assert found.row.tolist() == [5, 17]
    assert found.distance.tolist() == [0, 0]


@pytest.mark.parametrize("block", [2**24, 700])
def test_real_images_are_not_their_own_neighbours(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "_BLOCK", block)
    known = torch.cat((images(80), images(1)))
    distance, _ = cKDTree(known.flatten(1).double().numpy()).query(known.flatten(1).double().numpy(), 2)
    np.testing.assert_allclose(real_distances(known), np.sort(distance[:, 1]) / 4, rtol=1e-6, atol=1e-9)
    assert len(real_distances(known, most=10)) == 10
    pair = images(2)
    apart = float((pair[0] - pair[1]).double().square().mean().sqrt())
    np.testing.assert_allclose(real_distances(pair), [apart, apart], rtol=1e-6)


def test_percentiles_are_scipys_mean_rank() -> None:
    real = np.sort(np.round(np.random.default_rng(0).random(200), 2))
    asked = np.array([-1.0, real[3], 0.5, 0.505, 2.0])
    np.testing.assert_allclose(percentiles(asked, real), percentileofscore(real, asked, kind="mean"))


def test_memorised_plausible_and_nonsense() -> None:
    known = images(300)
    real = real_distances(known)
    samples = torch.cat((known[:1] + 1e-3, images(1, 9), torch.full((1, 1, 4, 4), 5.0)))
    found = nearest(samples, known)
    assert verdicts(percentiles(found.distance, real)) == ["memorised", "plausible", "unlike"]


def test_no_samples() -> None:
    assert len(nearest(images(3)[:0], images(3)).row) == 0
