"""Rows of pictures as one Qt image each: as many conversions as rows, not as pictures, while a slider is dragged."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from aeexplorer.theme import error_colours, signed_colours
from aeexplorer.widgets.pictures import in_colours, to_qimage

Pictures = NDArray[Any]


def picture_strip(pictures: Pictures, source: str) -> QImage:
    """Pictures (n, C, H, W) in [0, 1] of a data set, beside each other: n · W wide."""
    return _drawable(to_qimage(_joined(in_colours(pictures, source))))


def error_strip(pictures: Pictures, other: Pictures) -> QImage:
    """Absolute differences (n, C, H, W), the mean over the channels, in the colours of errors."""
    return _drawable(to_qimage(_coloured(error_colours(np.abs(pictures - other).mean(1)))))


def signed_strip(one: Pictures, other: Pictures, source: str) -> QImage:
    """Differences (n, C, H, W), the mean over the channels; of wafer maps, of the share of defects."""
    # Shares of states add up to one, so that their differences have the mean 0.
    difference = (one - other)[:, -1] if source == "wafers" else (one - other).mean(1)
    return _drawable(to_qimage(_coloured(signed_colours(difference))))


def _drawable(image: QImage) -> QImage:
    """As pixels of the screen, which are drawn many times sooner than others."""
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _joined(pictures: Pictures) -> Pictures:
    """(n, C, H, W) as (C, H, n · W)."""
    n, channels, height, width = pictures.shape
    return pictures.transpose(1, 2, 0, 3).reshape(channels, height, n * width)


def _coloured(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(n, H, W, 3) as (3, H, n · W)."""
    joined: NDArray[np.uint8] = _joined(colours.transpose(0, 3, 1, 2))
    return joined
