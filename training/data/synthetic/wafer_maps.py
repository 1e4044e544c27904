"""Wafer maps as a factory tests them, computed: a round wafer, dies that fail by chance, one pattern of failures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from training.data.images import ImageSet
from training.data.synthetic.draws import Draws, Floats
from training.seeds import derive

SIDE = 26
"""Dies across a wafer."""
CLASSES = ("Center", "Donut", "Edge-Loc", "Edge-Ring", "Loc", "Random", "Scratch", "Near-full", "None")
FREQUENCIES = (90, 1, 296, 31, 297, 74, 72, 16, 404)
"""Maps of each class among the 1,281 of this size that report B used (from WM-811K, Wu et al. 2015)."""
NOTE = (
    "These wafer maps are computed, not measured: they look like those of report B and have its nine classes. "
    "Give a file or folder to see real ones."
)
CHUNK = 512
"""Maps computed at a time."""


def generate(n: int, seed: int, *, balance: Literal["real", "even"] = "real") -> ImageSet:
    """``n`` wafer maps (3, 26, 26) uint8, one-hot times 255: outside the wafer, good die, failed die.

    Map i depends on ``seed``, i and ``balance`` only. Lengths below are in wafer radii, the origin is the wafer's
    middle, y points down. Factors: ``radius`` of the wafer (dies), ``noise`` (share of dies that fail by chance),
    and of the pattern ``x`` and ``y`` of its middle, its ``size``, the ``arc`` it spans (turns), and the ``density``
    of failures in it; zero where a class has no such thing.

    Args:
        n: how many.
        seed: decides all of them.
        balance: ``real`` has each class as often as the real set (of 1,281 maps, one is a Donut); ``even`` all alike.
    """
    labels = _labels(n, seed, FREQUENCIES if balance == "real" else (1,) * len(CLASSES))
    dies = np.empty((n, SIDE, SIDE), np.uint8)
    factors: dict[str, Floats] = {}
    for first in range(0, n, CHUNK):
        rows = slice(first, min(first + CHUNK, n))
        dies[rows], found = _maps(Draws(seed, "wafer", np.arange(n)[rows]), labels[rows])
        for name, values in found.items():
            factors.setdefault(name, np.zeros(n, np.float32))[rows] = values
    one_hot = (dies[:, None] == np.arange(3, dtype=np.uint8)[:, None, None]).astype(np.uint8) * np.uint8(255)
    return ImageSet(
        "wafers",
        torch.from_numpy(one_hot),
        torch.from_numpy(labels),
        CLASSES,
        note=NOTE,
        synthetic=True,
        factors={name: torch.from_numpy(values) for name, values in factors.items()},
    )


def _labels(n: int, seed: int, counts: tuple[int, ...]) -> NDArray[np.int64]:
    """Shuffled blocks of ``counts[k]`` labels k each: exact frequencies, whatever n begins."""
    block = np.repeat(np.arange(len(counts)), counts)
    blocks = [
        np.random.default_rng(derive(seed, f"wafer labels {number}")).permutation(block)
        for number in range(-(-n // len(block)))
    ]
    return np.concatenate([*blocks, block[:0]])[:n]


class _Wafers:
    """Some wafers' dies in polar coordinates, and the numbers drawn for them."""

    def __init__(self, draws: Draws) -> None:
        self.draws = draws
        self.radius = draws.uniform("radius", 12.85, 13.15)
        x, y = (
            (np.arange(SIDE, dtype=np.float32) - (SIDE - 1) / 2 - draws.uniform(f"shift {axis}", -0.15, 0.15)[:, None])
            / self.radius[:, None]
            for axis in "xy"
        )
        self.x, self.y = x[:, None, :], y[:, :, None]
        self.r = np.hypot(self.x, self.y)
        self.inside = self.r < 1
        # A flat cuts at most one row of dies off, a notch one die; both lie at one of four sides.
        side = np.floor(draws.uniform("side", 0, 4)) * np.float32(np.pi / 2)
        down, across = _turned(self.x, self.y, side)
        kind = draws.uniform("marking")[:, None, None]
        self.inside &= ~((kind < 0.15) & (down > 1 - 0.9 / self.radius[:, None, None]))
        self.inside &= ~((kind > 0.85) & (down > 1 - 1.2 / self.radius[:, None, None]) & (np.abs(across) < 0.05))

    def __getitem__(self, rows: NDArray[np.bool_]) -> _Wafers:
        some = object.__new__(_Wafers)
        some.draws = self.draws[rows]
        for name in ("radius", "x", "y", "r", "inside"):
            setattr(some, name, getattr(self, name)[rows])
        return some

    def column(self, purpose: str, low: float = 0.0, high: float = 1.0) -> Floats:
        """A uniform number for each wafer, (n, 1, 1)."""
        return self.draws.uniform(purpose, low, high)[:, None, None]

    def ragged(self, strength: float) -> Floats:
        """A smooth random factor about 1 that makes outlines irregular, as a function of the die."""
        angle = np.arctan2(self.y, self.x)
        wave = sum(
            self.column(f"wave {k}", -strength, strength) * np.cos(k * angle + self.column(f"phase {k}", 0, 2 * np.pi))
            for k in (2, 3, 5)
        )
        return np.asarray(1 + wave, np.float32)


