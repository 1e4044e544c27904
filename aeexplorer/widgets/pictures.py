"""Arrays of pixels as Qt images: the one place that decides what the channels of a data set look like."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtGui import QImage

from aeexplorer.theme import error_colours
from aeexplorer.tokens import WAFER_STATES

_STATES = {"wafers": np.array([list(bytes.fromhex(colour[1:])) for colour in WAFER_STATES], np.float32)}
"""Data sets whose channels are the shares of states, not of red, green and blue: a colour (3,) for each channel."""


def to_qimage(pixels: ArrayLike, source: str = "") -> QImage:
    """Image of ``pixels`` ``(C, H, W)`` or ``(H, W)``, float in [0, 1] or uint8, C 1 or 3; it owns its memory.

    ``source`` is the name of the data set that the pixels belong to. Raises ``ValueError`` for any other shape.
    """
    array = np.asarray(pixels)
    if array.ndim == 2:
        array = array[None]
    if array.ndim != 3 or array.shape[0] not in (1, 3) or not array.size:
        raise ValueError(f"an image is (H, W) or (C, H, W) with 1 or 3 channels, not {np.shape(pixels)}")
    array = in_colours(array, source)
    if array.dtype != np.uint8:
        clean = np.nan_to_num(array.astype(np.float32), nan=0.0, posinf=1.0, neginf=0.0)
        array = np.rint(np.clip(clean, 0, 1) * 255).astype(np.uint8)
    if array.shape[0] == 1:
        return _owned(array[0], QImage.Format.Format_Grayscale8)
    return _owned(array.transpose(1, 2, 0), QImage.Format.Format_RGB888)


def in_bytes(pixels: NDArray[Any], source: str = "") -> NDArray[np.uint8]:
    """The same colours as bytes (H, W, 3), for a file; ``pixels`` (C, H, W) in [0, 1], what is beyond cut off."""
    shown = np.clip(np.nan_to_num(in_colours(pixels, source)), 0, 1)
    bytes_ = np.rint(shown * 255).astype(np.uint8).transpose(1, 2, 0)
    return np.ascontiguousarray(np.broadcast_to(bytes_, (*bytes_.shape[:2], 3)))


def in_colours(pixels: NDArray[Any], source: str) -> NDArray[Any]:
    """``pixels`` (…, C, H, W) as colours: shares of states are mixed from the colours of these states.

    A decoder's shares need not add up to one; the mixture goes by what they are of their sum, so that doubt between
    two states is a colour between theirs. Pixels of all other data sets are what they are.
    """
    colours = _STATES.get(source)
    if colours is None or pixels.shape[-3] != len(colours):
        return pixels
    largest = 255 if pixels.dtype == np.uint8 else 1
    shares = np.clip(np.nan_to_num(pixels.astype(np.float32), nan=0.0), 0, largest)
    shares /= np.maximum(shares.sum(-3, keepdims=True), 1e-6)
    return np.moveaxis(np.moveaxis(shares, -3, -1) @ (colours / 255), -1, -3)


def error_to_qimage(error: ArrayLike) -> QImage:
    """Image of absolute errors ``(H, W)``, or of their mean over the channels of ``(C, H, W)``, in the error scale."""
    return _owned(error_in_bytes(error), QImage.Format.Format_RGB888)


def error_in_bytes(error: ArrayLike) -> NDArray[np.uint8]:
    """The same colours as bytes (H, W, 3), for a file."""
    array = np.abs(np.asarray(error, dtype=np.float32))
    if array.ndim == 3:
        array = array.mean(axis=0)
    if array.ndim != 2 or not array.size:
        raise ValueError(f"an error map is (H, W) or (C, H, W), not {np.shape(error)}")
    return error_colours(array)


def _owned(array: NDArray[np.uint8], layout: QImage.Format) -> QImage:
    tight = np.ascontiguousarray(array)
    height, width = tight.shape[:2]
    # Not strides[0], which may be anything where there is one row. QImage only borrows the buffer; copy() makes the
    # memory its own.
    return QImage(tight.data, width, height, tight.nbytes // height, layout).copy()
