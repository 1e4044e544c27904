"""The path that leads through pinned codes in order, straight or spherical."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from training.latent.paths import lerp, slerp

Code = NDArray[np.float32]
PathKind = Literal["straight", "spherical"]

_WAYS = {"straight": lerp, "spherical": slerp}


def joined(pins: Sequence[Code], steps: int, kind: PathKind) -> NDArray[np.float32]:
    """Codes (m, d) through all ``pins``: ``steps`` from each to the next, both included, shared ones once."""
    if len(pins) < 2:
        return np.array(pins, np.float32).reshape(len(pins), -1 if pins else 0)
    legs = [_WAYS[kind](a, b, steps)[:-1] for a, b in pairwise(pins)]
    return np.concatenate([*legs, pins[-1][None]])


def along(pins: Sequence[Code], position: float, kind: PathKind) -> Code | None:
    """The code (d,) at ``position`` in [0, 1], pins evenly spaced; None without pins."""
    if not pins:
        return None
    if len(pins) == 1:
        return pins[0]
    place = position * (len(pins) - 1)
    leg = min(int(place), len(pins) - 2)
    code: Code = _WAYS[kind](pins[leg], pins[leg + 1], np.array([place - leg]))[0]
    return code
