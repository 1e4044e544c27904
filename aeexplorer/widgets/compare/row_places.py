"""Where rows of pictures stand: words at the left, columns of the same width, as large as the room allows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetrics

from aeexplorer.theme import font, px

WORDS = 122
"""Px for the words at the left."""
MARGIN, GAP, CLOSE, APART = 16, 8, 6, 12
"""Px around everything, between columns, between rows that belong together, and between others."""
LEAST, MOST = 30, 132
"""Px of a picture's width."""
MANY, LEAST_OF_MANY = 13, 44
"""Where so many rows have to be scrolled anyway, their pictures are larger."""
VALUE = 18
HEAD = 20


class RowPlaces:
    """Pictures keep the aspect of their images."""

    def __init__(self) -> None:
        self.side = float(LEAST)
        """Width of a picture in px."""
        self.least_height = 0.0
        """With the smallest pictures."""
        self.borders: list[QRectF] = []
        """The line round every picture, row by row."""
        self.insides: list[list[QRectF]] = []
        """Within that line, by row and column."""
        self._tiles: list[list[QRectF]] = []
        self._values: list[list[QRectF]] = []
        self._aspect = 1.0
        self._tops: list[float] = []
        self._columns = 0

    def stale_for(self, aspect: float) -> bool:
        """Whether pictures of that height to a width of 1 need other places."""
        return abs(aspect - self._aspect) > 1e-6

    def lay_out(self, size: QSize, columns: int, rows: Sequence[tuple[bool, bool]], aspect: float) -> None:
        """Place ``rows``, of which each says whether it has values below and whether it belongs to the one above."""
        self._aspect, self._columns = aspect, columns
        fixed = px(HEAD) + px(MARGIN)
        for k, (valued, follows) in enumerate(rows):
            fixed += px(VALUE) if valued else 0
            fixed += 0 if k == 0 else px(CLOSE) if follows else px(APART)
        n = max(len(rows), 1)
        least = px(LEAST if len(rows) < MANY else LEAST_OF_MANY)
        self.least_height = fixed + n * least * aspect if rows else 0.0
        wide = (size.width() - 2 * px(MARGIN) - px(WORDS)) / max(columns, 1) - px(GAP)
        high = (size.height() - fixed) / n / max(aspect, 1e-6)
        self.side = float(max(px(LEAST), min(int(wide), max(int(high), least), px(MOST))))
        self._tops = []
        y = float(px(HEAD))
        for k, (valued, follows) in enumerate(rows):
            y += 0 if k == 0 else px(CLOSE) if follows else px(APART)
            self._tops.append(y)
            y += self.side * aspect + (px(VALUE) if valued else 0)
        # Once: all of them are asked for whenever a slider moves.
        self._tiles = [[self._tile(top, column) for column in range(columns)] for top in self._tops]
        self._values = [[_below(tile) for tile in tiles] for tiles in self._tiles]
        self.insides = [[tile.adjusted(1, 1, -1, -1) for tile in tiles] for tiles in self._tiles]
        self.borders = [tile.adjusted(0.5, 0.5, -0.5, -0.5) for tiles in self._tiles for tile in tiles]

    def tile(self, row: int, column: int) -> QRectF:
        """A picture with its border."""
        return QRectF(self._tiles[row][column])

    def value(self, row: int, column: int) -> QRectF:
        """What stands below a picture."""
        return self._values[row][column]

    def head(self, column: int) -> QRectF:
        """What stands above a column."""
        left = px(MARGIN) + px(WORDS) + px(GAP) + column * (self.side + px(GAP))
        return QRectF(left - px(GAP) / 2, 0, self.side + px(GAP), px(HEAD))

    def words(self, row: int) -> QRectF:
        """The words of a row; they may take the room of the values below it, too."""
        tile = self._tile(self._tops[row], 0)
        least = QFontMetrics(font(13)).height()
        return QRectF(px(MARGIN), tile.top(), px(WORDS), max(tile.height() + px(VALUE) * 0.5, least))

    def column_at(self, point: QPointF) -> int | None:
        """The column under a point."""
        if not self._tops:
            return None
        bottom = self._tops[-1] + self.side * self._aspect + px(VALUE)
        for column in range(self._columns):
            box = self.head(column)
            if box.left() <= point.x() < box.right() and 0 <= point.y() <= bottom:
                return column
        return None

    def _tile(self, top: float, column: int) -> QRectF:
        left = px(MARGIN) + px(WORDS) + px(GAP) + column * (self.side + px(GAP))
        return QRectF(left, top, self.side, round(self.side * self._aspect))


def _below(tile: QRectF) -> QRectF:
    return QRectF(tile.left() - px(GAP) / 2, tile.bottom(), tile.width() + px(GAP), px(VALUE))
