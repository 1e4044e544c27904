"""The points of all codes, and once more, over them, those of the images that are chosen together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from aeexplorer.widgets.map.raster_item import RasterItem
from aeexplorer.widgets.map.splat import point_style

BEHIND_CHOSEN = 0.3
"""Alpha of the other points while some are chosen."""
CHOSEN_LARGER = 1.35


class PointLayers:
    """Two pictures of points: the chosen ones are larger and keep their colours, the others step back."""

    def __init__(self, view: Any) -> None:
        self.all = RasterItem(view)
        self.chosen = RasterItem(view, z=21)
        self._rows = np.empty(0, np.int64)
        self._points: NDArray[np.float32] = np.empty((0, 2), np.float32)
        self._labels: NDArray[np.int64] | None = None
        self._palette = np.zeros((1, 3), np.uint8)
        self._colours: NDArray[np.int64] | None = None
        self._size = self._alpha = 1.0
        self._visible = True
        self.chosen.setVisible(False)

    @property
    def rows_chosen(self) -> NDArray[np.int64]:
        """Rows of the codes that are chosen."""
        return self._rows

    def set_points(self, points: NDArray[np.float32], labels: NDArray[np.int64] | None) -> None:
        """Show other points (n, 2), none of them chosen."""
        self._points, self._labels, self._colours = points, labels, None
        self.all.set_points(points, labels)
        self.choose(self._rows[:0])

    def move_points(self, points: NDArray[np.float32]) -> None:
        """Show the same points elsewhere."""
        self._points = points
        self.all.move_points(points)
        if len(self._rows):
            self.chosen.move_points(points[self._rows])

    def choose(self, rows: NDArray[np.int64]) -> None:
        """Mark the points of these rows."""
        if len(rows) or len(self._rows):
            self._rows = rows
            self.chosen.set_points(self._points[rows], None if self._labels is None else self._labels[rows])
            self._colour_chosen()
            self._emphasise()
            self.chosen.setVisible(self._visible and len(rows) > 0)

    def set_hidden(self, hidden: frozenset[int]) -> None:
        """Leave out the points with these labels."""
        for layer in (self.all, self.chosen):
            layer.set_hidden(hidden)

    def set_colours(self, palette: NDArray[np.uint8], colours: NDArray[np.int64] | None) -> None:
        """Colours (k, 3), and which of them each point (n,) has; without ``colours`` by its label."""
        self._palette, self._colours = palette, colours
        self.all.set_colours(palette, colours)
        self._colour_chosen()

    def set_visible(self, visible: bool) -> None:
        """Show them, or not."""
        self._visible = visible
        self.all.setVisible(visible)
        self.chosen.setVisible(visible and len(self._rows) > 0)

    def set_emphasis(self, *, size: float, alpha: float) -> None:
        """Factors on diameter and alpha."""
        self._size, self._alpha = size, alpha
        self._emphasise()

    def _emphasise(self) -> None:
        any_chosen = len(self._rows) > 0
        self.all.set_emphasis(size=self._size, alpha=self._alpha * (BEHIND_CHOSEN if any_chosen else 1.0))
        # As large as the others would be, however few of them are chosen.
        plain, few = point_style(len(self._points)), point_style(len(self._rows))
        self.chosen.set_emphasis(size=self._size * CHOSEN_LARGER * plain.diameter / few.diameter, alpha=1 / few.alpha)

    def _colour_chosen(self) -> None:
        self.chosen.set_colours(self._palette, None if self._colours is None else self._colours[self._rows])
