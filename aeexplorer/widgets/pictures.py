"""Arrays of pixels as Qt images."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtGui import QImage

from aeexplorer.theme import error_colours


def to_qimage(pixels: ArrayLike) -> QImage:
    """Image of ``pixels`` ``(C, H, W)`` or ``(H, W)``, float in [0, 1] or uint8, C 1 or 3; it owns its memory.

    Raises ``ValueError`` for any other shape.
    """
    array = np.asarray(pixels)
    if array.ndim == 2:
        array = array[None]
    if array.ndim != 3 or array.shape[0] not in (1, 3) or not array.size:
        raise ValueError(f"an image is (H, W) or (C, H, W) with 1 or 3 channels, not {np.shape(pixels)}")
    if array.dtype != np.uint8:
        clean = np.nan_to_num(array.astype(np.float32), nan=0.0, posinf=1.0, neginf=0.0)
        array = np.rint(np.clip(clean, 0, 1) * 255).astype(np.uint8)
    if array.shape[0] == 1:
        return _owned(array[0], QImage.Format.Format_Grayscale8)
    return _owned(array.transpose(1, 2, 0), QImage.Format.Format_RGB888)


def error_to_qimage(error: ArrayLike) -> QImage:
    """Image of absolute errors ``(H, W)``, or of their mean over the channels of ``(C, H, W)``, in the error scale."""
    array = np.abs(np.asarray(error, dtype=np.float32))
    if array.ndim == 3:
        array = array.mean(axis=0)
    if array.ndim != 2 or not array.size:
        raise ValueError(f"an error map is (H, W) or (C, H, W), not {np.shape(error)}")
    return _owned(error_colours(array), QImage.Format.Format_RGB888)


def _owned(array: NDArray[np.uint8], layout: QImage.Format) -> QImage:
    tight = np.ascontiguousarray(array)
    height, width = tight.shape[:2]
    # QImage only borrows the buffer; copy() makes the memory its own.
    return QImage(tight.data, width, height, tight.strides[0], layout).copy()
