"""The path that leads through pinned codes in order, straight or spherical."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Code = NDArray[np.float32]


def between(a: Code, b: Code, t: NDArray[np.float64], kind: Literal["straight", "spherical"]) -> NDArray[np.float32]:
    """Codes (n, d) at the fractions ``t`` (n,) of the way from ``a`` to ``b``, both (d,).

    Spherical interpolation (Shoemake 1985): sin((1−t)Ω)/sin Ω · a + sin(tΩ)/sin Ω · b with Ω the angle between
    a and b about the origin. Where Ω is undefined or no circle is singled out (a code at the origin, codes in
    the same or in opposite directions) the path is straight.
    """
    start, end, t = a.astype(np.float64), b.astype(np.float64), t[:, None]
    lengths = np.linalg.norm(start) * np.linalg.norm(end)
    if kind == "spherical" and lengths > 0:
        angle = np.arccos(np.clip(start @ end / lengths, -1, 1))
        if np.sin(angle) > 1e-6:
            path = (np.sin((1 - t) * angle) * start + np.sin(t * angle) * end) / np.sin(angle)
            return np.asarray(path, np.float32)
    return np.asarray((1 - t) * start + t * end, np.float32)


def joined(pins: Sequence[Code], steps: int, kind: Literal["straight", "spherical"]) -> NDArray[np.float32]:
    """Codes (m, d) through all ``pins``: ``steps`` from each to the next, both included, shared ones once."""
    if len(pins) < 2:
        return np.array(pins, np.float32).reshape(len(pins), -1 if pins else 0)
    t = np.linspace(0, 1, steps)
    legs = [between(a, b, t, kind)[:-1] for a, b in pairwise(pins)]
    return np.concatenate([*legs, pins[-1][None]])


def along(pins: Sequence[Code], position: float, kind: Literal["straight", "spherical"]) -> Code | None:
    """The code (d,) at ``position`` in [0, 1], pins evenly spaced; None without pins."""
    if not pins:
        return None
    if len(pins) == 1:
        return pins[0]
    place = position * (len(pins) - 1)
    leg = min(int(place), len(pins) - 2)
    code: Code = between(pins[leg], pins[leg + 1], np.array([place - leg]), kind)[0]
    return code
