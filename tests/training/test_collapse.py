"""A model that decodes the mean image only is suspected and found out; one on its way is left alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from training.collapse import CollapseDetector, is_uniform, variance_across


def suspicions(*errors: float, steps: int = 1000) -> list[bool]:
    detector = CollapseDetector(1.0)
    return [detector.hear(error, steps * epoch) for epoch, error in enumerate(errors, start=1)]


def test_the_variance_across_images_is_the_error_of_their_mean_image() -> None:
    x = torch.rand(40, 3, 5, 4)
    assert variance_across(x) == pytest.approx(np.var(x.double().numpy(), axis=0).mean(), rel=1e-5)
    assert variance_across(x) == pytest.approx(torch.nn.functional.mse_loss(x.mean(0).expand_as(x), x).item(), rel=1e-5)


def test_reconstructions_of_one_picture_are_uniform() -> None:
    x = torch.rand(40, 1, 5, 4)
    assert is_uniform(x.mean(0).expand_as(x) + 0.01 * torch.rand_like(x), x)
    assert not is_uniform(x.mean(0) + 0.5 * (x - x.mean(0)), x)


def test_an_error_that_stays_at_the_mean_images_is_suspected() -> None:
    assert suspicions(1.02, 1.01, 1.03, 1.0) == [False, False, True, True]


def test_a_model_of_a_few_steps_is_not() -> None:
    assert suspicions(1.02, 1.01, 1.03, 1.0, steps=150) == [False, False, False, True]


def test_a_model_that_passes_the_mean_image_on_its_way_is_not() -> None:
    assert not any(suspicions(1.2, 1.1, 1.0, 0.95, 0.92, 0.8))


@pytest.mark.parametrize("level", [0.5, 0.85, 1.8, 30.0])
def test_neither_is_one_that_is_better_or_far_worse(level: float) -> None:
    assert not any(suspicions(*[level] * 10))
