"""Curves over a number of directions, on logarithmic axes, and models as marks beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.axis_ticks import labelled_ticks
from aeexplorer.widgets.member_mark import paint_mark
from aeexplorer.widgets.plot_axes import paint_base, paint_values
from aeexplorer.widgets.telling import Telling

Floats = NDArray[np.float64]

DEEPEST = 1e-2
"""What is smaller than this part of the largest value lies below the axis."""
REACH = 10
"""Pixels from which a model is pointed at."""


@dataclass(frozen=True, slots=True, eq=False)
class CountCurve:
    """Values ``y`` (n,) at 1 … n directions, and what the curve is called; ``strong`` ones are in the accent."""

    name: str
    y: Floats
    strong: bool = False


@dataclass(frozen=True, slots=True)
class CountDot:
    """A model with a code of ``x`` numbers and the value ``y``; ``place`` in the comparison, if it is compared."""

    x: int
    y: float
    words: str
    place: int | None = None


class CountPlot(Telling):
    """A title, the curves with their names in it, and marks that say on hover which model they are."""

    def __init__(self, title: str, across: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._across = title, across
        self._curves: tuple[CountCurve, ...] = ()
        self._dots: tuple[CountDot, ...] = ()
        self._line: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)
        appearance().changed.connect(self._dress)

    @property
    def curves(self) -> tuple[CountCurve, ...]:
        """What is drawn."""
        return self._curves

    @property
    def dots(self) -> tuple[CountDot, ...]:
        """The models."""
        return self._dots

    def set_curves(self, curves: Sequence[CountCurve], dots: Sequence[CountDot] = (), line: int | None = None) -> None:
        """Draw other curves and models, and a vertical line at ``line`` numbers."""
        self._curves = tuple(curve for curve in curves if len(curve.y))
        self._dots = tuple(dot for dot in dots if dot.y > 0)
        self._line = line
        self.setAccessibleDescription("; ".join(dot.words for dot in self._dots))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(336), px(180))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(180))

    def place_of(self, x: float, y: float) -> QPointF:
        """Where a point stands, in this widget's pixels."""
        rect, (low, high), most = self.plot_rect(), self._range(), self._most()
        across = math.log(max(x, 1)) / math.log(most)
        up = math.log(max(y, low) / low) / math.log(high / low)
        return QPointF(rect.left() + across * rect.width(), rect.bottom() - up * rect.height())

    def plot_rect(self) -> QRectF:
        """The rectangle of the curves."""
        return QRectF(QPointF(px(52), px(28)), QPointF(self.width() - px(8), self.height() - px(40)))

    def _most(self) -> int:
        return max([2, *(len(curve.y) for curve in self._curves), *(dot.x for dot in self._dots)])

    def _range(self) -> tuple[float, float]:
        values = np.concatenate([[dot.y for dot in self._dots], *(curve.y for curve in self._curves)])
        values = values[np.isfinite(values) & (values > 0)]
        if not len(values):
            return 0.1, 1.0
        high = float(values.max()) * 1.15
        return min(max(float(values.min()) / 1.15, high * DEEPEST), high / 2), high

    def words_at(self, at: QPoint) -> str:
        """Which models are at a pixel, one a line."""
        found = [
            dot for dot in self._dots if (self.place_of(dot.x, dot.y) - QPointF(at)).manhattanLength() <= px(REACH)
        ]
        return "\n".join(dot.words for dot in found)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_title(painter)
        if self._curves:
            self._paint_axes(painter, self.plot_rect())
            self._paint_curves(painter)
        painter.end()

    def _colour(self, curve: CountCurve) -> QColor:
        theme = appearance().theme
        return QColor(theme.accent if curve.strong else theme.text2)

    def _paint_title(self, painter: QPainter) -> None:
        """The title at the left; the curves' names, each in its colour, at the right."""
        painter.setFont(font(12))
        metrics = QFontMetricsF(font(12, 600))
        painter.setPen(QColor(appearance().theme.text2))
        painter.drawText(QPointF(0, px(14)), self._title)
        right = float(self.width() - px(8))
        painter.setFont(font(12, 600))
        for curve in reversed(self._curves):
            right -= metrics.horizontalAdvance(curve.name)
            painter.setPen(self._colour(curve))
            painter.drawText(QPointF(right, px(14)), curve.name)
            right -= px(12)

    def _paint_axes(self, painter: QPainter, rect: QRectF) -> None:
        low, high = self._range()
        values = labelled_ticks(low, high, max(2, int(rect.height() // px(24))), log=True)
        paint_values(painter, rect, [(self.place_of(1, tick).y(), text) for tick, text in values])
        numbers = labelled_ticks(1, self._most(), max(2, int(rect.width() // px(40))), log=True)
        below = [(self.place_of(tick, high).x(), text) for tick, text in numbers if tick == round(tick)]
        paint_base(painter, rect, below, width=self.width(), title=self._across)

    def _paint_curves(self, painter: QPainter) -> None:
        theme, rect, low = appearance().theme, self.plot_rect(), self._range()[0]
        if self._line is not None:
            x = round(self.place_of(self._line, 1).x()) + 0.5
            painter.setPen(QPen(QColor(theme.accent), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        painter.save()
        painter.setClipRect(rect.adjusted(-2, -2, 2, 1))
        for curve in self._curves:
            points = [self.place_of(k + 1, value) for k, value in enumerate(curve.y.tolist()) if value >= low]
            painter.setPen(QPen(self._colour(curve), px(2 if curve.strong else 1.5)))
            painter.drawPolyline(QPolygonF(points))
            if len(points) <= 16:
                painter.setBrush(self._colour(curve))
                for point in points:
                    painter.drawEllipse(point, px(1.5), px(1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.restore()
        for dot in self._dots:
            place = self.place_of(dot.x, dot.y)
            if dot.place is not None:
                paint_mark(painter, place, dot.place, px(10))
                continue
            painter.setPen(QPen(QColor(theme.text2), px(1.5)))
            painter.setBrush(QColor(theme.panel))
            painter.drawEllipse(place, px(4), px(4))
            painter.setBrush(Qt.BrushStyle.NoBrush)

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
