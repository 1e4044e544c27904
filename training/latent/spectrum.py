"""Spectrum: in how many directions images or codes vary, as the singular values of the centred data say."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def singular_values(samples: NDArray[Any]) -> Floats:
    """Singular values (min(n, d),) of ``samples`` (n, *shape of d numbers) without their mean, largest first.

    Divided by √(n − 1), they are the standard deviations along the principal axes: the choice of a latent size in
    report E. What is zero but for rounding is zero.
    """
    flat = np.asarray(samples, np.float64).reshape(len(samples), -1)
    centred = flat - flat.mean(0)
    values = np.linalg.svd(centred, compute_uv=False)
    values[values < values[:1].max(initial=0) * max(centred.shape) * np.finfo(np.float64).eps] = 0
    return np.asarray(values)


def explained(values: NDArray[Any]) -> Floats:
    """Share of the variance that the first k directions hold, for k = 1 … len(values); all zero without variance."""
    energy = np.square(np.asarray(values, np.float64))
    total = energy.sum()
    return np.asarray(np.cumsum(energy) / total) if total > 0 else np.zeros_like(energy)


def directions_for(values: NDArray[Any], share: float) -> int:
    """How many directions it takes to hold ``share`` of the variance; 0 where there is none."""
    held = explained(values)
    # The sum over all directions may round to just below 1.
    return int(np.argmax(held >= share - 1e-12)) + 1 if held.any() else 0
