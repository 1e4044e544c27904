"""Which pixels a stroke, a rectangle, an ellipse and a lasso cover, beside scikit-image's and plain formulas."""

from __future__ import annotations

import numpy as np
import pytest
from skimage.draw import polygon2mask
from skimage.measure import label

from aeexplorer.session.rasterise import Patch, ellipse, lasso, on_grid, random_rectangle, rectangle, stroke

SIZE = (40, 50)


def whole(patch: Patch, size: tuple[int, int] = SIZE) -> np.ndarray:
    image = np.zeros(size, np.uint8)
    image[patch.rows, patch.columns] = patch.cover
    return image


def centres() -> tuple[np.ndarray, np.ndarray]:
    return np.arange(SIZE[1])[None] + 0.5, np.arange(SIZE[0])[:, None] + 0.5


@pytest.mark.parametrize("diameter", [3, 6, 11])
def test_a_round_dab_covers_the_pixels_whose_centres_it_reaches(diameter: int) -> None:
    x, y = centres()
    wanted = np.hypot(x - 20.3, y - 14.8) <= diameter / 2
    found = whole(stroke([(20.3, 14.8)], diameter, SIZE))
    assert set(np.unique(found)) == {0, 255}
    assert (found == 255).tolist() == wanted.tolist()


@pytest.mark.parametrize("tip", ["round", "square"])
@pytest.mark.parametrize("diameter", [2, 4, 6, 8, 10, 20])
@pytest.mark.parametrize("held", [(24.5, 20.5), (24.48, 20.53), (24.9, 20.1), (25.0, 20.0)])
def test_an_even_tip_has_no_nubs_wherever_it_is_held(tip: str, diameter: int, held: tuple[float, float]) -> None:
    found = whole(stroke(on_grid([held], diameter), diameter, SIZE, tip=tip)) > 0
    for widths in (found.sum(0), found.sum(1)):
        there = widths[widths > 0]
        assert len(there) == there.max() == diameter
        assert there[0] == there[-1] and there[0] >= 2, "alike at both sides, and never a single pixel"
    assert np.hypot(*(on_grid([held], diameter)[0] - held)) <= np.sqrt(0.5)
    assert on_grid([held], diameter + 1).tolist() == [list(held)], "an odd one stands where it is held"


def test_a_square_dab_is_a_square() -> None:
    found = whole(stroke([(20.5, 14.5)], 5, SIZE, tip="square"))
    wanted = np.zeros(SIZE, bool)
    wanted[12:17, 18:23] = True
    assert ((found > 0) == wanted).all()


@pytest.mark.parametrize("tip", ["round", "square"])
@pytest.mark.parametrize("diameter", [2, 7])
def test_a_fast_stroke_is_what_many_dabs_close_together_are(tip: str, diameter: int) -> None:
    start, end = np.array([5.2, 30.1]), np.array([41.7, 7.4])
    swept = whole(stroke([start, end], diameter, SIZE, tip=tip)) > 0
    dabs = np.zeros(SIZE, bool)
    for share in np.linspace(0, 1, 2000):
        dabs |= whole(stroke([start + share * (end - start)], diameter, SIZE, tip=tip)) > 0
    # Between two of the dabs the sweep may just reach a centre more.
    assert not (dabs & ~swept).any()
    assert (swept & ~dabs).sum() <= 2


def test_the_smallest_brush_leaves_no_gaps() -> None:
    found = whole(stroke([(1.1, 1.2), (48.9, 37.7), (3.0, 20.0)], 1, SIZE)) > 0
    assert label(found, connectivity=2).max() == 1
    assert found[1, 1] and found[37, 48] and found[20, 3]


def test_a_soft_brush_falls_off_from_its_hard_core_to_its_rim() -> None:
    found = whole(stroke([(25.5, 20.5)], 20, SIZE, hardness=0.5))[20]
    assert found[25] == 255 and found[30] == 255, "the core"
    assert (np.diff(found[30:36].astype(int)) < 0).all()
    assert found[33] == round(255 * (10 - 8) / 5), "linear from 5 to 10 pixels"
    assert found[36] == 0


def test_a_pen_pressed_harder_paints_wider() -> None:
    found = whole(stroke([(10.5, 20.5), (40.5, 20.5)], [2, 12], SIZE)) > 0
    widths = found.sum(0)[[11, 25, 39]]
    assert widths[0] < widths[1] < widths[2] <= 13


def test_strokes_beyond_the_image_are_cut_off() -> None:
    assert whole(stroke([(-30, -30)], 10, SIZE)).sum() == 0
    found = whole(stroke([(-20, 20.5), (200, 20.5)], 3, SIZE)) > 0
    assert found[19:22].all() and found.sum() == 3 * SIZE[1]


def test_rectangle_and_ellipse_take_whole_pixels_in_any_direction() -> None:
    wanted = np.zeros(SIZE, bool)
    wanted[5:11, 8:21] = True
    for one, other in (((8.1, 5.9), (20.9, 10.1)), ((20.0, 10.0), (8.9, 5.0)), ((8.5, 10.5), (20.5, 5.5))):
        assert ((whole(rectangle(one, other, SIZE)) > 0) == wanted).all()
    x, y = centres()
    round_one = whole(ellipse((8.1, 5.9), (20.9, 10.1), SIZE)) > 0
    assert (round_one == (((x - 14.5) / 6.5) ** 2 + ((y - 8) / 3) ** 2 <= 1)).all()
    assert (whole(rectangle((45, 35), (500, 500), SIZE)) > 0)[35:, 45:].all()


def test_a_lasso_covers_what_lies_inside() -> None:
    points = np.array([(5.3, 4.1), (40.2, 9.7), (33.9, 35.2), (22.1, 14.8), (7.7, 30.4)])
    # scikit-image has the centres of pixels at whole numbers, and rows first.
    wanted = polygon2mask(SIZE, points[:, ::-1] - 0.5)
    assert ((whole(lasso(points, SIZE)) > 0) == wanted).all()
    assert whole(lasso(points[:1], SIZE)).sum() == 0


def test_random_rectangles_lie_inside_and_follow_their_seed() -> None:
    areas = []
    for seed in range(200):
        patch = random_rectangle(np.random.default_rng(seed), SIZE)
        assert patch.rows.stop <= SIZE[0] and patch.columns.stop <= SIZE[1]
        areas.append(patch.cover.size / (SIZE[0] * SIZE[1]))
    assert min(areas) > 0.01 and max(areas) < 0.37
    assert 0.12 < float(np.mean(areas)) < 0.23
    again = random_rectangle(np.random.default_rng(7), SIZE)
    assert (whole(again) == whole(random_rectangle(np.random.default_rng(7), SIZE))).all()
