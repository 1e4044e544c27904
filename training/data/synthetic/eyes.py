"""Pictures of eyes, computed: lids, iris, gaze, skin, brow, lashes and light are drawn at random and known."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from training.data.images import ImageSet
from training.data.synthetic.draws import Draws, Floats
from training.data.synthetic.eye_picture import paint

SIDE = 50
CLASSES = ("open", "half-closed")
NOTE = (
    "These eyes are computed, not photographed. Their two classes are open and half-closed lids, where the photographs "
    "of report C have two others. Give a file or folder to see real ones."
)
CHUNK = 4
"""Pictures painted at a time: what fits into a processor's cache."""


def generate(n: int, seed: int) -> ImageSet:
    """``n`` pictures of eyes (3, 50, 50) uint8; picture i depends on ``seed`` and i only.

    The two classes are neutral ones, open and half-closed lids, as often as each other; nothing else differs between
    them. Lengths among the factors are halves of a picture's side, x to the right and y down: see ``known_factors``.
    """
    pixels = np.empty((n, 3, SIDE, SIDE), np.uint8)
    labels = np.empty(n, np.int64)
    factors: dict[str, Floats] = {}
    for first in range(0, n, CHUNK):
        rows = slice(first, min(first + CHUNK, n))
        draws = Draws(seed, "eyes", np.arange(n)[rows])
        labels[rows] = draws.bits("class") & np.uint64(1)
        known = known_factors(draws, half_closed=labels[rows] == 1)
        pixels[rows] = np.rint(paint(known, draws, SIDE) * 255)
        for name, values in known.items():
            factors.setdefault(name, np.empty(n, np.float32))[rows] = values
    return ImageSet(
        "eyes",
        torch.from_numpy(pixels),
        torch.from_numpy(labels),
        CLASSES,
        note=NOTE,
        synthetic=True,
        factors={name: torch.from_numpy(values) for name, values in factors.items()},
    )


def known_factors(draws: Draws, *, half_closed: NDArray[np.bool_]) -> dict[str, Floats]:
    """What is drawn at random for each picture, (n,) each.

    ``opening`` between the lids and ``width`` between the corners; ``x``, ``y``, ``tilt`` (radians) of the eye, which
    side its nose is on (``nose``, -1 or 1); ``gaze_x`` and ``gaze_y`` of the iris, its ``iris_size`` and ``iris_hue``
    (0 dark brown to 1 blue), the ``pupil`` as a share of it; ``skin`` (0 light to 1 dark) and its redness, ``flush``;
    ``hair`` (0 black to 1 blond); ``brow_height`` and ``brow_weight``, ``lashes``, ``crease``; ``light`` (exposure),
    ``light_from`` (radians, 0 from the right) and ``warmth``; ``colour`` (0 is a grey photograph) and ``blur``.
    """
    skin = draws.uniform("skin")
    opening = np.where(half_closed, draws.uniform("narrow", 0.16, 0.29), draws.uniform("wide", 0.37, 0.58))
    # Dark skin goes with dark hair and eyes more often than not.
    light = np.clip(draws.uniform("hue", -0.25, 1.15) - 0.6 * skin**2, 0, 1)
    return {
        "opening": np.asarray(opening, np.float32),
        "width": draws.uniform("width", 1.3, 1.75),
        "x": draws.uniform("x", -0.15, 0.15),
        "y": draws.uniform("y", 0.0, 0.25),
        "tilt": 0.09 * draws.normal("tilt"),
        "nose": np.sign(draws.uniform("nose", -1, 1)) + np.float32(0),
        "gaze_x": np.clip(0.13 * draws.normal("gaze x"), -0.35, 0.35),
        "gaze_y": draws.uniform("gaze y", -0.08, 0.05),
        "iris_size": draws.uniform("iris size", 0.25, 0.33),
        "iris_hue": np.asarray(light, np.float32),
        "pupil": draws.uniform("pupil", 0.28, 0.5),
        "skin": skin,
        "flush": draws.uniform("flush", -0.4, 1.0).clip(0),
        "hair": np.asarray(np.clip(draws.uniform("hair", -0.6, 0.9) - 0.6 * skin, 0, 1), np.float32),
        "brow_height": draws.uniform("brow height", 0.52, 1.05),
        "brow_weight": draws.uniform("brow weight", 0.25, 1.0),
        "lashes": draws.uniform("lashes"),
        "crease": draws.uniform("crease"),
        "light": 1 + 0.16 * draws.normal("light").clip(-2, 2),
        "light_from": draws.uniform("light from", -np.pi, 0),
        "warmth": 0.09 * draws.normal("warmth"),
        "colour": np.where(draws.uniform("grey") < 0.15, np.float32(0), draws.uniform("colour", 0.5, 1.0)),
        "blur": draws.uniform("blur", -0.5, 1.0).clip(0),
    }
