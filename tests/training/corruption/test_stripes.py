"""Stripes cover parallel bars of the width, distance and angle asked for."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from skimage.transform import radon

from training import InputError, Recipe
from training.corruption.stripes import Stripes


def hidden(size: tuple[int, int] = (48, 48), n: int = 1, **settings: object) -> torch.Tensor:
    stripes = Stripes.model_validate(settings)
    given = stripes.apply(torch.zeros(n, 1, *size), seed=7, purpose="test", indices=torch.arange(n))
    assert given.hidden is not None
    assert bool((given.pixels[given.hidden.expand_as(given.pixels)] == stripes.value).all())
    return given.hidden


def test_horizontal_stripes_cover_whole_rows() -> None:
    mask = hidden(width=2, spacing=6, random_phase=False)[0, 0]
    assert bool((mask == mask[:, :1]).all())
    assert mask[:, 0].nonzero().squeeze(1).tolist() == [row for row in range(48) if (row - 23) % 6 < 2], (
        "from the middle"
    )


def test_vertical_stripes_cover_whole_columns() -> None:
    mask = hidden(width=2, spacing=6, angle=90, random_phase=False)[0, 0]
    assert torch.equal(mask, hidden(width=2, spacing=6, random_phase=False)[0, 0].T)


@pytest.mark.parametrize("angle", [0, 30, 45, -60])
def test_the_angle_is_that_of_the_lines(angle: int) -> None:
    mask = hidden((65, 65), width=4, spacing=16, angle=angle, random_phase=False)[0, 0].numpy().astype(float)
    rows, columns = np.mgrid[-32:33, -32:33]
    mask[rows**2 + columns**2 > 32**2] = 0
    turns = np.arange(0, 180, 5)
    # Along the lines, sums are all or nothing: their variance is largest there. A Radon angle of 90 sums along rows.
    variance = radon(mask, theta=turns, circle=True).var(0)
    assert turns[variance.argmax()] == (90 + angle) % 180


def test_the_share_that_is_covered_is_width_by_spacing() -> None:
    share = hidden((60, 60), 40, width=3, spacing=10, angle=20).float().mean()
    assert math.isclose(float(share), 0.3, abs_tol=0.01)


def test_images_have_their_stripes_elsewhere() -> None:
    mask = hidden(n=20)
    assert len(torch.unique(mask.flatten(1), dim=0)) > 5
    fixed = hidden(n=20, random_phase=False)
    assert bool((fixed == fixed[:1]).all())


def test_stripes_as_wide_as_their_distance_are_refused() -> None:
    with pytest.raises(InputError, match="narrower"):
        Recipe().override("corruption.kind=stripes", "corruption.width=6")
