"""Codes and weights of past epochs, kept so that the map can be wound back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aeexplorer.session.encoded import Encoded

if TYPE_CHECKING:
    from training.snapshot import Snapshot

MOST = 60
MOST_BYTES = 512 * 2**20


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """The end of one epoch; 0 is the untrained model."""

    epoch: int
    encoded: Encoded
    snapshot: Snapshot


class EpochsKept:
    """The first and the newest epoch, and evenly spaced ones between: every one at first, then every second …"""

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most = max(most, 3)
        self._most_bytes = most_bytes
        self._stride = 1
        self._kept: dict[int, Kept] = {}

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def epochs(self) -> list[int]:
        """The epochs kept, ascending."""
        return sorted(self._kept)

    def keep(self, kept: Kept) -> None:
        """Add an epoch, or put better codes in its place; thin what came before when it gets too much."""
        self._kept[kept.epoch] = kept
        self._thin()
        while len(self._kept) > 3 and (len(self._kept) > self._most or self._bytes() > self._most_bytes):
            self._stride *= 2
            self._thin()

    def nearest(self, epoch: int) -> Kept | None:
        """The kept epoch closest to ``epoch``; None if nothing is kept."""
        if not self._kept:
            return None
        return self._kept[min(self._kept, key=lambda kept: (abs(kept - epoch), kept))]

    def forget_after(self, step: int) -> None:
        """Drop what was kept after ``step``: training goes on from there again."""
        self._kept = {epoch: kept for epoch, kept in self._kept.items() if kept.encoded.step <= step}

    def clear(self) -> None:
        """Drop everything."""
        self._kept.clear()
        self._stride = 1

    def _thin(self) -> None:
        first, newest = min(self._kept), max(self._kept)
        for epoch in list(self._kept):
            if epoch not in (first, newest) and epoch % self._stride:
                del self._kept[epoch]

    def _bytes(self) -> int:
        newest = self._kept[max(self._kept)]
        weights = sum(tensor.nbytes for tensor in newest.snapshot.state_dict().values())
        return len(self._kept) * (weights + newest.encoded.nbytes)
