"""RasterItem: the points as one picture, redrawn beside the window when codes, classes or view change."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QTimer, Slot
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from aeexplorer.widgets.map.beside import Beside
from aeexplorer.widgets.map.layer import MapLayer
from aeexplorer.widgets.map.pixel_grid import PixelGrid
from aeexplorer.widgets.map.scratch import Scratch
from aeexplorer.widgets.map.splat import DISCS_UP_TO, PointStyle, Splat, nearest, pick, point_style, splat

SHORTEST = 1 / 30
"""Seconds from one redraw to the next; between them the last picture is moved and scaled."""


class Drawing(NamedTuple):
    """A picture of the points: the window and the rows that it shows, and how long it took."""

    splat: Splat
    grid: PixelGrid
    rows: NDArray[np.int64]
    milliseconds: float


class RasterItem(MapLayer):
    """Points (n, 2) of the latent plane, coloured by label; also answers which of them is near a pixel."""

    def __init__(self, view: Any, z: float = 20) -> None:
        super().__init__(view, z)
        self._points = np.empty((0, 2), np.float32)
        self._labels: NDArray[np.int64] | None = None
        self._hidden: frozenset[int] = frozenset()
        self._palette = np.zeros((1, 3), np.uint8)
        self._colours: NDArray[np.int64] | None = None
        self._rows = np.empty(0, np.int64)
        self._colour_of = np.empty(0, np.uint8)
        self._left_out = 0
        self._size = self._alpha = 1.0
        self._splat: Splat | None = None
        self._pixels: NDArray[np.uint32] | None = None
        """Of the picture, which does not keep them itself."""
        self._picture = QImage()
        self._free, self._taken = Scratch(), Scratch()
        """Memory to draw the next picture in, and that of the picture shown."""
        self._beside = Beside()
        self._beside.ready.connect(self._take)
        self._drawn: PixelGrid | None = None
        self._ratio = 1.0
        self._stale = True
        self._began = 0.0
        self.milliseconds = 0.0
        """How long the last redraw took."""
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._draw_next)

    @property
    def left_out(self) -> int:
        """Points that are not drawn because a coordinate is not finite."""
        return self._left_out

    @property
    def rows(self) -> NDArray[np.int64]:
        """Which of the points given are drawn: finite, and of a class that is shown."""
        return self._rows

    def set_points(self, points: NDArray[np.float32], labels: NDArray[np.int64] | None = None) -> None:
        """Show other points, coloured by ``labels``; without these they all have the palette's first colour."""
        self._points = np.ascontiguousarray(points, np.float32)
        self._labels, self._colours = labels, None
        self._choose()

    def move_points(self, points: NDArray[np.float32]) -> None:
        """Show the same points elsewhere."""
        self._points = np.ascontiguousarray(points, np.float32)
        if self._left_out or not np.isfinite(self._points).all():
            self._choose()
        self._refresh()

    def set_hidden(self, hidden: frozenset[int]) -> None:
        """Leave out the points with these labels."""
        if hidden != self._hidden:
            self._hidden = hidden
            self._choose()

    def set_colours(self, palette: NDArray[np.uint8], colours: NDArray[np.int64] | None = None) -> None:
        """Colours (k, 3), again from the first after the last; ``colours`` (n,) says which point has which.

        Without ``colours`` the labels do.
        """
        same = colours is self._colours and np.array_equal(palette, self._palette)
        if not same:
            self._palette, self._colours = palette, colours
            self._choose()

    def set_emphasis(self, *, size: float = 1.0, alpha: float = 1.0) -> None:
        """Factors on diameter and alpha: larger for a lecture hall, fainter under a path."""
        if (size, alpha) != (self._size, self._alpha):
            self._size, self._alpha = size, alpha
            self._refresh()

    @property
    def style(self) -> PointStyle:
        """How the points are drawn."""
        plain = point_style(len(self._rows))
        return PointStyle(plain.diameter * self._size, plain.alpha * self._alpha)

    def render_now(self) -> None:
        """Draw anew without waiting for the pace, as for a picture of the window."""
        self._render(self._ratio)
        self.update()

    def near(self, place: QPointF, radius: float = 8) -> int | None:
        """The point as drawn nearest to a pixel of the plot, at most ``radius`` pixels away; its row as given."""
        grid, ratio = self.grid(), self._ratio
        if len(self._rows) <= DISCS_UP_TO:
            found = nearest(self._shown_points(), grid, place.x(), place.y(), radius)
            return None if found is None else int(self._rows[found])
        if self._splat is None or self._drawn != self.grid(ratio):
            self._render(ratio)
        assert self._splat is not None
        found = pick(self._splat.ids, place.x() * ratio, place.y() * ratio, radius * ratio)
        return None if found is None else int(self._rows[found])

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the picture, a new one if it is due."""
        ratio = painter.device().devicePixelRatio()
        grid = self.grid(ratio)
        if self._drawn is None or ratio != self._ratio or self._drawn.size != grid.size:
            self._render(ratio)
        else:
            self._draw_next()
        if self._drawn == grid:
            painter.drawImage(QPointF(0, 0), self._picture)
        elif self._drawn is not None:
            painter.drawImage(self.rect_of(self._drawn), self._picture)

    def _choose(self) -> None:
        shown = np.isfinite(self._points[:, 0]) & np.isfinite(self._points[:, 1])
        self._left_out = int(len(shown) - shown.sum())
        if self._labels is not None and self._hidden:
            shown &= ~np.isin(self._labels, list(self._hidden))
        self._rows = np.flatnonzero(shown)
        # Its ids count the rows of before.
        self._splat = None
        colours = self._labels if self._colours is None else self._colours
        if colours is None:
            self._colour_of = np.zeros(len(self._rows), np.uint8)
        else:
            self._colour_of = (colours[self._rows] % len(self._palette)).astype(np.uint8)
        self._refresh()

    def _refresh(self) -> None:
        self._stale = True
        view = self.getViewWidget()
        if self._drawn is None or not self.isVisible() or view is None or not view.isVisible():
            self.update()
        else:
            # To paint the picture of before once more would take the time that the new one needs.
            self._draw_next()

    @Slot()
    def _draw_next(self) -> None:
        """Begin a picture if the one there is out of date, none is under way and it is not too soon."""
        grid = self.grid(self._ratio)
        if self._beside.busy or not (self._stale or self._drawn != grid):
            return
        waited = time.perf_counter() - self._began
        if waited >= SHORTEST:
            self._beside.start(self._drawing(grid))
        elif not self._again.isActive():
            self._again.start(int((SHORTEST - waited) * 1000) + 1)

    def _shown_points(self) -> NDArray[np.float32]:
        return self._points if len(self._rows) == len(self._points) else self._points[self._rows]

    def _render(self, ratio: float) -> None:
        """Draw now: nothing that could be shown meanwhile is there."""
        self._beside.drop()
        self._ratio = ratio
        self._show(self._drawing(self.grid(ratio))())

    def _drawing(self, grid: PixelGrid) -> Callable[[], Drawing]:
        """What draws the points as they are now, in any thread."""
        points, classes, rows = self._shown_points(), self._colour_of, self._rows
        palette, style, ratio, scratch = self._palette, self.style, self._ratio, self._free
        self._stale, self._began = False, time.perf_counter()

        def draw() -> Drawing:
            began = time.perf_counter()
            drawn = splat(points, classes, palette, grid, style, pixel_ratio=ratio, scratch=scratch)
            return Drawing(drawn, grid, rows, (time.perf_counter() - began) * 1e3)

        return draw

    @Slot()
    def _take(self) -> None:
        drawing = self._beside.take()
        if drawing is not None:
            self._show(drawing)
            self.update()

    def _show(self, drawing: Drawing) -> None:
        self._free, self._taken = self._taken, self._free
        self._pixels = drawing.splat.image
        self._picture = _borrowed(self._pixels)
        self._picture.setDevicePixelRatio(self._ratio)
        self._drawn, self.milliseconds = drawing.grid, drawing.milliseconds
        # Its ids count the rows that it was drawn with.
        self._splat = drawing.splat if drawing.rows is self._rows else None


def _borrowed(pixels: NDArray[np.uint32]) -> QImage:
    """An image of ``pixels`` (H, W), premultiplied ARGB, in their own memory: they have to stay as long as it does."""
    height, width = pixels.shape
    stride = pixels.strides[0] // 4
    run = np.lib.stride_tricks.as_strided(pixels, ((height - 1) * stride + width,), (4,))
    return QImage(run.data, width, height, 4 * stride, QImage.Format.Format_ARGB32_Premultiplied)
