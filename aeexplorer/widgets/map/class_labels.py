"""ClassLabels: each class's name in a box at the densest spot of its points."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from aeexplorer.theme import appearance, class_colour, font, px
from aeexplorer.widgets.map.layer import MapLayer
from aeexplorer.widgets.map.pixel_grid import PixelGrid

HEIGHT = 20
AROUND = 4
"""Pixels around a box for its border."""
CELLS = 32
MOST = 16
"""Classes that are named on the map, at most."""
LONGEST = 120
"""Width of a name, at most, in px."""
STAY = 0.8
"""A label stays as long as its cell is at least this dense, measured by the densest: no hopping between equals."""


class ClassLabels(MapLayer):
    """Boxes that glide with the points and keep out of each other's way."""

    def __init__(self, view: Any, z: float = 25) -> None:
        super().__init__(view, z)
        self._names: tuple[str, ...] = ()
        self._spots: dict[int, NDArray[np.float64]] = {}
        self._shown = True
        self._boxes: dict[tuple[str, str, float], tuple[float, QPixmap]] = {}
        self._laid_out: list[tuple[tuple[int, int], QPixmap]] = []
        self._laid_out_for: tuple[PixelGrid, float] | None = None
        self.setVisible(False)
        appearance().changed.connect(self._dress)

    @property
    def spots(self) -> dict[int, NDArray[np.float64]]:
        """Where each label belongs on the latent plane."""
        return dict(self._spots)

    def set_shown(self, shown: bool) -> None:
        """Name the classes, or not."""
        self._shown = shown
        self.setVisible(shown and bool(self._spots))

    def set_points(
        self,
        points: NDArray[np.float32],
        labels: NDArray[np.int64] | None,
        names: tuple[str, ...],
        hidden: frozenset[int] = frozenset(),
    ) -> None:
        """Find the spots anew for finite points (n, 2), and label the classes not hidden."""
        self._names = names
        if len(names) - len(hidden) > MOST:
            # So many names would hide the points: each is named on hover.
            labels = None
        before = self._spots
        if labels is None or not len(points):
            self._spots = {}
        else:
            spots = densest_spots(points, labels, len(names), before)
            self._spots = {k: spot for k, spot in spots.items() if k not in hidden}
        self.setVisible(self._shown and bool(self._spots))
        self._lay_out_anew()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the boxes of the spots that are in view."""
        ratio = painter.device().devicePixelRatio()
        for (x, y), picture in self._layout(ratio):
            painter.drawPixmap(QPointF(x, y), picture)

    @Slot()
    def _dress(self) -> None:
        self._boxes.clear()
        self._lay_out_anew()

    def _lay_out_anew(self) -> None:
        self._laid_out_for = None
        self.update()

    def _layout(self, ratio: float) -> list[tuple[tuple[int, int], QPixmap]]:
        """Each box's top left corner and picture: found once for many paintings that only move the crosshair."""
        key = self.grid(), ratio
        if key == self._laid_out_for:
            return self._laid_out
        size = self.view.rect()
        middle = self.to_screen(np.array(list(self._spots.values())))
        seen = np.flatnonzero(((middle >= 0) & (middle <= [size.width(), size.height()])).all(1))
        classes = list(self._spots)
        boxes = [self._box(classes[at], ratio) for at in seen]
        height = px(HEIGHT)
        widths = np.array([width for width, _ in boxes])
        places = within(apart(middle[seen], widths, height), widths, height, (size.width(), size.height()))
        self._laid_out = [
            ((round(x - width / 2) - AROUND, round(y - height / 2) - AROUND), picture)
            for (x, y), (width, picture) in zip(places.tolist(), boxes, strict=True)
        ]
        self._laid_out_for = key
        return self._laid_out

    def _box(self, label: int, ratio: float) -> tuple[float, QPixmap]:
        """Width and picture of a class's box."""
        key = self._names[label], class_colour(appearance().theme, label), ratio
        if key not in self._boxes:
            self._boxes[key] = _draw_box(*key)
        return self._boxes[key]


