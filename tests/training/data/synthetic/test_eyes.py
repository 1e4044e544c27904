"""Computed eyes: credible pictures that depend on their known factors."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from training.data.images import ImageSet
from training.data.synthetic.draws import Draws, Floats
from training.data.synthetic.eye_picture import paint
from training.data.synthetic.eyes import generate, known_factors

RANGES = {
    "opening": (0.16, 0.58),
    "width": (1.3, 1.75),
    "x": (-0.15, 0.15),
    "y": (0, 0.25),
    "tilt": (-0.6, 0.6),
    "nose": (-1, 1),
    "gaze_x": (-0.35, 0.35),
    "gaze_y": (-0.08, 0.05),
    "iris_size": (0.25, 0.33),
    "iris_hue": (0, 1),
    "pupil": (0.28, 0.5),
    "skin": (0, 1),
    "flush": (0, 1),
    "hair": (0, 1),
    "brow_height": (0.52, 1.05),
    "brow_weight": (0.25, 1),
    "lashes": (0, 1),
    "crease": (0, 1),
    "light": (0.6, 1.4),
    "light_from": (-np.pi, 0),
    "warmth": (-0.6, 0.6),
    "colour": (0, 1),
    "blur": (0, 1),
}


@pytest.fixture(scope="module")
def eyes() -> ImageSet:
    return generate(120, 3)


def painted(**changes: float) -> NDArray[np.float32]:
    """A plain eye that looks ahead, with some factors changed: (3, 50, 50)."""
    draws = Draws(0, "eyes", np.arange(1))
    plain = dict.fromkeys(RANGES, 0.0) | {
        "opening": 0.5,
        "width": 1.5,
        "nose": -1.0,
        "iris_size": 0.3,
        "iris_hue": 1.0,
        "pupil": 0.35,
        "brow_height": 0.8,
        "brow_weight": 0.5,
        "light": 1.0,
        "light_from": -1.5,
        "colour": 1.0,
    }
    factors: dict[str, Floats] = {name: np.full(1, value, np.float32) for name, value in (plain | changes).items()}
    picture: NDArray[np.float32] = paint(factors, draws, 50)[0]
    return picture


def blueness(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.clip(picture[2] - picture[0], 0, 1)


def test_they_are_pictures_of_fifty_by_fifty(eyes: ImageSet) -> None:
    assert eyes.pixels.shape == (120, 3, 50, 50)
    assert eyes.pixels.dtype == torch.uint8
    assert (eyes.pixels.float().std((1, 2, 3)) > 10).all()


def test_they_are_said_to_be_computed_and_what_their_classes_are(eyes: ImageSet) -> None:
    assert eyes.synthetic
    assert "computed" in eyes.note and "open and half-closed" in eyes.note
    assert eyes.classes == ("open", "half-closed")
    assert eyes.labels is not None
    assert 30 < int(eyes.labels.sum()) < 90


def test_the_classes_are_told_apart_by_the_opening_alone(eyes: ImageSet) -> None:
    assert eyes.factors is not None and eyes.labels is not None
    opening, half_closed = eyes.factors["opening"], eyes.labels == 1
    assert opening[half_closed].max() < 0.3 < 0.36 < opening[~half_closed].min()
    first, second = (known_factors(Draws(3, "eyes", np.arange(9)), half_closed=np.full(9, k)) for k in (False, True))
    assert [name for name in first if not np.array_equal(first[name], second[name])] == ["opening"]


def test_fewer_eyes_are_the_first_of_more(eyes: ImageSet) -> None:
    few = generate(7, 3)
    assert torch.equal(few.pixels, eyes.pixels[:7])
    assert few.factors is not None and eyes.factors is not None
    assert all(torch.equal(few.factors[name], values[:7]) for name, values in eyes.factors.items())


def test_another_seed_gives_other_eyes(eyes: ImageSet) -> None:
    assert not torch.equal(generate(7, 4).pixels, eyes.pixels[:7])


@pytest.mark.parametrize("name", RANGES)
def test_factors_keep_to_their_ranges_and_vary(eyes: ImageSet, name: str) -> None:
    assert eyes.factors is not None and set(eyes.factors) == set(RANGES)
    values, (low, high) = eyes.factors[name].numpy(), RANGES[name]
    assert values.dtype == np.float32 and values.shape == (120,)
    assert low - 1e-6 <= values.min() < values.max() <= high + 1e-6


def test_the_iris_is_where_the_gaze_is() -> None:
    at = []
    for gaze in (-0.3, 0.0, 0.3):
        weight = blueness(painted(gaze_x=gaze))
        at.append((weight.sum(0) * np.arange(50)).sum() / weight.sum())
    # Half a side is 25 pixels.
    assert at[1] == pytest.approx(24.5, abs=0.7)
    assert at[0] == pytest.approx(24.5 + 0.3 * 25, abs=1.5)
    assert at[2] == pytest.approx(24.5 - 0.3 * 25, abs=1.5)


def test_lids_that_close_hide_the_iris() -> None:
    seen = [blueness(painted(opening=opening)).sum() for opening in (0.16, 0.3, 0.5)]
    assert seen[0] < 0.6 * seen[1] < 0.6 * seen[2]


def test_the_blue_iris_has_the_area_of_its_size_less_the_pupil() -> None:
    small, large = (blueness(painted(opening=1.2, iris_size=size, iris_hue=1)).sum() for size in (0.2, 0.3))
    assert large / small == pytest.approx((0.3 / 0.2) ** 2, rel=0.15)


@pytest.mark.parametrize(
    ("factor", "low", "high"), [("skin", 1.0, 0.0), ("light", 0.7, 1.2), ("brow_weight", 1.0, 0.25), ("hair", 0.0, 1.0)]
)
def test_more_light_on_lighter_things_is_brighter(factor: str, low: float, high: float) -> None:
    assert painted(**{factor: low}).mean() < painted(**{factor: high}).mean()


def test_without_colour_all_channels_are_alike() -> None:
    grey = painted(colour=0.0)
    assert np.ptp(grey, axis=0).max() < 1e-5
    assert np.ptp(painted(), axis=0).max() > 0.2


def test_the_nose_is_on_either_side() -> None:
    left, right = painted(nose=1.0, lashes=1.0), painted(nose=-1.0, lashes=1.0)
    # But for the texture of the skin, one is the mirror image of the other; light comes from above.
    assert np.abs(left - right[:, :, ::-1]).mean() < 0.5 * np.abs(left - right).mean()


def test_outlines_are_anti_aliased() -> None:
    """A picture of twice the size, averaged, is nearly the same picture."""
    draws = Draws(0, "eyes", np.arange(8))
    factors = known_factors(draws, half_closed=np.zeros(8, bool))
    factors["blur"] = np.zeros(8, np.float32)
    small, large = paint(factors, draws, 50), paint(factors, draws, 100)
    averaged = large.reshape(8, 3, 50, 2, 50, 2).mean((3, 5))
    assert np.abs(small - averaged).mean() < 0.02
