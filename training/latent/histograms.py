"""Histograms of each number of the codes, against the Gaussian with the same mean and spread (report E)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class CodeHistograms:
    """How each of the d numbers of n codes is distributed.

    Attributes:
        edges: (d, bins + 1), each number's own range.
        density: (d, bins), of area 1.
        mean: (d,).
        std: (d,), with divisor n − 1, as the fitted Gaussian's.
        distance: (d,) Kolmogorov-Smirnov distance from the Gaussian, 0 (equal) to 1; NaN for a number without spread.
    """

    edges: Floats
    density: Floats
    mean: Floats
    std: Floats
    distance: Floats

    def bell(self, number: int, x: NDArray[Any]) -> Floats:
        """Density of the Gaussian of a number at ``x``; zero for one without spread."""
        if not self.std[number] > 0:
            return np.zeros(np.shape(x))
        away = (np.asarray(x, np.float64) - self.mean[number]) / self.std[number]
        return np.asarray(np.exp(-0.5 * away**2) / (self.std[number] * math.sqrt(2 * math.pi)))


def histograms(codes: NDArray[Any], bins: int = 40) -> CodeHistograms:
    """The histograms of codes (n, *shape of d numbers), n ≥ 1; codes that are not finite are left out."""
    flat = np.asarray(codes, np.float64).reshape(len(codes), -1)
    flat = flat[np.isfinite(flat).all(1)]
    n, d = flat.shape
    mean, std = flat.mean(0), flat.std(0, ddof=1) if n > 1 else np.zeros(d)
    # Rounding gives equal numbers a spread.
    std[np.ptp(flat, axis=0) == 0] = 0
    low, high = flat.min(0), flat.max(0)
    edges = np.linspace(low - 0.5 * (low == high), high + 0.5 * (low == high), bins + 1, axis=1)
    density = np.stack([np.histogram(flat[:, i], edges[i], density=True)[0] for i in range(d)])
    return CodeHistograms(edges, density, mean, std, normal_distances(flat, mean, std))


def normal_distances(flat: NDArray[Any], mean: NDArray[Any], std: NDArray[Any]) -> Floats:
    """Kolmogorov-Smirnov distance (d,) of each column of ``flat`` (n, d) from N(mean, std²); NaN where std is 0.

    The largest gap between the share of values up to x and the Gaussian's.
    """
    from scipy.special import ndtr

    n = len(flat)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = ndtr((np.sort(flat, axis=0) - mean) / std)
    steps = np.arange(1, n + 1)[:, None] / n
    gap = np.maximum((steps - expected).max(0), (expected - steps + 1 / n).max(0))
    return np.asarray(np.where(std > 0, gap, np.nan))
