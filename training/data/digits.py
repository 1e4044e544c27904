"""The source ``digits``: scikit-learn's 1,797 handwritten digits of 8 × 8 pixels."""

from __future__ import annotations

import numpy as np

from training.data import Request
from training.data.images import ImageSet

WHITE = 16
"""The file counts ink from 0 to 16."""


def load(_request: Request) -> ImageSet:
    """1,797 images (1, 8, 8), ink 0..16 scaled to uint8 0..255."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    pixels = np.rint(digits.images * (255 / WHITE)).astype(np.uint8)
    return ImageSet.from_array(pixels, digits.target, classes=tuple("0123456789"), name="digits")
