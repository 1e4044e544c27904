"""The histograms of a code's numbers, each under the bell of the Gaussian that is fitted to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.figures import NOTHING, figure
from aeexplorer.widgets.telling import Telling

if TYPE_CHECKING:
    from training.latent.histograms import CodeHistograms

LEAST, HEIGHT, GAP = 100, 84, 12
"""Of a histogram, in px."""
FAR = 0.1
"""A distance beyond which the eye sees that it is no bell; it is written strongly."""


class GaussianGrid(Telling):
    """As many in a row as have room; below each its distance from the Gaussian."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._histograms: CodeHistograms | None = None
        self._names: tuple[str, ...] = ()
        sizing = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        sizing.setHeightForWidth(True)
        self.setSizePolicy(sizing)
        self.setAccessibleName(self.tr("Histograms of the codes against the fitted Gaussian"))
        appearance().changed.connect(self._dress)

    @property
    def histograms(self) -> CodeHistograms | None:
        """What is drawn."""
        return self._histograms

    def set_histograms(self, histograms: CodeHistograms | None, names: tuple[str, ...]) -> None:
        """Draw others, one a name."""
        if len(names) != len(self._names):
            self.updateGeometry()
        self._histograms, self._names = histograms, names
        self.setAccessibleDescription("; ".join(self.words(k) for k in range(len(names))))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(336), self.heightForWidth(px(336)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(LEAST), px(HEIGHT))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = -(-len(self._names) // self._columns(width))
        return max(rows * px(HEIGHT + GAP) - px(GAP), 0)

    def _columns(self, width: int) -> int:
        return min(max((width + px(GAP)) // px(LEAST + GAP), 1), max(len(self._names), 1))

    def cell(self, number: int) -> QRectF:
        """Where the histogram of a number is drawn, with its words."""
        columns = self._columns(self.width())
        row, column = divmod(number, columns)
        wide = (self.width() - (columns - 1) * px(GAP)) / columns
        return QRectF(column * (wide + px(GAP)), row * px(HEIGHT + GAP), wide, px(HEIGHT))

    def words(self, number: int) -> str:
        """What is said of one histogram."""
        shown = self._histograms
        if shown is None or not 0 <= number < len(self._names):
            return ""
        return self.tr("{name}: mean {mean}, standard deviation {std}, distance from the Gaussian {distance}").format(
            name=self._names[number],
            mean=figure(float(shown.mean[number]), 2),
            std=figure(float(shown.std[number]), 2),
            distance=figure(float(shown.distance[number]), 3),
        )

    def words_at(self, at: QPoint) -> str:
        cells = range(len(self._names))
        return next((self.words(k) for k in cells if self.cell(k).contains(QPointF(at))), "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._histograms is None:
            return
        painter = QPainter(self)
        for k in range(len(self._names)):
            self._paint(painter, self._histograms, k, self.cell(k))
        painter.end()

    def _paint(self, painter: QPainter, shown: CodeHistograms, k: int, cell: QRectF) -> None:
        theme = appearance().theme
        room = cell.adjusted(0, 0, 0, -px(20))
        edges = shown.edges[k]
        low, high = float(edges[0]), float(edges[-1])
        x = np.linspace(low, high, max(int(room.width()), 2))
        bell = shown.bell(k, x)
        top = max(float(shown.density[k].max()), float(bell.max()), 1e-12) * 1.05
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        scale = room.width() / (high - low)
        for left, right, density in zip(
            edges[:-1].tolist(), edges[1:].tolist(), shown.density[k].tolist(), strict=True
        ):
            a, b = room.left() + (left - low) * scale, room.left() + (right - low) * scale
            tall = density / top * room.height()
            painter.fillRect(QRectF(a, room.bottom() - tall, max(b - a, 1), tall), QColor(theme.histogram))
        painter.setPen(QPen(QColor(theme.control), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        if bell.any():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.accent), px(1.5)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            heights = room.bottom() - bell / top * room.height()
            places = room.left() + (x - low) * scale
            painter.drawPolyline(
                QPolygonF([QPointF(a, b) for a, b in zip(places.tolist(), heights.tolist(), strict=True)])
            )
        words = QRectF(cell.left(), room.bottom() + px(3), cell.width(), px(17))
        painter.setPen(QColor(theme.text2))
        painter.setFont(font(12))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft, self._names[k])
        distance = float(shown.distance[k])
        far = distance > FAR
        painter.setFont(font(12, 600 if far else 400))
        painter.setPen(QColor(theme.text1 if far else theme.text2))
        text = NOTHING if np.isnan(distance) else figure(distance, 2)
        painter.drawText(words, Qt.AlignmentFlag.AlignRight, text)

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
