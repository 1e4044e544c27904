"""Colours that stand for data: classes, errors and differences."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aeexplorer.tokens import ERROR_SCALE, SIGNED_SCALE, Theme

_STOPS = np.array([list(bytes.fromhex(colour[1:])) for colour in ERROR_SCALE], dtype=np.float64)
_ERROR_TABLE = np.stack(
    [np.interp(np.linspace(0, 1, 256), np.linspace(0, 1, len(_STOPS)), _STOPS[:, channel]) for channel in range(3)],
    axis=-1,
)
_ERROR_TABLE_BYTES = np.rint(_ERROR_TABLE).astype(np.uint8)
_SIGNED = np.array([list(bytes.fromhex(colour[1:])) for colour in SIGNED_SCALE], dtype=np.float64)
_SIGNED_TABLE_BYTES = np.rint(
    np.stack([np.interp(np.linspace(-1, 1, 255), (-1, 0, 1), _SIGNED[:, channel]) for channel in range(3)], axis=-1)
).astype(np.uint8)


def class_colour(theme: Theme, k: int) -> str:
    """Colour of class ``k``; after the last colour the first comes again."""
    return theme.classes[k % len(theme.classes)]


def member_colour(theme: Theme, place: int) -> str:
    """Colour of the compared model at ``place``, 0 to 3: ink, the accent, and two of classes."""
    return (theme.text1, theme.accent, theme.classes[5], theme.classes[8])[place]


def error_colours(values: ArrayLike) -> NDArray[np.uint8]:
    """Colours ``(..., 3)`` of errors ``(...)`` in [0, 1]; what is beyond or not a number takes the nearer end."""
    clean = np.nan_to_num(np.asarray(values, dtype=np.float64), nan=1.0, posinf=1.0, neginf=0.0)
    return _ERROR_TABLE_BYTES[np.rint(np.clip(clean, 0, 1) * 255).astype(np.intp)]


def signed_colours(values: ArrayLike) -> NDArray[np.uint8]:
    """Colours ``(..., 3)`` of differences ``(...)`` in [−1, 1]: white where there is none."""
    clean = np.nan_to_num(np.asarray(values, dtype=np.float64), nan=0.0, posinf=1.0, neginf=-1.0)
    return _SIGNED_TABLE_BYTES[np.rint((np.clip(clean, -1, 1) + 1) * 127).astype(np.intp)]
