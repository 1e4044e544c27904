"""Runs as points, the error against what it costs; the line joins those that no other run beats in both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
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
from aeexplorer.widgets.axis_ticks import linear_ticks, log_ticks, tick_text
from aeexplorer.widgets.member_mark import paint_mark

REACH = 16
"""Pixels from which a point is pointed at."""
MARGIN = 0.08
"""Of the span of values, beyond the outermost points."""


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
        self._log = False
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
        self._dots, self._line, self._titles, self._log = list(dots), list(line), titles, log
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
        widest = max((metrics.horizontalAdvance(text) for _, text in self._y_ticks(120)), default=24)
        return QRectF(QPointF(px(16) + widest + px(8), px(8)), QPointF(self.width() - px(16), self.height() - px(40)))

    def place_of(self, x: float, y: float) -> QPointF:
        """Where a point stands."""
        rect = self.plot_rect()
        (left, right), (low, high) = self._x_range(), self._y_range()
        across = (self._scaled(x) - left) / (right - left)
        return QPointF(rect.left() + across * rect.width(), rect.bottom() - (y - low) / (high - low) * rect.height())

    def _scaled(self, x: float) -> float:
        return math.log10(x) if self._log else x

    def _x_range(self) -> tuple[float, float]:
        xs = [self._scaled(dot.x) for dot in self._dots]
        low, high = _span(xs)
        # No cost is below nothing.
        return (low if self._log else max(low, min(0.0, *xs)) if xs else low), high

    def _y_range(self) -> tuple[float, float]:
        low, high = _span([dot.y for dot in self._dots])
        return max(low, 0.0), high

    def _x_ticks(self, width: float) -> list[tuple[float, str]]:
        low, high = self._x_range()
        most = max(2, int(width // px(56)))
        sizes = sorted({dot.x for dot in self._dots})
        if self._log and self._are_apart(sizes):
            # Sizes of codes are powers of two more often than of ten.
            return [(size, tick_text(size, [size])) for size in sizes]
        ticks = log_ticks(10**low, 10**high, most) if self._log else linear_ticks(low, high, most)
        return [(tick, tick_text(tick, [tick] if self._log else ticks)) for tick in ticks]

    def _are_apart(self, sizes: Sequence[float]) -> bool:
        """Whether labels of these have room beside each other."""
        places = [self.place_of(size, 0).x() for size in sizes]
        return all(after - before >= px(32) for before, after in pairwise(places))

    def _y_ticks(self, height: float) -> list[tuple[float, str]]:
        low, high = self._y_range()
        ticks = linear_ticks(low, high, max(2, int(height // px(28))))
        return [(tick, tick_text(tick, ticks)) for tick in ticks]

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
            self._paint_words(painter, self._dots[self._at])
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
        theme = appearance().theme
        painter.setFont(font(12))
        for tick, text in self._y_ticks(rect.height()):
            y = self.place_of(self._dots[0].x, tick).y()
            painter.setPen(QPen(QColor(theme.grid), 1))
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
            painter.setPen(QColor(theme.text2))
            room = QRectF(0, y - px(8), rect.left() - px(8), px(16))
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(QPen(QColor(theme.control), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(theme.text2))
        for tick, text in self._x_ticks(rect.width()):
            x = self.place_of(tick, 0).x()
            room = QRectF(x - px(40), rect.bottom() + px(4), px(80), px(16))
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)
        room = QRectF(rect.left(), rect.bottom() + px(20), rect.width(), px(18))
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, self._titles[0])

    def _paint_words(self, painter: QPainter, dot: Dot) -> None:
        theme, place = appearance().theme, self.place_of(dot.x, dot.y)
        fonts = [font(13, 600), *(font(12) for _ in dot.lines[1:])]
        widths = [QFontMetricsF(one).horizontalAdvance(text) for one, text in zip(fonts, dot.lines, strict=True)]
        width, height = max(widths) + px(18), px(17) * len(dot.lines) + px(12)
        left = min(max(place.x() - width / 2, px(4)), self.width() - width - px(4))
        top = place.y() - px(14) - height
        if top < px(2):
            top = min(place.y() + px(14), self.height() - height - px(2))
        box = QRectF(round(left) + 0.5, round(top) + 0.5, round(width), round(height))
        painter.setPen(QPen(QColor(theme.control), 1))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(box, px(4), px(4))
        for k, (one, text) in enumerate(zip(fonts, dot.lines, strict=True)):
            painter.setFont(one)
            painter.setPen(QColor(theme.text1 if k == 0 else theme.text2))
            painter.drawText(QPointF(box.left() + px(9), box.top() + px(18) + k * px(17)), text)

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


def _span(values: Sequence[float]) -> tuple[float, float]:
    """From a little below the smallest value to a little above the largest."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = MARGIN * (high - low) or max(abs(high) * MARGIN, 1e-6)
    return low - room, high + room
