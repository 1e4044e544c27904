"""Scratch, memory that is used again at every redraw: getting megabytes anew takes longer than filling them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


class Scratch:
    """Arrays by name. What an array holds is gone when the same name is asked for again."""

    def __init__(self) -> None:
        self._arrays: dict[str, NDArray[Any]] = {}

    def array(self, name: str, size: int, dtype: DTypeLike) -> NDArray[Any]:
        """An array (size,) of whatever numbers were there before."""
        kept = self._arrays.get(name)
        if kept is None or len(kept) != size or kept.dtype != dtype:
            kept = self._arrays[name] = np.empty(size, dtype)
        return kept
