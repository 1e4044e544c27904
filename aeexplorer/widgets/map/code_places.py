"""Where the codes are on the plane, and which of those that are shown lie somewhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aeexplorer.widgets.map.lasso import inside


class CodePlaces:
    """Places (n, 2) of codes; those of hidden classes and those that are no numbers are not shown."""

    def __init__(self) -> None:
        self.all: NDArray[np.float32] = np.empty((0, 2), np.float32)
        """Places of all codes, row by row."""
        self.labels: NDArray[np.int64] | None = None
        """The class (n,) of each."""
        self._hidden: frozenset[int] = frozenset()
        self._rows: NDArray[np.int64] | None = None

    def set_places(self, places: NDArray[np.float32], labels: NDArray[np.int64] | None) -> None:
        """Take other codes at ``places`` (n, 2), of classes ``labels`` (n,)."""
        self.all, self.labels, self._rows = places, labels, None

    def set_hidden(self, hidden: frozenset[int]) -> None:
        """Leave out the codes with these labels."""
        self._hidden, self._rows = hidden, None

    @property
    def rows(self) -> NDArray[np.int64]:
        """Rows of the codes that are shown, in their order."""
        if self._rows is None:
            # Every move of the mouse asks for them.
            shown = np.isfinite(self.all).all(1)
            if self.labels is not None and self._hidden:
                shown &= ~np.isin(self.labels, list(self._hidden))
            self._rows = np.flatnonzero(shown)
        return self._rows

    @property
    def shown(self) -> NDArray[np.float32]:
        """Places of the codes that are shown, in the order of ``rows``."""
        rows = self.rows
        return self.all if len(rows) == len(self.all) else self.all[rows]

    def nearest(self, point: ArrayLike) -> int | None:
        """Row of the shown code that is nearest to a point (2,); None without any."""
        places = self.shown
        if not len(places):
            return None
        x, y = np.asarray(point, np.float32)
        away = np.square(places[:, 0] - x) + np.square(places[:, 1] - y)
        return int(self.rows[away.argmin()])

    def within(self, outline: ArrayLike) -> NDArray[np.int64]:
        """Rows of the shown codes inside a closed outline (m, 2)."""
        return self.rows[inside(outline, self.shown)]
