"""The source ``photo-patches``: crops of the photographs that scikit-image and scikit-learn ship, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from training.data import Request
from training.data.images import ImageSet
from training.errors import InputError
from training.seeds import derive

SIDE = 64
TRAINING, HELD_OUT = 1600, 400
SEED = 7
SHORTER = 400
"""A photograph whose shorter side is longer is made so small first."""
SCALES = (1.0, 0.7, 0.5)
"""At the last, a crop shows a square of 128 pixels, which still fits into the smallest region."""
HELD_OUT_SHARE = 1 / 3
"""Of a photograph's longer side."""


@dataclass(frozen=True, slots=True)
class Photograph:
    """A file that a package ships, and whose it is."""

    name: str
    package: Literal["skimage", "sklearn"]
    file: str
    licence: str


PHOTOGRAPHS = (
    Photograph("astronaut", "skimage", "data/astronaut.png", "NASA, public domain"),
    Photograph("cat", "skimage", "data/chelsea.png", "S. van der Walt, CC0"),
    Photograph("coffee", "skimage", "data/coffee.png", "R. Michetti, CC0"),
    Photograph("rocket", "skimage", "data/rocket.jpg", "SpaceX, public domain"),
    Photograph("galaxies", "skimage", "data/hubble_deep_field.jpg", "NASA, public domain"),
    Photograph("temple", "sklearn", "datasets/images/china.jpg", "danielbuechele, CC BY 2.0"),
    Photograph("flower", "sklearn", "datasets/images/flower.jpg", "vultilion, CC BY 2.0"),
)


def load(_request: Request) -> ImageSet:
    """2,000 crops (3, 64, 64) uint8 at three scales; the photograph is the class.

    The last third of each photograph, along its longer side, is for the 400 held-out crops, and the rest for training.
    Either part is cut out before it is scaled, so that no pixel of a held-out crop is, or is mixed into, one of a
    training crop. Only files inside the two packages are read; what scikit-image would download is not asked for.

    Raises:
        InputError: a package's file is missing or damaged.
    """
    photographs = [_read(photograph) for photograph in PHOTOGRAPHS]
    labels = np.concatenate([np.arange(count) % len(photographs) for count in (TRAINING, HELD_OUT)])
    crops = [
        *_crops([_part(photograph, held_out=False) for photograph in photographs], TRAINING, "training"),
        *_crops([_part(photograph, held_out=True) for photograph in photographs], HELD_OUT, "held out"),
    ]
    return ImageSet(
        "photo-patches",
        torch.from_numpy(np.stack(crops).transpose(0, 3, 1, 2).copy()),
        torch.from_numpy(labels),
        tuple(photograph.name for photograph in PHOTOGRAPHS),
        held_out_from=TRAINING,
    )


def _crops(parts: list[Image.Image], count: int, purpose: str) -> Iterator[NDArray[np.uint8]]:
    """Squares (64, 64, 3) of each photograph in turn, at random scales and places."""
    scaled = [
        [np.asarray(part.resize((round(part.width * scale), round(part.height * scale)))) for scale in SCALES]
        for part in parts
    ]
    random = np.random.default_rng(derive(SEED, f"photo-patches {purpose}"))
    for number in range(count):
        at_scales = scaled[number % len(scaled)]
        # The larger it is, the more different crops there are.
        weights = np.square(SCALES) / np.square(SCALES).sum()
        picture = at_scales[random.choice(len(at_scales), p=weights)]
        top, left = (random.integers(0, length - SIDE + 1) for length in picture.shape[:2])
        yield picture[top : top + SIDE, left : left + SIDE]


def _part(photograph: Image.Image, *, held_out: bool) -> Image.Image:
    """The region of a photograph for held-out crops, or the one for training."""
    width, height = photograph.size
    if width >= height:
        border = round(width * (1 - HELD_OUT_SHARE))
        return photograph.crop((border, 0, width, height) if held_out else (0, 0, border, height))
    border = round(height * (1 - HELD_OUT_SHARE))
    return photograph.crop((0, border, width, height) if held_out else (0, 0, width, border))


def _read(photograph: Photograph) -> Image.Image:
    """The photograph in RGB, no larger than needed."""
    try:
        with (resources.files(photograph.package) / photograph.file).open("rb") as file, Image.open(file) as picture:
            colour = picture.convert("RGB")
    except (ModuleNotFoundError, OSError, UnidentifiedImageError, SyntaxError, ValueError) as error:
        package = {"skimage": "scikit-image", "sklearn": "scikit-learn"}[photograph.package]
        raise InputError(
            f"The photograph “{photograph.name}” that ships with {package} cannot be read: {error}. "
            f"Install it again: pip install --force-reinstall {package}."
        ) from error
    shrunk = SHORTER / min(colour.size)
    if shrunk < 1:
        colour = colour.resize((round(colour.width * shrunk), round(colour.height * shrunk)))
    return colour
