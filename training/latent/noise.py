"""Noise on codes and on the input: the same for every model that is shown it, in three ways to put it on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from training.part import Part

if TYPE_CHECKING:
    from torch import Tensor

Way = Literal["add", "blend", "power"]

PRESETS: dict[Way, tuple[float, ...]] = {
    "add": tuple(i / 10 for i in range(1, 6)),
    "blend": (0.2, 0.5, 0.8),
    "power": (0.05, 0.1, 0.15),
}
"""Amounts of reports B and C (i/10), G and F."""


class CodeNoise(Part):
    """Noise on codes z, with standard normal ε.

    - ``add``: z + amount · s · ε, where s is 1, or the spread of each number (reports B, C, E).
    - ``blend``: (1 − amount) · z + amount · s · ε (report G).
    - ``power``: z / √(mean z²) + amount · ε, the mean over all numbers of one code (report F). The code's power is
      the unit there: the spread does not count.
    """

    way: Way = Field("add", title="Way")
    """Add it, blend the code with it, or add it to the code of power 1."""
    amount: float = Field(0.0, title="Amount", ge=0, le=100)
    """Standard deviation of the noise; for a blend, the share of the noise."""
    numbers: tuple[int, ...] = Field((), title="Only on numbers")
    """The numbers of the flat code that get noise, from 0; empty: all of them."""
    in_spreads: bool = Field(False, title="In spreads")
    """Noise on each number in proportion to its standard deviation over real images."""
    one_for_all: bool = Field(False, title="Same for every image")
    """One noise for every image, or one for each."""


def code_noise(
    latent_shape: tuple[int, ...], indices: Tensor, *, seed: int, one_for_all: bool = False, purpose: str = "code noise"
) -> Tensor:
    """Standard normal noise (n, *latent_shape) of images with numbers ``indices`` (n,) int64.

    It depends on (seed, purpose, image number) and the shape of a code only: every model with such codes receives
    the same tensor, however many images are asked for at a time. With ``one_for_all`` it is image 0's for every image.
    """
    import torch

    from training.seeds import normal_noise

    if one_for_all:
        return normal_noise(seed, purpose, torch.zeros_like(indices[:1]), latent_shape).expand(
            len(indices), *latent_shape
        )
    return normal_noise(seed, purpose, indices, latent_shape)


def noisy(codes: Tensor, noise: Tensor, settings: CodeNoise, *, spread: Tensor | None = None) -> Tensor:
    """Codes (n, *latent_shape) with standard normal ``noise`` of their shape put on them as ``settings`` say.

    ``spread`` (*latent_shape) is each number's standard deviation over real images (see ``spread_of``).

    Raises:
        ValueError: the settings count in spreads, and there is none.
        InputError: a number that a code does not have.
    """
    from training.bottlenecks.heads import power_normalised

    if settings.in_spreads and settings.way != "power":
        if spread is None:
            raise ValueError("noise in spreads needs the codes' spread")
        noise = noise * spread
    amount = settings.amount * _chosen(codes, settings.numbers)
    if settings.way == "blend":
        return codes * (1 - amount) + amount * noise
    if settings.way == "power":
        codes = power_normalised(codes)
    return codes + amount * noise


def spread_of(codes: Tensor) -> Tensor:
    """Standard deviation (*latent_shape) of each number over codes (n, *latent_shape) of real images."""
    return codes.std(0, correction=0)


def noisy_input(pixels: Tensor, indices: Tensor, factor: float, *, seed: int, purpose: str = "input noise") -> Tensor:
    """Pixels (n, C, H, W) in [0, 1] plus ``factor`` · N(0, 1), clipped to [0, 1] (report D); as they are for 0.

    The noise depends on (seed, purpose, image number) only, see ``code_noise``.
    """
    from training.corruption.gaussian import GaussianNoise

    if factor == 0:
        return pixels
    return GaussianNoise(factor=factor).apply(pixels, seed=seed, purpose=purpose, indices=indices).pixels


def _chosen(codes: Tensor, numbers: tuple[int, ...]) -> Tensor:
    """1 for the chosen numbers of a code and 0 for the others, (*latent_shape); all 1 where none is chosen."""
    from training.errors import InputError

    if not numbers:
        return codes.new_ones(codes.shape[1:])
    chosen = codes.new_zeros(math.prod(codes.shape[1:]))
    if wrong := [number for number in numbers if not 0 <= number < len(chosen)]:
        # People count them from 1, as in the window's field.
        raise InputError(
            f"There is no number {wrong[0] + 1:,}: those of a code are counted from 1 to {len(chosen):,}. "
            "Choose others."
        )
    chosen[list(numbers)] = 1
    return chosen.view(codes.shape[1:])
