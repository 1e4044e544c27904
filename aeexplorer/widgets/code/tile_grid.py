"""Where the tiles of feature maps stand: as large as they can be, each number of pixels whole where that fits."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF


@dataclass(frozen=True, slots=True)
class TileGrid:
    """``columns`` tiles of ``across`` × ``down`` numbers in a row, each number ``side`` px wide and high."""

    maps: int
    down: int
    across: int
    columns: int
    side: float
    gap: int

    @property
    def height(self) -> int:
        """Of all rows, in px."""
        rows = math.ceil(self.maps / self.columns)
        return math.ceil(rows * (self.down * self.side + self.gap) - self.gap) + 2

    def rect(self, number: int) -> QRectF:
        """Where tile ``number`` stands, inside its border of 1 px."""
        row, column = divmod(number, self.columns)
        wide, high = self.across * self.side, self.down * self.side
        return QRectF(1 + column * (wide + self.gap), 1 + row * (high + self.gap), wide, high)

    def number_at(self, x: float, y: float) -> int | None:
        """Index into the flat code (maps, down, across) of the number at a pixel."""
        wide, high = self.across * self.side + self.gap, self.down * self.side + self.gap
        column, row = math.floor((x - 1) / wide), math.floor((y - 1) / high)
        left, top = (x - 1 - column * wide) / self.side, (y - 1 - row * high) / self.side
        tile = row * self.columns + column
        inside = 0 <= left < self.across and 0 <= top < self.down and 0 <= column < self.columns
        if not inside or not 0 <= tile < self.maps:
            return None
        return (tile * self.down + int(top)) * self.across + int(left)


def tile_grid(maps: int, down: int, across: int, width: int, height: int, gap: int) -> TileGrid:
    """The grid of the largest tiles that fit into ``width`` × ``height`` px; beyond the height if they must."""
    best: TileGrid | None = None
    for columns in range(1, maps + 1):
        rows = math.ceil(maps / columns)
        side = min(
            (width - 2 - (columns - 1) * gap) / (columns * across),
            (height - 2 - (rows - 1) * gap) / (rows * down),
        )
        whole = math.floor(side) if side >= 1 else side
        if whole > 0 and (best is None or whole > best.side):
            best = TileGrid(maps, down, across, columns, whole, gap)
    if best is not None:
        return best
    # Thousands of maps: a pixel for each number, in as many rows as it takes.
    return TileGrid(maps, down, across, max(width // (across + gap), 1), 1, gap)
