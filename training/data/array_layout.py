"""Makes out which array of a file holds images, which labels, and where the channels are; shown before it is used."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from training.data.array_store import LABEL_NAMES, MAP_FROM, StoredArray, stored_arrays
from training.data.settings import Channels
from training.errors import InputError

Axis = Literal["first", "last", "none"]
IMAGE_NAMES = ("x_train", "train_images", "x", "images", "image", "imgs", "data", "pixels")
"""What people call an array of images, best first."""
CHANNEL_COUNTS = (1, 3, 4)
SAMPLED = 64
"""Images of a large file that its range is taken from."""


@dataclass(frozen=True, slots=True)
class ArrayLayout:
    """How the arrays of a file are read as images.

    Attributes:
        images_key: name of the array of images.
        labels_key: name of the array of labels, or "".
        test_key: name of an array of official test images, or "".
        channels: where the channels are; ``none`` in (N, H, W) and in rows of pixels.
        shape: of the array of images, as it is in the file.
        image_shape: (C, H, W) of one image.
        dtype: NumPy's name for the kind of its numbers.
        range: least and largest number, in ``SAMPLED`` of the images where the file is large.
        candidates: every array that could be images.
        doubt: what the user should confirm, or "".
    """

    images_key: str
    labels_key: str
    test_key: str
    channels: Axis
    shape: tuple[int, ...]
    image_shape: tuple[int, int, int]
    dtype: str
    range: tuple[float, float]
    candidates: tuple[str, ...]
    doubt: str = ""

    @property
    def certain(self) -> bool:
        """Whether there is no other way to read it."""
        return not self.doubt


def inspect(path: Path, *, images_key: str = "", labels_key: str = "", channels: Channels = "auto") -> ArrayLayout:
    """How the arrays at ``path`` would be read; keys and ``channels`` that are given are believed.

    Raises:
        InputError: nothing there can be images, or what is given does not fit.
    """
    arrays = stored_arrays(path)
    layout = choose(arrays, path, images_key, labels_key, channels)
    return replace(layout, range=_range_of(arrays[layout.images_key]))


def choose(
    arrays: Mapping[str, StoredArray], path: Path, images_key: str, labels_key: str, channels: Channels
) -> ArrayLayout:
    """As ``inspect``, by names and shapes alone: ``range`` is not known."""
    listed = ", ".join(f"{array.name} {array.shape} {array.header.dtype}" for array in list(arrays.values())[:20])
    for key, what in ((images_key, "images_key"), (labels_key, "labels_key")):
        if key and key not in arrays:
            raise InputError(f"“{path}” has no array “{key}”; it holds {listed}. Check data.{what}.")
    candidates = [name for name, array in arrays.items() if _could_be_images(array)]
    if not candidates and not images_key:
        raise InputError(
            f"“{path}” holds no images: an array (N, H, W), (N, C, H, W) or (N, H, W, C) is needed; it holds {listed}."
        )
    images = arrays[images_key or min(candidates, key=lambda name: _merit(arrays[name]))]
    test_key = images.name.replace("train", "test") if "train" in images.name else ""
    test_key = test_key if test_key in arrays and arrays[test_key].shape[1:] == images.shape[1:] else ""
    others = [name for name in candidates if name not in (images.name, test_key)]
    doubts = []
    if others and not images_key and (len(images.shape) < 3 or images.name.lower() not in IMAGE_NAMES):
        doubts.append(f"“{images.name}” is taken for the images, but {_quoted(others)} could be them too.")
    axis, shape, doubt = _axes(images, channels, path)
    if doubt:
        doubts.append(doubt)
    labels = labels_key or _labels_of(arrays, images)
    return ArrayLayout(
        images.name, labels, test_key, axis, images.shape, shape, str(images.header.dtype), (math.nan, math.nan),
        tuple(candidates), " ".join(doubts),
    )  # fmt: skip


def _could_be_images(array: StoredArray) -> bool:
    shape = array.shape
    if array.header.dtype.kind not in "uifb" or 0 in shape or array.name.lower() in LABEL_NAMES:
        return False
    if len(shape) == 4:
        return shape[1] in CHANNEL_COUNTS or shape[3] in CHANNEL_COUNTS
    return len(shape) == 3 or (len(shape) == 2 and shape[1] >= 16 and _side(shape[1]) is not None)


def _merit(array: StoredArray) -> tuple[bool, int, int]:
    """Smaller is likelier: images rather than rows of pixels, then the usual names, then the most numbers."""
    name = array.name.lower()
    place = IMAGE_NAMES.index(name) if name in IMAGE_NAMES else len(IMAGE_NAMES)
    return len(array.shape) == 2, place, -math.prod(array.shape)


def _side(pixels: int) -> int | None:
    """Side of the square grey image of so many pixels."""
    side = math.isqrt(pixels)
    return side if side * side == pixels else None


def _axes(images: StoredArray, channels: Channels, path: Path) -> tuple[Axis, tuple[int, int, int], str]:
    """Where the channels are, the shape (C, H, W) of an image, and what is doubtful about it."""
    shape = images.shape
    if images.header.dtype.kind not in "uifb" or 0 in shape or len(shape) not in (2, 3, 4):
        raise InputError(
            f"“{images.name}” in “{path}” cannot be images: it has shape {shape} of {images.header.dtype}, and an "
            "array of numbers (N, H, W), (N, C, H, W) or (N, H, W, C) is needed. Choose another array."
        )
    if len(shape) == 2:
        if (side := _side(shape[1])) is None:
            raise InputError(
                f"“{images.name}” in “{path}” has rows of {shape[1]} numbers, which are no square images. "
                "Save it as (N, H, W) or (N, H, W, C)."
            )
        return "none", (1, side, side), f"Rows of {shape[1]} numbers are taken for grey images of {side} × {side}."
    if len(shape) == 3:
        doubt = ""
        if shape[2] in (3, 4):
            doubt = f"{shape} looks like one image in colour; it is taken for {shape[0]} grey ones."
        return "none", (1, shape[1], shape[2]), doubt
    first, last = shape[1] in CHANNEL_COUNTS, shape[3] in CHANNEL_COUNTS
    wanted = {"first": first, "last": last, "auto": first or last}[channels]
    if not wanted:
        axis = {"first": "second axis", "last": "last axis"}.get(channels, "second or last axis")
        raise InputError(
            f"“{images.name}” in “{path}” has shape {shape}, but channels need a {axis} of 1 or 3. "
            "Check data.channels, or save it as (N, C, H, W) or (N, H, W, C)."
        )
    doubt = ""
    if channels == "auto" and first and last:
        doubt = f"{shape} can have its channels first or last; they are taken as first."
    if channels == "first" or (channels == "auto" and first):
        return "first", (_shown(shape[1]), shape[2], shape[3]), doubt
    return "last", (_shown(shape[3]), shape[1], shape[2]), doubt


def _shown(channels: int) -> int:
    """Channels without the opacity that is a fourth."""
    return 3 if channels == 4 else channels


def _labels_of(arrays: Mapping[str, StoredArray], images: StoredArray) -> str:
    lower = {name.lower(): name for name in arrays if name != images.name}
    near = [f"{images.name}_{name}".lower() for name in LABEL_NAMES]
    for name in (*near, *LABEL_NAMES):
        if name in lower:
            return lower[name]
    fitting = [
        array.name
        for array in arrays.values()
        if array.header.dtype.kind in "ui" and array.shape in ((images.shape[0],), (images.shape[0], 1))
    ]
    return fitting[0] if len(fitting) == 1 else ""


def _range_of(images: StoredArray) -> tuple[float, float]:
    array = images.read()
    if array.nbytes >= MAP_FROM:
        array = array[np.linspace(0, len(array) - 1, SAMPLED).astype(np.int64)]
    return float(array.min()), float(array.max())


def _quoted(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names[:10])
