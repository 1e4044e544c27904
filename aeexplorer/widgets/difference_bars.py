"""A histogram of differences between two models, bars in the colour of the one that does better there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, member_colour, px
from aeexplorer.widgets.axis_ticks import labelled_ticks
from aeexplorer.widgets.plot_axes import paint_base


class DifferenceBars(QWidget):
    """Zero stands in the middle; the bar about it, where neither does better, is grey."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: NDArray[np.int64] = np.zeros(0, np.int64)
        self._edges: NDArray[np.float64] = np.zeros(1)
        self._sides = (0, 1)
        self._title = ""
        self._mean = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        appearance().changed.connect(self._dress)

    def sizeHint(self) -> QSize:
        return QSize(px(220), px(130))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(72))

    @property
    def counts(self) -> NDArray[np.int64]:
        """(bins,) images in each bar."""
        return self._counts

    def set_bars(
        self, counts: NDArray[Any], edges: NDArray[Any], sides: tuple[int, int], title: str, mean: float
    ) -> None:
        """Show ``counts`` (bins,) between ``edges`` (bins + 1,), symmetric about 0, with a line at their ``mean``.

        ``sides``: places of the models that do better below 0 and above it.
        """
        self._counts, self._edges, self._sides = counts, edges, sides
        self._title, self._mean = title, mean
        self.setAccessibleDescription(title)
        self.update()

    def plot_rect(self) -> QRectF:
        """The rectangle of the bars, in widget coordinates."""
        return QRectF(QPointF(px(8), px(6)), QPointF(self.width() - px(8), self.height() - px(40)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        rect = self.plot_rect()
        if not len(self._counts) or rect.height() < 10:
            return
        painter = QPainter(self)
        theme = appearance().theme
        low, high = float(self._edges[0]), float(self._edges[-1])
        across = rect.left() + (self._edges - low) / (high - low) * rect.width()
        tallest = max(int(self._counts.max()), 1)
        for k, count in enumerate(self._counts.tolist()):
            left, right = round(float(across[k])), round(float(across[k + 1]))
            height = round(count / tallest * rect.height())
            painter.fillRect(QRectF(left, rect.bottom() - height, max(right - left - 1, 1), height), self._colour(k))
        painter.setPen(QPen(QColor(theme.control), 1))
        middle = rect.center().x()
        painter.drawLine(QPointF(middle, rect.top()), QPointF(middle, rect.bottom()))
        self._paint_mean(painter, rect, rect.left() + (self._mean - low) / (high - low) * rect.width())
        ticks = labelled_ticks(low, high, max(3, int(rect.width() // px(52))))
        below = [(rect.left() + (tick - low) / (high - low) * rect.width(), text) for tick, text in ticks]
        paint_base(painter, rect, below, width=self.width(), title=self._title)
        painter.end()

    def _colour(self, k: int) -> QColor:
        theme = appearance().theme
        if self._edges[k] < 0 < self._edges[k + 1]:
            return QColor(theme.control)
        return QColor(member_colour(theme, self._sides[0] if self._edges[k] < 0 else self._sides[1]))

    def _paint_mean(self, painter: QPainter, rect: QRectF, x: float) -> None:
        pen = QPen(QColor(appearance().theme.text2), px(1))
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
