"""Makes pixels of an array's numbers, whatever their kind and range, and says in a sentence what was done."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.data.array_layout import Axis
from training.errors import InputError

CHUNK_BYTES = 64 * 1024**2
"""Of a file on disk that are looked at together."""
WORD = 65_535
"""White in 16 bits."""
DARK = 32
"""Fractions that go beyond 1, but not to this, are no shades of 0 … 255: nearly all of them would be black."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Pixels are (number + ``shift``) · ``factor``, of kind ``dtype``; ``sentence`` says so to people."""

    dtype: type[np.uint8] | type[np.float32]
    factor: float = 1.0
    shift: float = 0.0
    sentence: str = ""

    def changes(self, array: NDArray[Any]) -> bool:
        """Whether ``array`` would not stay as it is."""
        return bool(array.dtype != self.dtype or self.factor != 1 or self.shift)


def scale_of(arrays: Sequence[NDArray[Any]], what: str) -> Scale:
    """How the numbers of ``arrays``, of one kind, become pixels together; ``what`` names them in errors.

    Numbers 0 and 1 alone are black and white; whole numbers to 255 are kept as uint8; those to 65535 and other
    floats to between 32 and 255 are divided by the largest; floats in [-1, 1] are mapped to [0, 1].

    Raises:
        InputError: another range, or numbers that are not finite.
    """
    low, high, whole = _survey(arrays)
    if not (math.isfinite(low) and math.isfinite(high)):
        raise InputError(f"{what} has numbers that are not finite (NaN or infinity). Replace them first.")
    if whole and low >= 0 and high <= 1:
        return Scale(np.uint8, 255, sentence="Its numbers 0 and 1 are taken as black and white.")
    if whole and low >= 0 and high <= 255:
        sentence = (
            ""
            if arrays[0].dtype == np.uint8
            else f"Its {arrays[0].dtype} numbers are taken as 0 (black) to 255 (white)."
        )
        return Scale(np.uint8, sentence=sentence)
    if low >= 0 and high <= 1:
        return Scale(np.float32)
    if low >= 0 and DARK <= high <= 255:
        return Scale(np.float32, 1 / 255, sentence="Its numbers are divided by 255.")
    if low >= -1 and high <= 1:
        return Scale(np.float32, 0.5, 1.0, "Its numbers, from −1 to 1, are mapped to 0 … 1.")
    if whole and low >= 0 and high <= WORD:
        return Scale(np.float32, 1 / WORD, sentence=f"Its numbers are divided by {WORD}, white in 16 bits.")
    raise InputError(
        f"{what} has numbers from {low:g} to {high:g}. Pixels have to lie in [0, 1], [-1, 1] or 0 … 255: "
        "rescale them first."
    )


def scaled(array: NDArray[Any], scale: Scale) -> NDArray[Any]:
    """Pixels of ``array``, of its shape; itself where nothing changes."""
    if not scale.changes(array):
        return array
    if scale.dtype == np.uint8:
        return np.asarray(array, np.uint8) * np.uint8(scale.factor)
    values = array.astype(np.float32)
    values += np.float32(scale.shift)
    values *= np.float32(scale.factor)
    # Rounding may leave the interval by half a step.
    return np.clip(values, 0, 1, out=values)


def channels_first(array: NDArray[Any], axis: Axis, image_shape: tuple[int, int, int]) -> NDArray[Any]:
    """A view (N, C, H, W) of ``array``, which has its channels on ``axis``; a fourth, opacity, is left out."""
    if axis == "none":
        return array.reshape(len(array), *image_shape)
    moved = array.transpose(0, 3, 1, 2) if axis == "last" else array
    return moved[:, : image_shape[0]]


def chunks(array: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Portions of ``array`` along its first axis, of ``CHUNK_BYTES`` or one row."""
    rows = max(1, CHUNK_BYTES // max(1, array.nbytes // max(1, len(array))))
    for first in range(0, len(array), rows):
        yield array[first : first + rows]


def _survey(arrays: Sequence[NDArray[Any]]) -> tuple[float, float, bool]:
    """Least and largest number, NaN if there is one, and whether all are whole."""
    low, high = math.inf, -math.inf
    whole = True
    for part in (part for array in arrays for part in chunks(array)):
        # np.minimum keeps NaN, Python's min does not.
        low = float(np.minimum(low, part.min()))
        high = float(np.maximum(high, part.max()))
        whole = whole and (part.dtype.kind in "uib" or bool((part == np.rint(part)).all()))
        if part.dtype == np.uint8 and high > 1:
            # Bytes that are not all 0 and 1 stay as they are, whatever the rest of a long file holds.
            break
    return low, high, whole
