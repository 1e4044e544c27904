"""Projection: the principal axes of codes, turned so that successive pictures of a training run hold still."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_BLOCK = 2**22
"""Numbers that are projected at a time."""
_EXACT = 1024
"""Largest matrix whose eigenvectors are computed exactly; beyond, a Lanczos iteration finds the few wanted."""


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """A flat window into a latent space: ``k`` orthonormal axes through the mean code.

    Attributes:
        mean: (d,) mean of the codes.
        axes: (k, d) orthonormal rows; zero rows where the codes have fewer than k directions.
        explained: (k,) share of the codes' variance along each axis, in [0, 1].
    """

    mean: Array
    axes: Array
    explained: Array

    @classmethod
    def fit(cls, codes: NDArray[Any], dimensions: int = 2, *, previous: Self | None = None) -> Self:
        """The ``dimensions`` principal axes of ``codes`` (n, d); rows that are not finite are left out.

        Each axis points to where its largest entry is positive. With a ``previous`` projection, the axes are
        turned within the space that they span until they lie closest to the previous ones (the orthogonal
        Procrustes problem; Schönemann 1966): the window is the same, and axes of equal variance do not spin.
        """
        finite = np.asarray(codes, np.float64)
        finite = finite[np.isfinite(finite).all(1)]
        n, d = finite.shape
        mean = finite.mean(0) if n else np.zeros(d)
        centred = finite - mean
        axes = np.zeros((dimensions, d))
        found = _principal_axes(centred, min(dimensions, d, n))
        axes[: len(found)] = found
        if previous is not None and previous.axes.shape == axes.shape:
            axes = _closest_turn(axes, previous.axes)
        spread = np.square(centred).sum()
        along = np.square(centred @ axes.T).sum(0)
        return cls(mean, axes, along / spread if spread > 0 else np.zeros(dimensions))

    def project(self, codes: NDArray[Any]) -> Array:
        """Places (n, k) of codes (n, d)."""
        # In blocks: a copy of all codes in float64 may take gigabytes.
        places = np.empty((len(codes), len(self.axes)))
        step = max(_BLOCK // max(codes.shape[1], 1), 1)
        for start in range(0, len(codes), step):
            places[start : start + step] = (codes[start : start + step] - self.mean) @ self.axes.T
        return places

    def lift(self, places: NDArray[Any]) -> Array:
        """The codes (n, d) in the window at places (n, k): of all that are projected there, nearest to the mean."""
        return np.asarray(places @ self.axes + self.mean)


def _principal_axes(centred: Array, k: int) -> Array:
    """The ``k`` directions (k, d) of largest variance of ``centred`` (n, d), largest first."""
    from scipy.linalg import eigh
    from scipy.sparse.linalg import svds

    n, d = centred.shape
    if k == 0 or not centred.any():
        return np.zeros((0, d))
    if d <= min(n, _EXACT) or d <= 64:
        _, vectors = eigh(centred.T @ centred, subset_by_index=[d - k, d - 1])
        axes = np.asarray(vectors.T[::-1], np.float64)
    elif n <= _EXACT:
        # The Gram matrix has the same eigenvalues, and centredᵀ takes its eigenvectors to ours.
        values, vectors = eigh(centred @ centred.T, subset_by_index=[n - k, n - 1])
        kept = values > values[-1] * 1e-12
        axes = np.asarray((centred.T @ vectors[:, kept] / np.sqrt(values[kept])).T[::-1], np.float64)
    else:
        # A fixed start makes the iteration repeatable.
        _, lengths, rows = svds(centred, k, v0=np.ones(min(n, d)))
        axes = np.asarray(rows[np.argsort(-lengths)], np.float64)
    largest = np.abs(axes).argmax(1)
    return np.asarray(axes * np.sign(axes[np.arange(len(axes)), largest])[:, None])


def _closest_turn(axes: Array, target: Array) -> Array:
    """``axes`` (k, d), rotated or mirrored among themselves to lie closest to ``target`` (k, d)."""
    u, _, v = np.linalg.svd(target @ axes.T)
    return np.asarray(u @ v @ axes)
