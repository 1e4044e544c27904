"""Samples of images, of classes and free ones: from the right codes, with noise that only their own place decides."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from training.build import build_model
from training.data.images import ImageSet
from training.errors import InputError
from training.generation.origin import Origin
from training.generation.sheet import sheet
from training.generation.ways import around_images, freely, of_every_class
from training.latent.samplers.fitted_gaussian import GaussianOfCodes
from training.latent.samplers.noisy_codes import NoisyCodes
from training.latent.samplers.pulled import PulledToCodes
from training.latent.samplers.standard_normal import StandardNormal
from training.latent.samplers.uniform_grid import UniformGrid
from training.recipe import Recipe
from training.seeds import normal_noise
from training.snapshot import Snapshot

LABELS = torch.tensor([0, 1, 2] * 9 + [3])


@pytest.fixture(scope="module")
def origin() -> Origin:
    """An untrained model and 28 images of four classes, the last of which has one image."""
    random = torch.Generator().manual_seed(0)
    pixels = torch.rand(28, 1, 8, 8, generator=random) * 0.2 + LABELS.view(-1, 1, 1, 1) / 5
    images = ImageSet("test", pixels, LABELS, ("a", "b", "c", "d"))
    model = build_model(Recipe().override("model.widths=[16]"), (1, 8, 8))
    return Origin(Snapshot(model, step=0, epoch=0), images, np.arange(28), seed=3)


def test_samples_of_chosen_images(origin: Origin) -> None:
    rows = np.array([20, 3])
    made = around_images(origin, NoisyCodes(noise=0.3), rows, 4)
    assert made.starts is not None and made.labels is not None
    assert made.starts.tolist() == [20] * 4 + [3] * 4
    assert made.labels.tolist() == [2] * 4 + [0] * 4
    assert made.turn.tolist() == [1, 2, 3, 4] * 2
    codes = origin.snapshot.encode(origin.images.batch(torch.from_numpy(made.starts))).numpy()
    for i, (start, turn) in enumerate(zip(made.starts, made.turn, strict=True)):
        noise = normal_noise(3, f"generate {turn}", torch.tensor([start]), (2,)).numpy()[0]
        np.testing.assert_allclose(made.codes[i], codes[i] + 0.3 * noise, rtol=1e-5)
    np.testing.assert_allclose(made.pixels, origin.snapshot.decode(made.codes).clip(0, 1), atol=1e-6)


def test_a_sample_is_the_same_in_any_company(origin: Origin) -> None:
    some = around_images(origin, PulledToCodes(), np.array([20, 3]), 2)
    more = around_images(origin, PulledToCodes(), np.array([3, 9, 20]), 5)
    np.testing.assert_allclose(some.codes[2:4], more.codes[:2], rtol=1e-5)
    np.testing.assert_allclose(some.codes[:2], more.codes[10:12], rtol=1e-5)


def test_growing_noise_grows_with_each_sample(origin: Origin) -> None:
    still = around_images(origin, NoisyCodes(noise=0), np.array([5]), 3).codes
    once = around_images(origin, NoisyCodes(noise=0.1), np.array([5]), 3).codes - still
    grown = around_images(origin, NoisyCodes(noise=0.1, growing=True), np.array([5]), 3).codes - still
    np.testing.assert_allclose(grown, once * np.array([[1], [2], [3]]), atol=1e-6)


def test_samples_of_every_class_begin_at_its_images(origin: Origin) -> None:
    made = of_every_class(origin, NoisyCodes(noise=0.1), 12)
    assert made.labels is not None and made.starts is not None
    assert made.labels.tolist() == [0] * 12 + [1] * 12 + [2] * 12 + [3] * 12
    assert torch.equal(LABELS[torch.from_numpy(made.starts)], torch.from_numpy(made.labels))
    assert len(set(made.starts[:9])) == 9 and set(made.starts[9:12]) <= set(made.starts[:9])
    assert len(np.unique(made.codes, axis=0)) == 48, "an image that is taken again gets another noise"


def test_a_gaussian_of_every_class_is_fitted_to_it_alone(origin: Origin) -> None:
    made = of_every_class(origin, GaussianOfCodes(), 4000)
    assert made.starts is None and made.labels is not None
    for label in range(3):
        codes = origin.codes(np.flatnonzero(label == LABELS))
        drawn = made.codes[made.labels == label]
        np.testing.assert_allclose(drawn.mean(0), codes.mean(0), atol=0.05)
        np.testing.assert_allclose(np.cov(drawn.T), np.cov(codes.T), rtol=0.1, atol=0.01)
    alone = made.codes[made.labels == 3]
    np.testing.assert_allclose(alone, np.repeat(origin.codes(np.array([27])), 4000, 0), atol=1e-5)


def test_free_samples(origin: Origin) -> None:
    normal = freely(origin, StandardNormal(), 5)
    np.testing.assert_array_equal(normal.codes, normal_noise(3, "generate", torch.arange(5), (2,)).numpy())
    assert normal.labels is None and normal.starts is None
    assert len(freely(origin, UniformGrid(), 26)) == 25
    long = freely(origin, GaussianOfCodes(), 2100)
    np.testing.assert_allclose(long.codes[:3], freely(origin, GaussianOfCodes(), 3).codes, rtol=1e-5)


def test_samplers_that_cannot_do_it_say_so(origin: Origin) -> None:
    with pytest.raises(InputError, match="starts at the codes of images"):
        freely(origin, NoisyCodes(), 5)
    with pytest.raises(InputError, match="starts at no image"):
        around_images(origin, GaussianOfCodes(), np.array([1]), 2)
    for sampler in (StandardNormal(), UniformGrid(over="codes")):
        with pytest.raises(InputError, match="knows no classes"):
            of_every_class(origin, sampler, 2)
    nameless = Origin(origin.snapshot, ImageSet("test", origin.images.pixels), origin.training, 3)
    with pytest.raises(InputError, match="has no classes"):
        of_every_class(nameless, NoisyCodes(), 2)
    made = around_images(nameless, NoisyCodes(), np.array([4]), 2)
    assert made.labels is None and made.starts is not None


def test_the_sheet_goes_by_class(origin: Origin) -> None:
    made = around_images(origin, NoisyCodes(), np.array([20, 3, 1]), 4)
    assert [made.starts[group[0]] for group in made.groups if made.starts is not None] == [3, 1, 20]
    few, many = (sheet(around_images(origin, NoisyCodes(), np.array([20, 3]), n), origin.images, "New") for n in (4, 8))
    assert many.width > few.width and many.height == few.height
    assert sheet(of_every_class(origin, NoisyCodes(), 3), origin.images, "New").height > few.height
    assert sheet(of_every_class(origin, GaussianOfCodes(), 3), origin.images, "New").height > few.height