Pattern = tuple[Floats, dict[str, Floats]]
"""How likely each die is to fail for it, (n, 26, 26), and its factors, (n, 1, 1) each."""


def _maps(draws: Draws, labels: NDArray[np.int64]) -> tuple[NDArray[np.uint8], dict[str, Floats]]:
    """0 outside, 1 good, 2 failed, (n, 26, 26), and the factors, (n,) each."""
    wafers = _Wafers(draws)
    chance, base = _chance(wafers)
    factors = {"radius": wafers.radius, "noise": base}
    for name in ("x", "y", "size", "arc", "density"):
        factors[name] = np.zeros(len(labels), np.float32)
    for label, pattern in enumerate(_PATTERNS):
        rows = labels == label
        if pattern is None or not rows.any():
            continue
        likely, found = pattern(wafers[rows])
        chance[rows] = 1 - (1 - chance[rows]) * (1 - likely)
        for name, values in found.items():
            factors[name][rows] = values.reshape(-1)
    failed = draws.uniform("dies", 0, 1, SIDE, SIDE) < chance
    return np.where(wafers.inside, 1 + failed, 0).astype(np.uint8), factors


def _chance(wafers: _Wafers) -> tuple[Floats, Floats]:
    """How likely dies fail without a pattern: more at the edge and, on many wafers, in the very middle."""
    base = np.clip(0.125 + 0.028 * wafers.draws.normal("noise"), 0.07, 0.22)
    from_edge = (1 - wafers.r) * wafers.radius[:, None, None]
    edge = wafers.column("edge", 0.1, 0.55) * np.exp(-np.maximum(from_edge, 0) / 0.6)
    middle = wafers.column("middle", -0.3, 0.6).clip(0) * (wafers.r < 0.1)
    return np.asarray(base[:, None, None] + edge + middle, np.float32), base


def _center(wafers: _Wafers) -> Pattern:
    size = 0.1 + 0.4 * wafers.column("size") ** 2
    density = wafers.column("density", 0.4, 1.0)
    x, y = wafers.column("x", -0.12, 0.12), wafers.column("y", -0.12, 0.12)
    near = np.hypot(wafers.x - x, wafers.y - y) / wafers.ragged(0.12)
    return density * _below(near, size, 0.06), {"x": x, "y": y, "size": size, "density": density}


def _donut(wafers: _Wafers) -> Pattern:
    outer = wafers.column("size", 0.5, 0.9)
    inner = outer * wafers.column("hole", 0.4, 0.7)
    density = wafers.column("density", 0.6, 1.0)
    x, y = wafers.column("x", -0.1, 0.1), wafers.column("y", -0.1, 0.1)
    near = np.hypot(wafers.x - x, wafers.y - y) / wafers.ragged(0.05)
    ring = _below(near, outer, 0.05) * (1 - _below(near, inner, 0.05))
    return density * ring, {"x": x, "y": y, "size": outer, "arc": np.ones_like(outer), "density": density}


def _edge_loc(wafers: _Wafers) -> Pattern:
    # Long ones are shallow.
    arc = 0.07 + 0.4 * wafers.column("arc") ** 1.5
    depth = wafers.column("size", 0.12, 0.25) + wafers.column("deep", -0.3, 0.4).clip(0) * (arc < 0.22)
    return _along_edge(wafers, arc, depth, wafers.column("density", 0.55, 1.0))


