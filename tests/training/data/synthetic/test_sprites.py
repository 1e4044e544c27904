"""Sprites after the definition of dSprites: shapes whose every factor can be measured in the picture."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from training.data import load_images
from training.data.images import ImageSet
from training.data.synthetic.sprites import COMBINATIONS, GRID, _shuffled, generate


@pytest.fixture(scope="module")
def sprites() -> ImageSet:
    return generate(600, 3)


def factor(images: ImageSet, name: str) -> np.ndarray:
    assert images.factors is not None
    return images.factors[name].numpy()


def inside(images: ImageSet) -> np.ndarray:
    return images.pixels[:, 0].numpy() > 0


def test_they_are_binary_and_whole(sprites: ImageSet) -> None:
    assert sprites.pixels.shape == (600, 1, 64, 64)
    assert set(sprites.pixels.unique().tolist()) == {0, 255}
    shapes = inside(sprites)
    assert not (shapes[:, 0] | shapes[:, -1] | shapes[:, :, 0] | shapes[:, :, -1]).any()
    assert sprites.synthetic and sprites.classes == ("square", "ellipse", "heart")


def test_factors_are_on_the_grid_of_dsprites() -> None:
    images = generate(4000, 1)
    assert COMBINATIONS == 737_280
    for name, last in (("shape", 2.0), ("scale", 1.0), ("orientation", 2 * np.pi), ("x", 1.0), ("y", 1.0)):
        found = np.unique(factor(images, name))
        first = 0.5 if name == "scale" else 0.0
        np.testing.assert_allclose(found, np.linspace(first, last, GRID[name]), atol=1e-6)
    assert images.labels is not None
    np.testing.assert_array_equal(images.labels.numpy(), factor(images, "shape"))


def test_no_combination_comes_twice() -> None:
    every = _shuffled(np.arange(COMBINATIONS, dtype=np.uint64), 5)
    assert np.array_equal(np.sort(every), np.arange(COMBINATIONS))
    # Nor in an order that one could see.
    assert abs(np.corrcoef(every[:-1], every[1:])[0, 1]) < 0.01


def test_the_middle_of_mass_is_where_the_factors_say(sprites: ImageSet) -> None:
    shapes = inside(sprites)
    at, area = np.arange(64), shapes.sum((1, 2))
    for name, axis in (("x", 1), ("y", 2)):
        middle = (shapes.sum(axis) * at).sum(1) / area
        assert np.abs(middle - (16 + 31 * factor(sprites, name))).max() < 0.3


def test_the_area_grows_with_the_square_of_the_scale(sprites: ImageSet) -> None:
    area = inside(sprites).sum((1, 2)) / factor(sprites, "scale") ** 2
    for shape in range(3):
        of_shape = area[factor(sprites, "shape") == shape]
        assert of_shape.std() / of_shape.mean() < 0.05


def test_ellipses_lie_along_their_orientation(sprites: ImageSet) -> None:
    row, column = np.mgrid[:64, :64]
    for shape, angle in zip(
        inside(sprites)[factor(sprites, "shape") == 1],
        factor(sprites, "orientation")[factor(sprites, "shape") == 1],
        strict=True,
    ):
        points = np.stack((column[shape], row[shape])).astype(float)
        along = np.linalg.eigh(np.cov(points))[1][:, -1]
        assert abs(along @ (np.cos(angle), np.sin(angle))) > 0.97


def test_fewer_sprites_are_the_first_of_more(sprites: ImageSet) -> None:
    few = generate(10, 3)
    assert torch.equal(few.pixels, sprites.pixels[:10])
    assert np.array_equal(factor(few, "orientation"), factor(sprites, "orientation")[:10])
    assert not torch.equal(generate(10, 4).pixels, few.pixels)


def test_the_source_has_four_thousand() -> None:
    images = load_images("sprites")
    assert len(images) == 4000
    assert images.synthetic and images.factors is not None
