"""Random numbers for computed images: each belongs to one image, one purpose and one seed, however many are drawn."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.seeds import derive

Floats = NDArray[Any]
"""float32; NumPy's own types lose track of it."""


class Draws:
    """What is drawn for some images of a set; another purpose never changes what the first one draws."""

    def __init__(self, seed: int, kind: str, indices: NDArray[np.int64]) -> None:
        self._seed = seed
        self._kind = kind
        self._indices = indices.astype(np.uint64)

    def __len__(self) -> int:
        return len(self._indices)

    def bits(self, purpose: str, *shape: int) -> NDArray[np.uint64]:
        """64 random bits each, (n, *shape): splitmix64 (Steele, Lea & Flood 2014) of counters."""
        each = math.prod(shape)
        first = self._indices[:, None] * np.uint64(each) + np.uint64(derive(self._seed, f"{self._kind} {purpose}"))
        x: NDArray[np.uint64] = np.add(first, np.arange(each, dtype=np.uint64), dtype=np.uint64)
        x *= np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x ^= x >> np.uint64(31)
        return x.reshape(-1, *shape)

    def uniform(self, purpose: str, low: float = 0.0, high: float = 1.0, *shape: int) -> Floats:
        """Uniform in [low, high), (n, *shape)."""
        unit = (self.bits(purpose, *shape) >> np.uint64(40)).astype(np.float32) * np.float32(2**-24)
        return np.asarray(low + (high - low) * unit, np.float32)

    def normal(self, purpose: str, *shape: int) -> Floats:
        """Standard normal, (n, *shape), by the Box-Muller transform."""
        bits = self.bits(purpose, *shape)
        # 24 bits each, (0, 1] for the radius so that its logarithm is finite.
        radius = ((bits >> np.uint64(40)) + np.uint64(1)).astype(np.float32) * np.float32(2**-24)
        angle = (bits & np.uint64(0xFFFFFF)).astype(np.float32) * np.float32(2**-24 * 2 * math.pi)
        return np.asarray(np.sqrt(-2 * np.log(radius)) * np.cos(angle), np.float32)

    def __getitem__(self, rows: NDArray[np.bool_]) -> Draws:
        """The same for some of the images."""
        return Draws(self._seed, self._kind, self._indices[rows].astype(np.int64))
