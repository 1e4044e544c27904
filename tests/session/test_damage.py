"""What becomes of images under fills and chained corruptions, against NumPy and scikit-image."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage.transform import downscale_local_mean

from aeexplorer.session.damage import FURTHER, SPACING, Damage

Floats = NDArray[np.float32]
NOTHING = np.zeros((24, 24), np.uint8)
NUMBERS = np.array([7, 11])
RANDOM = ("gaussian", "salt-pepper", "stripes")


def images(channels: int) -> Floats:
    """(2, C, 24, 24): neither black nor white nor the grey of a fill anywhere."""
    drawn = np.random.default_rng(channels).uniform(0.05, 0.45, (2, channels, 24, 24))
    return drawn.astype(np.float32)


def damaged(damage: Damage, x: Floats, cover: NDArray[np.uint8] = NOTHING) -> tuple[Floats, NDArray[Any] | None]:
    pixels, hidden = damage.apply(x, cover, None, NUMBERS)
    return pixels.numpy(), None if hidden is None else hidden.numpy()


def hole() -> NDArray[np.uint8]:
    """Wholly covered in one place, and to 40 % in another."""
    cover = NOTHING.copy()
    cover[2:8, 3:9] = 255
    cover[12:15, 3:9] = 102
    return cover


def test_a_colour_fills_each_channel_with_its_own_share() -> None:
    x, cover = images(3), hole()
    pixels, hidden = damaged(Damage(colour=(1.0, 0.0, 0.25)), x, cover)
    for channel, level in enumerate((1.0, 0.0, 0.25)):
        assert (pixels[:, channel, cover == 255] == level).all()
        mixed = 0.6 * x[:, channel, cover == 102] + 0.4 * level
        assert pixels[:, channel, cover == 102] == pytest.approx(mixed, abs=1e-6)
    assert np.array_equal(pixels[..., cover == 0], x[..., cover == 0]), "to the last bit"
    assert hidden is not None and np.array_equal(hidden[1, 0], cover > 0)


def test_a_grey_fills_all_channels_of_a_colour_image_alike() -> None:
    cover = hole()
    pixels, _ = damaged(Damage(colour=(0.7,)), images(3), cover)
    assert (pixels[..., cover == 255] == np.float32(0.7)).all()


def test_a_colour_becomes_the_grey_of_its_mean_on_a_grey_image() -> None:
    cover = hole()
    pixels, _ = damaged(Damage(colour=(0.9, 0.0, 0.3)), images(1), cover)
    assert pixels.shape == (2, 1, 24, 24)
    assert pixels[..., cover == 255] == pytest.approx(0.4, abs=1e-6)


def test_noise_is_another_in_each_image_and_channel_and_the_same_of_the_same_seed() -> None:
    cover, x = np.full_like(NOTHING, 255), images(3)
    pixels, _ = damaged(Damage(fill="noise", seed=2), x, cover)
    planes = pixels.reshape(6, -1)
    assert np.abs(np.corrcoef(planes) - np.eye(6)).max() < 0.2
    assert planes.min() >= 0 and planes.max() < 1 and abs(planes.mean() - 0.5) < 0.03
    assert np.array_equal(damaged(Damage(fill="noise", seed=2), x, cover)[0], pixels)
    assert not np.array_equal(damaged(Damage(fill="noise", seed=3), x, cover)[0], pixels)


def test_the_neighbour_shows_through_the_hole() -> None:
    x, cover = images(3), hole()
    neighbours = 1 - x
    pixels, _ = Damage(fill="neighbour").apply(x, cover, neighbours, NUMBERS)
    assert np.array_equal(pixels.numpy()[..., cover == 255], neighbours[..., cover == 255])
    assert np.array_equal(pixels.numpy()[..., cover == 0], x[..., cover == 0])


def test_low_resolution_comes_before_salt_and_pepper_and_the_hole_lies_over_both() -> None:
    """The other way round, salt and pepper would be averaged to greys, and the hole with its surroundings."""
    x, cover = images(1), hole()
    both = (("salt-pepper", 0.2), ("low-resolution", 1 / 3))
    pixels, hidden = damaged(Damage(further=both), x, cover)
    # A third of the way from 2 to 8 is 4.
    coarse = np.stack([downscale_local_mean(image[0], (4, 4)).repeat(4, 0).repeat(4, 1) for image in x])[:, None]
    seen = np.broadcast_to(cover == 0, x.shape)
    hit = (pixels == 0) | (pixels == 1)
    assert 0.1 < hit[seen].mean() < 0.3
    assert pixels[seen & ~hit] == pytest.approx(coarse[seen & ~hit], abs=1e-6)
    assert (pixels[..., cover == 255] == 0.5).all()
    assert hidden is not None and hidden[:, 0, cover > 0].all()


def test_each_corruption_works_on_what_the_one_before_has_left() -> None:
    x = images(1)
    found = []
    for further in ((), ("blur",), ("blur", "gaussian"), ("blur", "gaussian", "stripes")):
        pixels, _ = damaged(Damage(further=tuple((kind, 0.4) for kind in further), seed=5), x)
        found.append(pixels)
    plain, blurred, noisy, striped = found
    assert np.var(blurred) < 0.1 * np.var(plain)
    # Noise of 0.4 would be far weaker had it been blurred, too; much of it is clipped at black.
    assert np.std((noisy - blurred)[noisy > 0]) > 0.15
    over = (striped == 0.5).all(-1)
    assert over.any() and not over.all()
    assert np.array_equal(striped[~over], noisy[~over])


@pytest.mark.parametrize("kind", FURTHER)
def test_the_least_strength_and_the_greatest_can_be_made(kind: str) -> None:
    x = images(3)
    errors = [np.abs(damaged(Damage(further=((kind, strength),)), x)[0] - x).mean() for strength in (0.01, 0.5, 1.0)]
    assert errors[0] < errors[1] < errors[2]


@pytest.mark.parametrize("seed", range(8))
def test_the_thinnest_stripes_lie_on_a_line_of_pixels_each(seed: int) -> None:
    """Thinner ones would fall between the lines, and the slider would do nothing."""
    x = images(1)
    pixels, hidden = damaged(Damage(further=(("stripes", 0.01),), seed=seed), x)
    assert hidden is not None
    assert (hidden[:, 0].all(2).sum(1) >= 24 / SPACING).all()
    assert hidden.mean() < 0.35
    assert (pixels[hidden] == 0.5).all()


@pytest.mark.parametrize("kind", FURTHER)
def test_a_seed_draws_the_same_damage_again(kind: str) -> None:
    x = images(1)
    first, again, other = (damaged(Damage(further=((kind, 0.5),), seed=seed), x)[0] for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert np.array_equal(first, other) == (kind not in RANDOM), "some draw nothing"


def test_of_spread_damage_nobody_knows_where_it_is() -> None:
    x = images(1)
    assert damaged(Damage(further=(("gaussian", 0.2),)), x)[1] is None
    cover = hole()
    hidden = damaged(Damage(further=(("gaussian", 0.2),)), x, cover)[1]
    assert hidden is not None and np.array_equal(hidden[0, 0], cover > 0), "but a hole is one still"
