"""PCA as a yardstick: the error of images that are rebuilt from their places along the first principal axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class AllAxes:
    """Every principal axis of n samples of d numbers: r of them, at most min(n − 1, d).

    Attributes:
        mean: (d,).
        axes: (r, d), orthonormal rows, those of the largest spread first.
        values: (r,), the singular values of the centred samples.
    """

    mean: Floats
    axes: Floats
    values: Floats

    @classmethod
    def fit(cls, samples: NDArray[Any]) -> Self:
        """The axes of ``samples`` (n, *shape), n ≥ 1.

        By the eigenvectors of the smaller of the two matrices of products, which is several times as fast as an SVD;
        directions of less than 10⁻⁶ of the largest spread are left out, for they are rounding.
        """
        from scipy.linalg import eigh

        flat = np.asarray(samples, np.float64).reshape(len(samples), -1)
        mean = flat.mean(0)
        centred = flat - mean
        n, d = centred.shape
        energies, vectors = eigh(centred.T @ centred if d <= n else centred @ centred.T)
        energies, vectors = energies[::-1], vectors[:, ::-1]
        # Equal samples may differ from their mean by rounding.
        noise = (np.abs(flat).max() * np.finfo(np.float64).eps) ** 2 * flat.size
        kept = energies > max(float(energies[0]) * 1e-12, noise)
        values = np.sqrt(energies[kept])
        axes = vectors[:, kept].T if d <= n else (centred.T @ vectors[:, kept] / values).T
        return cls(mean, np.ascontiguousarray(axes), values)

    def errors(self, samples: NDArray[Any]) -> Floats:
        """Mean squared error (r + 1,) of ``samples`` (m, *shape), rebuilt from their places along 0 … r axes."""
        centred = np.asarray(samples, np.float64).reshape(len(samples), -1) - self.mean
        # What an axis holds is taken off the whole: Σ‖x − μ‖² − Σ (x − μ)·axis.
        held = np.square(centred @ self.axes.T).sum(0)
        left = np.square(centred).sum() - np.concatenate([[0.0], np.cumsum(held)])
        return np.asarray(np.maximum(left, 0.0) / centred.size)