def _draw_box(name: str, colour: str, ratio: float) -> tuple[float, QPixmap]:
    """Width of a name's box, and its picture with ``AROUND`` pixels on every side for the border."""
    theme, chosen = appearance().theme, font(13, 700)
    name = QFontMetricsF(chosen).elidedText(name, Qt.TextElideMode.ElideRight, px(LONGEST))
    width, height = max(QFontMetricsF(chosen).horizontalAdvance(name) + px(10), px(20)), px(HEIGHT)
    sides = math.ceil(width) + 2 * AROUND, height + 2 * AROUND
    picture = QPixmap(*(math.ceil(side * ratio) for side in sides))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(chosen)
    box = QRectF(AROUND, AROUND, width, height)
    painter.setPen(QPen(QColor(colour), px(2)))
    painter.setBrush(QColor(theme.panel))
    painter.drawRoundedRect(box, px(4), px(4))
    painter.setPen(QColor(theme.text1))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
    painter.end()
    return width, picture


def densest_spots(
    points: NDArray[np.float32],
    labels: NDArray[np.int64],
    classes: int,
    before: dict[int, NDArray[np.float64]] | None = None,
) -> dict[int, NDArray[np.float64]]:
    """Label to the point (2,) where most of its points (n, 2) lie; near ``before`` as long as that is as good.

    Counts on a grid of 32 x 32 over the middle 98 % of the points, smoothed by 3 x 3 twice; the spot is the mean of
    the class's points in and beside the best cell.
    """
    low, high = np.percentile(points, [1, 99], axis=0)
    cell = np.maximum((high - low) / CELLS, 1e-12)
    place = np.clip((points - low) / cell, 0, CELLS - 1).astype(np.int64)
    counts = np.bincount(
        (labels * CELLS + place[:, 1]) * CELLS + place[:, 0], minlength=classes * CELLS * CELLS
    ).reshape(classes, CELLS, CELLS)
    density = np.pad(counts.astype(np.float32), ((0, 0), (2, 2), (2, 2)))
    for _ in range(2):
        density = density[:, 1:-1] + density[:, :-2] + density[:, 2:]
        density = density[:, :, 1:-1] + density[:, :, :-2] + density[:, :, 2:]
    spots: dict[int, NDArray[np.float64]] = {}
    for k in range(classes):
        if not counts[k].any():
            continue
        row, column = divmod(int(density[k].argmax()), CELLS)
        if before is not None and k in before:
            old = np.clip((before[k] - low) / cell, 0, CELLS - 1).astype(int)
            if density[k, old[1], old[0]] >= STAY * density[k, row, column]:
                column, row = int(old[0]), int(old[1])
        own = labels == k
        near = own & (abs(place[:, 0] - column) <= 1) & (abs(place[:, 1] - row) <= 1)
        spots[k] = points[near if near.any() else own].mean(0, dtype=np.float64)
    return spots


def apart(middle: NDArray[np.float64], widths: NDArray[np.float64], height: float) -> NDArray[np.float64]:
    """Middles (n, 2) of boxes, moved along the shorter way until none hides another (or eight rounds are over)."""
    # Plain numbers: for ten boxes NumPy's calls take fifty times as long as the sums.
    moved: list[list[float]] = middle.tolist()
    wide: list[float] = widths.tolist()
    for _ in range(8):
        calm = True
        for i, one in enumerate(moved):
            for j in range(i):
                other = moved[j]
                way = one[0] - other[0], one[1] - other[1]
                overlap = (wide[i] + wide[j]) / 2 + 3 - abs(way[0]), height + 3 - abs(way[1])
                if min(overlap) > 0:
                    axis = 0 if overlap[0] <= overlap[1] else 1
                    push = overlap[axis] / 2 * (1 if way[axis] >= 0 else -1)
                    one[axis] += push
                    other[axis] -= push
                    calm = False
        if calm:
            break
    return np.array(moved).reshape(-1, 2)


def within(
    middle: NDArray[np.float64], widths: NDArray[np.float64], height: float, size: tuple[float, float]
) -> NDArray[np.float64]:
    """Middles (n, 2) of boxes, moved as far as it takes for none to be cut off by the plot's edge."""
    half = np.stack([widths / 2, np.full(len(widths), height / 2)], 1) + AROUND
    return np.asarray(np.maximum(np.minimum(middle, np.asarray(size) - half), half), np.float64)
