"""ClassLabels: each class's name in a box at the densest spot of its points."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from aeexplorer.theme import appearance, class_colour, font, px
from aeexplorer.widgets.map.layer import MapLayer

CELLS = 32
STAY = 0.8
"""A label stays as long as its cell is at least this dense, measured by the densest: no hopping between equals."""


class ClassLabels(MapLayer):
    """Boxes that glide with the points and keep out of each other's way."""

    def __init__(self, view: Any, z: float = 25) -> None:
        super().__init__(view, z)
        self._names: tuple[str, ...] = ()
        self._spots: dict[int, NDArray[np.float64]] = {}

    @property
    def spots(self) -> dict[int, NDArray[np.float64]]:
        """Where each label belongs on the latent plane."""
        return dict(self._spots)

    def set_points(
        self,
        points: NDArray[np.float32],
        labels: NDArray[np.int64] | None,
        names: tuple[str, ...],
        hidden: frozenset[int] = frozenset(),
    ) -> None:
        """Find the spots anew for finite points (n, 2), and label the classes not hidden."""
        self._names = names
        before = self._spots
        if labels is None or not len(points):
            self._spots = {}
        else:
            spots = densest_spots(points, labels, len(names), before)
            self._spots = {k: spot for k, spot in spots.items() if k not in hidden}
        self.update()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw the boxes of the spots that are in view."""
        if not self._spots:
            return
        theme = appearance().theme
        chosen = font(13, 700)
        metrics = QFontMetricsF(chosen)
        classes = list(self._spots)
        middle = self.to_screen(np.array([self._spots[k] for k in classes]))
        size = self.view.rect()
        seen = np.flatnonzero(((middle >= 0) & (middle <= [size.width(), size.height()])).all(1))
        classes = [classes[k] for k in seen]
        widths = np.array([max(metrics.horizontalAdvance(self._names[k]) + px(10), px(20)) for k in classes])
        middle = apart(middle[seen], widths, px(20))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(chosen)
        for k, (x, y), width in zip(classes, middle, widths, strict=True):
            box = QRectF(round(x - width / 2), round(y - px(20) / 2), width, px(20))
            painter.setPen(QPen(QColor(class_colour(theme, k)), px(2)))
            painter.setBrush(QColor(theme.panel))
            painter.drawRoundedRect(box, px(4), px(4))
            painter.setPen(QColor(theme.text1))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._names[k])


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
    moved = middle.copy()
    for _ in range(8):
        calm = True
        for i in range(len(moved)):
            for j in range(i):
                way = moved[i] - moved[j]
                overlap = np.array([(widths[i] + widths[j]) / 2 + 3, height + 3]) - abs(way)
                if (overlap > 0).all():
                    axis = int(overlap.argmin())
                    push = overlap[axis] / 2 * (1 if way[axis] >= 0 else -1)
                    moved[i, axis] += push
                    moved[j, axis] -= push
                    calm = False
        if calm:
            break
    return moved
