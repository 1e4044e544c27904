"""Notices a model that has collapsed: it decodes every image to the same picture, at best the mean image."""

from __future__ import annotations

from collections import deque

import torch
from torch import Tensor

PATIENCE = 3
"""Epochs in a row that say so: many a model passes the mean image on its way to something better."""
STEPS = 500
"""Steps before anything is suspected: a model that has just begun may well stand at the mean image."""
FROM, TO = 0.9, 1.6
"""Mean squared errors of a collapsed model, as multiples of the mean image's: at large rates its picture trembles."""
FALLING = 0.03
"""An error that fell by this share over these epochs is still on its way."""
UNIFORM = 0.05
"""Reconstructions that vary less than this share of what the images vary are one and the same picture."""


def variance_across(images: Tensor) -> float:
    """Mean over pixels of the variance across images (n, C, H, W): the mean squared error of their mean image."""
    return float((images - images.mean(0)).square().mean())


@torch.no_grad()
def is_uniform(pictures: Tensor, images: Tensor) -> bool:
    """Whether ``pictures``, reconstructions of ``images`` (both (n, C, H, W)), hardly differ from each other."""
    return variance_across(pictures) < UNIFORM * variance_across(images)


class CollapseDetector:
    """Hears the mean squared error of each epoch, and suspects a collapse where it stays at the mean image's."""

    def __init__(self, variance: float) -> None:
        """``variance``: ``variance_across`` the images on which the error is measured."""
        self._variance = variance
        self._errors: deque[float] = deque(maxlen=PATIENCE)

    def hear(self, mse: float, step: int) -> bool:
        """Whether the newest epochs, up to this one that ended at ``step``, are no better than the mean image."""
        self._errors.append(mse)
        first, newest = self._errors[0], self._errors[-1]
        settled = step >= STEPS and len(self._errors) == PATIENCE and newest > (1 - FALLING) * first
        return settled and all(FROM * self._variance <= error <= TO * self._variance for error in self._errors)