def _edge_ring(wafers: _Wafers) -> Pattern:
    return _along_edge(
        wafers,
        wafers.column("arc", 0.5, 1.1).clip(0, 1),
        wafers.column("size", 0.06, 0.15),
        wafers.column("density", 0.55, 1.0),
    )


def _along_edge(wafers: _Wafers, arc: Floats, depth: Floats, density: Floats) -> Pattern:
    """Failures along ``arc`` turns of the edge, ``depth`` deep in the middle of the arc."""
    angle = wafers.column("angle", -np.pi, np.pi)
    apart = np.abs((np.arctan2(wafers.y, wafers.x) - angle + np.pi) % (2 * np.pi) - np.pi) / np.pi
    # Arcs taper to their ends, full rings do not.
    taper = np.clip(1 - (apart / arc) ** 2, 0, 1) ** (0.4 * (arc < 1))
    likely = density * (1 - _below(wafers.r, 1 - depth * wafers.ragged(0.15) * taper, 0.04)) * (taper > 0)
    middle = np.where(arc < 1, 1 - depth / 2, np.float32(0))
    place: dict[str, Floats] = {"x": middle * np.cos(angle), "y": middle * np.sin(angle)}
    return likely, {**place, "size": depth, "arc": arc, "density": density}


def _loc(wafers: _Wafers) -> Pattern:
    size = 0.12 + 0.24 * wafers.column("size") ** 1.5
    density = wafers.column("density", 0.4, 1.0)
    distance, angle = wafers.column("distance", 0.2, 0.75), wafers.column("angle", -np.pi, np.pi)
    x, y = distance * np.cos(angle), distance * np.sin(angle)
    along, across = _turned(wafers.x - x, wafers.y - y, wafers.column("turn", 0, np.pi).reshape(-1))
    stretch = wafers.column("stretch", 1.0, 2.2)
    near = np.hypot(along / stretch, across * stretch) / wafers.ragged(0.12)
    return density * _below(near, size, 0.05), {"x": x, "y": y, "size": size, "density": density}


def _random(wafers: _Wafers) -> Pattern:
    density = wafers.column("density", 0.2, 0.6)
    # Some are denser on one side, as if two causes met.
    along, _ = _turned(wafers.x, wafers.y, wafers.draws.uniform("angle", 0, 2 * np.pi))
    tilt = 1 + wafers.column("tilt", -0.5, 0.6).clip(0) * along
    return np.clip(density * tilt, 0, 1), {"size": np.ones_like(density), "density": density}


def _scratch(wafers: _Wafers) -> Pattern:
    """A bent line one die wide."""
    length, bend = wafers.column("size", 0.35, 1.3), wafers.column("bend", -0.6, 0.6)
    density = wafers.column("density", 0.6, 1.0)
    distance, angle = wafers.column("distance", 0.0, 0.6), wafers.column("angle", -np.pi, np.pi)
    x, y = distance * np.cos(angle), distance * np.sin(angle)
    along, across = _turned(wafers.x - x, wafers.y - y, wafers.draws.uniform("turn", 0, np.pi))
    slope = 2 * bend * along
    from_line = np.abs(across - bend * (along**2 - length**2 / 12)) / np.sqrt(1 + slope**2)
    half_width = wafers.column("width", 0.5, 0.75) / wafers.radius[:, None, None]
    likely = density * (np.abs(along) < length / 2) * (from_line < half_width)
    return likely, {"x": x, "y": y, "size": length, "density": density}


def _near_full(wafers: _Wafers) -> Pattern:
    density = 1 - 0.4 * wafers.column("density") ** 2
    return np.broadcast_to(density, wafers.r.shape), {"size": np.ones_like(density), "density": density}


_PATTERNS: tuple[Callable[[_Wafers], Pattern] | None, ...] = (
    *(_center, _donut, _edge_loc, _edge_ring, _loc, _random, _scratch, _near_full),
    None,
)
"""In the order of ``CLASSES``."""


def _below(value: Floats, limit: Floats, softness: float) -> Floats:
    """1 well below the limit, 0 well above it."""
    return np.asarray(1 / (1 + np.exp(np.clip((value - limit) / (softness / 2), -30, 30))), np.float32)


def _turned(x: Floats, y: Floats, angle: Floats) -> tuple[Floats, Floats]:
    """Coordinates along and across the direction ``angle`` (n,)."""
    cos, sin = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    return x * cos + y * sin, y * cos - x * sin
