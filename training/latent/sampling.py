"""Sampling: which codes to decode to see what a latent space holds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Range = tuple[float, float]
"""From, to; along an axis of the latent space."""


def grid(x: Range, y: Range, columns: int, rows: int) -> NDArray[np.float32]:
    """Codes (rows * columns, 2): the middles of equal cells that cover x × y.

    They come in a picture's order: row by row from the top, where y is largest, and each row from the left.
    """
    across = x[0] + (np.arange(columns) + 0.5) * ((x[1] - x[0]) / columns)
    up = y[1] - (np.arange(rows) + 0.5) * ((y[1] - y[0]) / rows)
    return np.stack([np.tile(across, rows), np.repeat(up, columns)], axis=1).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class FittedGaussian:
    """The Gaussian with the mean and the covariance of some codes, which may be fewer than a code has numbers.

    Attributes:
        mean: (d,) float64.
        factor: (r, d) float64 with factorᵀ · factor = covariance. r is the number of codes: the d × d matrix, which a
            large code has no room for, is never made, and a singular covariance needs no care.
        shape: of one code.
    """

    mean: Floats
    factor: Floats
    shape: tuple[int, ...]

    @classmethod
    def fit(cls, codes: NDArray[Any]) -> Self:
        """The Gaussian of ``codes`` (n, *shape): their mean, and their covariance with divisor n − 1 (report E).

        With the n centred codes in the rows of X, the factor is X / √(n − 1).
        """
        flat = np.asarray(codes, np.float64).reshape(len(codes), -1)
        mean = flat.mean(0)
        return cls(mean, (flat - mean) / math.sqrt(max(len(flat) - 1, 1)), tuple(codes.shape[1:]))

    def draw(self, noise: NDArray[Any]) -> NDArray[np.float32]:
        """Codes (m, *shape) of standard normal ``noise`` (m, r): mean + noise · factor."""
        drawn = self.mean + np.asarray(noise, np.float64) @ self.factor
        return drawn.astype(np.float32).reshape(len(noise), *self.shape)

    def std(self) -> Floats:
        """Standard deviation (*shape) of each number of the code, to lay its bell over a histogram."""
        return np.asarray(np.sqrt(np.square(self.factor).sum(0))).reshape(self.shape)


def blend(codes: NDArray[Any], other: NDArray[Any], share: float) -> NDArray[np.float32]:
    """code · (1 − share) + other · share, of equal shapes: with noise for ``other``, report G's blends."""
    return np.asarray(codes * (1 - share) + other * share, dtype=np.float32)


def pull(draws: NDArray[Any], codes: NDArray[Any], share: float = 0.25) -> NDArray[np.float32]:
    """Drawn codes pulled to real ones: δ · draw + (1 − δ) · code, with δ = ``share`` (report E)."""
    return blend(codes, draws, share)


def plus_noise(codes: NDArray[Any], noise: NDArray[Any], std: float) -> NDArray[np.float32]:
    """Codes plus ``std`` times standard normal ``noise`` of their shape (reports B and E)."""
    return np.asarray(codes + std * noise, dtype=np.float32)
