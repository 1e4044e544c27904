"""Pictures of an image and its reconstructions are made once."""

from __future__ import annotations

import numpy as np

from aeexplorer.session.rebuilt import Rebuilt
from aeexplorer.widgets.pictures import error_to_qimage, to_qimage
from aeexplorer.widgets.rebuilt_pictures import KEPT, RebuiltPictures


def some(seed: int) -> Rebuilt:
    x, a, b = np.random.default_rng(seed).random((3, 3, 5, 5), np.float32)
    return Rebuilt(x, (a, b), ())


def test_original_reconstructions_and_errors() -> None:
    rebuilt, pictures = some(0), RebuiltPictures()
    x, (a, b) = rebuilt.original, rebuilt.pictures
    errors = error_to_qimage(np.abs(x - a)), error_to_qimage(np.abs(x - b))
    assert pictures.of(rebuilt, "") == (to_qimage(x), to_qimage(a), errors[0], to_qimage(b), errors[1])
    assert pictures.of(rebuilt, "", errors_alone=True) == (to_qimage(x), *errors)
    # Channels of wafer maps are states, not colours.
    assert pictures.of(rebuilt, "wafers")[0] == to_qimage(x, "wafers") != to_qimage(x)


def test_they_are_made_once_and_the_oldest_are_forgotten() -> None:
    pictures = RebuiltPictures()
    first = some(1)
    made = pictures.of(first, "")
    for seed in range(KEPT - 1):
        pictures.of(some(seed), "")
    assert pictures.of(first, "") is made
    for seed in range(KEPT):
        pictures.of(some(seed), "")
    assert pictures.of(first, "") is not made
