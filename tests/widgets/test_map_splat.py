"""Points become pixels where they belong, and pixels answer which point they show."""

from __future__ import annotations

import numpy as np
import pytest

from aeexplorer.widgets.map.discs import over
from aeexplorer.widgets.map.pixel_grid import PixelGrid
from aeexplorer.widgets.map.splat import PointStyle, pick, point_style, splat

GRID = PixelGrid(-5.0, 5.0, -2.0, 2.0, 500, 200)
PALETTE = np.array([[255, 0, 0], [0, 0, 255]], np.uint8)
SOLID = PointStyle(6.0, 1.0)


def many(n: int, points: list[list[float]]) -> tuple[np.ndarray, np.ndarray]:
    """``points`` of class 0, and others far away so that there are ``n``."""
    rows = np.full((n, 2), 1e6, np.float32)
    rows[: len(points)] = points
    return rows, np.zeros(n, np.uint8)


def channels(image: np.ndarray) -> np.ndarray:
    return np.stack([image >> 24, image >> 16 & 255, image >> 8 & 255, image & 255], -1).astype(int)


@pytest.mark.parametrize("n", [10, 600, 30_000])
def test_a_point_is_painted_around_its_place_and_nowhere_else(n: int) -> None:
    points, classes = many(n, [[1.0, 0.5]])
    image = splat(points, classes, PALETTE, GRID, SOLID).image
    rows, columns = np.nonzero(image)
    assert (rows.mean() + 0.5, columns.mean() + 0.5) == pytest.approx((75, 300), abs=0.6)
    assert rows.max() - rows.min() in range(5, 9)
    assert channels(image)[75, 300].tolist() == [255, 255, 0, 0]


@pytest.mark.parametrize("n", [10, 600])
def test_a_disc_covers_as_much_as_a_circle(n: int) -> None:
    points, classes = many(n, [[0.013, 0.007]])
    cover = channels(splat(points, classes, PALETTE, GRID, SOLID).image)[..., 0].sum() / 255
    assert cover == pytest.approx(np.pi * 9, rel=0.06)


@pytest.mark.parametrize("n", [10, 600])
def test_the_later_of_two_points_lies_above(n: int) -> None:
    points, classes = many(n, [[0, 0], [0, 0]])
    classes[1] = 1
    assert channels(splat(points, classes, PALETTE, GRID, SOLID).image)[100, 250].tolist() == [255, 0, 0, 255]


@pytest.mark.parametrize("n", [10, 600])
def test_where_two_points_overlap_alpha_adds_up_as_when_painted_in_turn(n: int) -> None:
    points, classes = many(n, [[0, 0], [0, 0]])
    classes[1] = 1
    alpha, red, _, blue = channels(splat(points, classes, PALETTE, GRID, PointStyle(6, 0.5)).image)[100, 250]
    assert (alpha, red, blue) == pytest.approx((191, 64, 128), abs=2)


def test_densities_mix_colours_and_cover_more_the_more_there_are() -> None:
    points, classes = many(30_000, [[0, 0]] * 4)
    classes[:2] = 1
    alpha, red, _, blue = channels(splat(points, classes, PALETTE, GRID, PointStyle(2, 0.3)).image)[100, 250]
    assert alpha == pytest.approx(255 * (1 - 0.7**4), abs=1.5)
    assert red == pytest.approx(blue, abs=1.5) and red == pytest.approx(alpha / 2, abs=1.5)


def test_half_a_million_points_in_one_pixel_keep_their_colour() -> None:
    points = np.zeros((500_000, 2), np.float32)
    image = splat(points, np.zeros(len(points), np.uint8), PALETTE, GRID, PointStyle(2, 0.3)).image
    assert channels(image)[100, 250] == pytest.approx([255, 252, 0, 0], abs=4)


@pytest.mark.parametrize("n", [400, 6_000, 40_000])
def test_colours_never_exceed_their_alpha_and_edges_are_no_obstacle(n: int) -> None:
    random = np.random.default_rng(0)
    points = (random.normal(size=(n, 2)) * [4, 2]).astype(np.float32)
    picture = channels(splat(points, random.integers(0, 2, n).astype(np.uint8), PALETTE, GRID, point_style(n)).image)
    assert picture.shape == (200, 500, 4) and picture[..., 0].any()
    assert (picture[..., 1:] <= picture[..., :1] + 1).all()


@pytest.mark.parametrize("n", [10, 600, 30_000])
def test_what_is_not_finite_is_not_drawn(n: int) -> None:
    points, classes = many(n, [[np.nan, 0], [np.inf, 0], [0, -np.inf]])
    assert not splat(points, classes, PALETTE, GRID, SOLID).image.any()


@pytest.mark.parametrize("n", [10, 600, 30_000])
def test_the_nearest_point_is_picked_within_its_reach(n: int) -> None:
    points, classes = many(n, [[0, 0], [0.1, 0]])
    ids = splat(points, classes, PALETTE, GRID, SOLID).ids
    assert pick(ids, 250.5, 100.5, 8) == 0
    assert pick(ids, 254, 100.5, 8) == 1
    assert pick(ids, 262, 100.5, 8) == 1
    assert pick(ids, 266, 100.5, 8) is None
    assert pick(ids, -3, 100, 8) is None


def test_picking_agrees_with_looking_at_every_point() -> None:
    random = np.random.default_rng(1)
    points = random.uniform([-5, -2], [5, 2], (3_000, 2)).astype(np.float32)
    ids = splat(points, np.zeros(3_000, np.uint8), PALETTE, GRID, point_style(3_000)).ids
    x, y = GRID.to_pixels(points)
    for column, row in random.uniform([0, 0], [500, 200], (200, 2)):
        away = np.hypot(x - column, y - row)
        found = pick(ids, column, row, 8)
        assert (found is None and away.min() > 7) or (found is not None and away[found] <= away.min() + 1.5)


def test_painting_over_is_source_plus_what_shows_through() -> None:
    half_red, blue = np.array([0x80800000], np.uint32), np.array([0xFF0000FF], np.uint32)
    assert channels(over(half_red, blue))[0].tolist() == pytest.approx([255, 128, 0, 127], abs=1)


def test_points_shrink_and_clear_as_they_become_many() -> None:
    styles = [point_style(n) for n in (500, 5_000, 20_000, 100_000, 1_000_000)]
    assert [s.diameter for s in styles] == [7, 4.5, 3, 2, 2]
    assert [s.alpha for s in styles] == [1, 0.85, 0.8, 0.55, 0.3]
