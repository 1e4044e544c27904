"""Runs as points, the error against what it costs; the line joins those that no other run beats in both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.callout import paint_callout
from aeexplorer.widgets.member_mark import paint_mark
from aeexplorer.widgets.plot_axes import paint_base, paint_values
from aeexplorer.widgets.trade_off_scale import TradeOffScale

REACH = 16
"""Pixels from which a point is pointed at."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of the plot.

    Attributes:
        x: what it costs, above 0 on a logarithmic axis.
        y: the error.
        lines: what is said of it, the first strong.
        filled: its mark is filled, or else hollow.
        quiet: whether it only belongs to the background of the others.
        member: its place in the comparison, from 0, whose mark it has; None, and a disc, if it is not compared.
    """

    x: float
    y: float
    lines: tuple[str, ...]
    filled: bool = True
    quiet: bool = False
    member: int | None = None


class TradeOffPlot(QWidget):
    """Points are pointed at by the mouse, or gone through with the arrow keys; a click or Enter chooses one."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dots: list[Dot] = []
        self._line: list[tuple[float, float]] = []
        self._titles = ("", "")
        self._scale = TradeOffScale()
        self._at: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        appearance().changed.connect(self._dress)

    def sizeHint(self) -> QSize:
        return QSize(px(360), px(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(120))

    def set_dots(
        self, dots: Sequence[Dot], line: Sequence[tuple[float, float]], titles: tuple[str, str], *, log: bool
    ) -> None:
        """Show other points, with a ``line`` through some of them; the second of ``titles`` (x, y) is only read out."""
        same = [dot.lines for dot in dots] == [dot.lines for dot in self._dots]
        self._dots, self._line, self._titles = list(dots), list(line), titles
        self._scale = TradeOffScale([dot.x for dot in dots], [dot.y for dot in dots], log=log)
        if not same:
            self._at = None
        self.setAccessibleName(f"{titles[1]} – {titles[0]}")
        self._describe()
        self.update()

    @property
    def dots(self) -> tuple[Dot, ...]:
        """What is shown."""
        return tuple(self._dots)

    @property
    def current(self) -> int | None:
        """The point that is pointed at."""
        return self._at

    # Where things stand

    def plot_rect(self) -> QRectF:
        """The rectangle of the points, in widget coordinates."""
        metrics = QFontMetricsF(font(12))
        texts = (text for _, text in self._scale.error_ticks(max(2, 120 // px(28))))
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=24)
        return QRectF(QPointF(px(16) + widest + px(8), px(8)), QPointF(self.width() - px(16), self.height() - px(40)))

    def place_of(self, x: float, y: float) -> QPointF:
        """Where a point stands."""
        rect = self.plot_rect()
        across, up = self._scale.across(x) * rect.width(), self._scale.up(y) * rect.height()
        return QPointF(rect.left() + across, rect.bottom() - up)

    # Pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(self._nearest(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._go(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        found = self._nearest(event.position())
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self._go(found)
            self.chosen.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        order = sorted(range(len(self._dots)), key=lambda k: (self._dots[k].x, self._dots[k].y))
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.chosen.emit(self._at)
        elif by is not None and order:
            at = order.index(self._at) + by if self._at is not None else 0
            self._go(order[min(max(at, 0), len(order) - 1)])
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._go(None)

    def _nearest(self, point: QPointF) -> int | None:
        places = [self.place_of(dot.x, dot.y) for dot in self._dots]
        distances = [math.hypot(place.x() - point.x(), place.y() - point.y()) for place in places]
        best = int(np.argmin(distances)) if distances else None
        return best if best is not None and distances[best] <= px(REACH) else None

    def _go(self, dot: int | None) -> None:
        if dot != self._at:
            self._at = dot
            self.setCursor(Qt.CursorShape.ArrowCursor if dot is None else Qt.CursorShape.PointingHandCursor)
            self._describe()
            self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription("" if self._at is None else ", ".join(self._dots[self._at].lines))

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._dots:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.plot_rect()
        self._paint_axes(painter, rect)
        theme, scale = appearance().theme, appearance().scale
        if len(self._line) > 1:
            painter.setPen(QPen(QColor(theme.control), 1.5 * scale))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF([self.place_of(x, y) for x, y in self._line]))
        for dot in sorted(self._dots, key=lambda d: d.member is not None):
            self._paint_dot(painter, dot)
        if self._at is not None:
            dot = self._dots[self._at]
            paint_callout(painter, self.place_of(dot.x, dot.y), dot.lines, QSizeF(self.size()))
        painter.end()

    def _paint_dot(self, painter: QPainter, dot: Dot) -> None:
        theme, place = appearance().theme, self.place_of(dot.x, dot.y)
        if self._at is not None and dot is self._dots[self._at]:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), px(2)))
            painter.drawEllipse(place, px(9), px(9))
        if dot.member is not None:
            paint_mark(painter, place, dot.member, px(11), filled=dot.filled)
            return
        colour = QColor(theme.control if dot.quiet else theme.text2)
        painter.setPen(QPen(colour, 1.5 * appearance().scale))
        painter.setBrush(colour if dot.filled else QColor(theme.panel))
        painter.drawEllipse(place, px(4), px(4))

    def _paint_axes(self, painter: QPainter, rect: QRectF) -> None:
        errors = self._scale.error_ticks(max(2, int(rect.height() // px(28))))
        heights = [(rect.bottom() - self._scale.up(error) * rect.height(), text) for error, text in errors]
        paint_values(painter, rect, heights)
        costs = self._scale.cost_ticks(max(2, int(rect.width() // px(56))), px(32) / rect.width())
        places = [(rect.left() + self._scale.across(cost) * rect.width(), text) for cost, text in costs]
        paint_base(painter, rect, places, width=self.width(), title=self._titles[0])

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
