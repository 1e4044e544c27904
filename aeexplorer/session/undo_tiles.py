"""Undo of painting: which small squares of an image a step changed, as they were and as they became."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIDE = 16
"""Pixels along a tile."""

Layers = dict[str, NDArray[Any]]
"""Images (…, H, W) of one height and width, by name."""


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One square of one layer that a step changed."""

    layer: str
    rows: slice
    columns: slice
    before: NDArray[Any]
    after: NDArray[Any]


Step = tuple[Tile, ...]


def changed_tiles(before: Layers, after: Layers) -> Step:
    """The tiles in which layers of the same names and shapes differ."""
    tiles = []
    for name, old in before.items():
        new = after[name]
        differ = old != new
        differ = differ.reshape(-1, *differ.shape[-2:]).any(0)
        height, width = differ.shape
        rows, columns = np.arange(0, height, SIDE), np.arange(0, width, SIDE)
        some = np.logical_or.reduceat(np.logical_or.reduceat(differ, rows, 0), columns, 1)
        for i, j in zip(*np.nonzero(some), strict=True):
            across = slice(int(rows[i]), min(int(rows[i]) + SIDE, height))
            down = slice(int(columns[j]), min(int(columns[j]) + SIDE, width))
            tiles.append(Tile(name, across, down, old[..., across, down].copy(), new[..., across, down].copy()))
    return tuple(tiles)


class UndoTiles:
    """Steps that were taken and steps that were taken back; as many as there is memory for what they changed."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return bool(self._undone)

    @property
    def nbytes(self) -> int:
        """Memory of all tiles."""
        return sum(tile.before.nbytes + tile.after.nbytes for step in (*self._done, *self._undone) for tile in step)

    def add(self, step: Step) -> None:
        """Remember a step; those that were taken back are forgotten. One that changed nothing is no step."""
        if step:
            self._done.append(step)
            self._undone.clear()

    def undo(self, layers: Layers) -> Step:
        """Put ``layers`` back to where they were before the last step; what that changed, () without one."""
        if not self._done:
            return ()
        step = self._done.pop()
        self._undone.append(step)
        for tile in step:
            layers[tile.layer][..., tile.rows, tile.columns] = tile.before
        return step

    def redo(self, layers: Layers) -> Step:
        """Take the last step again that was taken back; what that changed, () without one."""
        if not self._undone:
            return ()
        step = self._undone.pop()
        self._done.append(step)
        for tile in step:
            layers[tile.layer][..., tile.rows, tile.columns] = tile.after
        return step

    def history(self, layer: str, now: NDArray[Any]) -> list[NDArray[Any]]:
        """A layer after each step, from before the first on; ``now`` is what it is now, (…, H, W)."""
        states = [now.copy()]
        for step in reversed(self._done):
            before = states[-1].copy()
            for tile in step:
                if tile.layer == layer:
                    before[..., tile.rows, tile.columns] = tile.before
            states.append(before)
        return states[::-1]

    def forget(self, layer: str) -> None:
        """A layer was replaced: what steps did to it can no more be taken back."""
        for steps in (self._done, self._undone):
            kept = [tuple(tile for tile in step if tile.layer != layer) for step in steps]
            steps[:] = [step for step in kept if step]

    def clear(self) -> None:
        """Forget all steps."""
        self._done.clear()
        self._undone.clear()
