"""Paths between two codes: straight, and along a great circle."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_SMALLEST_ANGLE = 1e-6


def lerp(a: NDArray[Any], b: NDArray[Any], at: int | NDArray[Any]) -> NDArray[np.float32]:
    """Codes (m, *latent_shape) on the straight path from ``a`` to ``b``: (1 − t) · a + t · b.

    ``at`` is how many codes, evenly spaced and both ends included, or their fractions t (m,) of the way.
    """
    t = _fractions(at, np.ndim(a))
    return np.asarray((1 - t) * a + t * b, np.float32)


def slerp(a: NDArray[Any], b: NDArray[Any], at: int | NDArray[Any]) -> NDArray[np.float32]:
    """Codes (m, *latent_shape) on the spherical path from ``a`` to ``b`` (Shoemake 1985), ``at`` as in ``lerp``.

    sin((1 − t) · Ω) / sin Ω · a + sin(t · Ω) / sin Ω · b, with Ω the angle between a and b at the origin.

    The path stays at the distance from the origin where a Gaussian prior has its mass, and does not cut through
    the empty middle (White 2016). Where Ω singles out no circle (a code at the origin, codes in the same or in
    opposite directions) the path is straight.
    """
    start, end = np.asarray(a, np.float64), np.asarray(b, np.float64)
    lengths = np.linalg.norm(start) * np.linalg.norm(end)
    if not lengths > 0:
        return lerp(a, b, at)
    angle = np.arccos(np.clip(np.vdot(start, end) / lengths, -1, 1))
    if not np.sin(angle) > _SMALLEST_ANGLE:
        return lerp(a, b, at)
    t = _fractions(at, start.ndim)
    return np.asarray((np.sin((1 - t) * angle) * start + np.sin(t * angle) * end) / np.sin(angle), np.float32)


def _fractions(at: int | NDArray[Any], dimensions: int) -> NDArray[np.float64]:
    """Fractions of the way, shaped to multiply codes of so many dimensions."""
    t = np.linspace(0, 1, at) if isinstance(at, int) else np.asarray(at, np.float64)
    return np.asarray(t.reshape(-1, *(1,) * dimensions))
