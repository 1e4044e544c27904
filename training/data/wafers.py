"""The source ``wafers``: maps of defects on silicon wafers (report B), from the user's files or computed."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from training.data import Request
from training.data.images import ImageSet
from training.data.npz import read_arrays
from training.errors import InputError

CLASSES = ("Center", "Donut", "Edge-Loc", "Edge-Ring", "Loc", "Random", "Scratch", "Near-full", "None")
"""In the order of the labels, as the maps themselves show it."""
COMPUTED = 1300
SEED = 7
WHITE = 255


def load(request: Request) -> ImageSet:
    """Maps (3, 26, 26) uint8: outside the wafer, normal die, defect; one of the three is 255, the others 0.

    With ``request.path``: an .npz file (x, y, classes), a ZIP or a folder of data.npy and label.npy. Without, 1,300
    computed maps.

    Raises:
        InputError: damaged or foreign files, or maps that are not one-hot.
    """
    if request.path is None:
        from training.data.synthetic.wafer_maps import generate

        return generate(COMPUTED, SEED)
    images = read_arrays(request.path, request.settings, request, name="wafers", classes=CLASSES)
    pixels, note = one_hot(images.pixels)
    if pixels is None:
        raise InputError(
            f"“{request.path}” holds no wafer maps: images of shape {images.shape}, where a map has three channels "
            "(outside, normal die, defect), one of which is 1 at every place. Read it with the source “npz”."
        )
    # That 0 and 1 are black and white goes without saying here.
    return replace(images, pixels=pixels, note=note)


def one_hot(pixels: Tensor) -> tuple[Tensor | None, str]:
    """``pixels`` (N, 3, H, W) if exactly one channel is white at every place; None if not.

    Maps with channels last that were *reshaped* to channels first, which scrambles them, are put right, and the
    sentence says so.
    """
    if pixels.shape[1] != 3 or pixels.dtype != torch.uint8:
        return None, ""
    if _is_one_hot(pixels):
        return pixels, ""
    n, c, h, w = pixels.shape
    straight = pixels.reshape(n, h, w, c).permute(0, 3, 1, 2)
    if _is_one_hot(straight):
        return (
            straight.contiguous(),
            "The maps had been reshaped, not transposed, to channels first; that is put right.",
        )
    return None, ""


def _is_one_hot(pixels: Tensor) -> bool:
    white = pixels == WHITE
    return bool((white | (pixels == 0)).all() and (white.sum(1) == 1).all())
