"""MapLayer, what every layer of the map is: an item in the plot's own pixels that knows where a code lies."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QRectF, Slot

from aeexplorer.widgets.map.pixel_grid import PixelGrid


class MapLayer(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Stands in a ViewBox without its scaling, covers it wholly, and repaints when its range or size changes.

    Lines, letters and rings keep their size on the screen; ``to_screen`` says where they belong. A layer hides while it
    has nothing to draw: at every frame Qt asks what can be seen for its place and has it painted, and waits for
    Python's lock each time.
    """

    def __init__(self, view: Any, z: float) -> None:
        super().__init__()
        self.view = view
        self.setParentItem(view)
        self.setZValue(z)
        view.sigResized.connect(self._follow_size)
        view.sigRangeChanged.connect(self._follow_range)

    def boundingRect(self) -> QRectF:
        """The whole plot."""
        return QRectF(self.view.rect())

    def grid(self, pixel_ratio: float = 1.0) -> PixelGrid:
        """The visible window on the plot's pixels."""
        (left, right), (bottom, top) = self.view.viewRange()
        size = self.view.rect()
        width, height = (max(round(side * pixel_ratio), 1) for side in (size.width(), size.height()))
        return PixelGrid(left, right, bottom, top, width, height)

    def to_screen(self, points: ArrayLike) -> NDArray[np.float64]:
        """Pixels (n, 2) from the plot's top left corner, of points (n, 2) of the latent plane."""
        plane = np.asarray(points, np.float64).reshape(-1, 2)
        (left, right), (bottom, top) = self.view.viewRange()
        size = self.view.rect()
        x = (plane[:, 0] - left) * (size.width() / (right - left))
        y = (top - plane[:, 1]) * (size.height() / (top - bottom))
        return np.stack([x, y], 1)

    def rect_of(self, grid: PixelGrid) -> QRectF:
        """Where a window that was drawn earlier lies now, in pixels."""
        (x0, y0), (x1, y1) = self.to_screen([[grid.left, grid.top], [grid.right, grid.bottom]])
        return QRectF(x0, y0, x1 - x0, y1 - y0)

    @Slot(object)
    def _follow_size(self, _view: object) -> None:
        self.prepareGeometryChange()
        self.update()

    @Slot(object, object, object)
    def _follow_range(self, *_range: object) -> None:
        self.update()
