"""The ROC curve: what every threshold finds, against what it wrongly calls strange."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.figures import figure

if TYPE_CHECKING:
    from training.roc import Floats, Roc

AXIS = 18
REACH = 4.5


class RocPlot(QWidget):
    """Dragging moves the threshold along the curve."""

    threshold_moved = Signal(float)
    best_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curve: Roc | None = None
        self._at: tuple[float, float] | None = None
        self._area: tuple[float, float, float] | None = None
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("ROC curve"))
        self.setToolTip(
            self.tr(
                "For every threshold: how many strange images it finds, against how many ordinary ones it wrongly "
                "calls strange. A good score rises steeply to the upper left; the dashed line is chance. The area is "
                "the chance that a strange image has the larger error of two; below it, its 95 % interval by bootstrap."
            )
        )
        appearance().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(px(168), px(168))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(110), px(80))

    def set_curve(self, curve: Roc | None, area: tuple[float, float, float] | None) -> None:
        """Show a curve, and the area under it with the lower and upper end of its interval (NaN: not yet known)."""
        self._curve, self._area = curve, area
        self._describe()
        self.update()

    def set_rates(self, false_positive: float, true_positive: float) -> None:
        """Put the dot where the threshold stands."""
        self._at = false_positive, true_positive
        self._describe()
        self.update()

    @property
    def words(self) -> tuple[str, str]:
        """The area, and its interval."""
        if self._area is None:
            return "", ""
        area, low, high = self._area
        return self.tr("Area {area}").format(area=figure(area, 3)), self._between(low, high, 3)

    def _between(self, low: float, high: float, decimals: int) -> str:
        if not np.isfinite(low):
            return ""
        return self.tr("{low} to {high}").format(low=figure(low, decimals), high=figure(high, decimals))

    def _describe(self) -> None:
        self.setAccessibleDescription(". ".join(filter(None, self.words)))

    # Where things stand

    def plot_rect(self) -> QRectF:
        """The square from (0, 0) to (1, 1)."""
        left, bottom = px(AXIS), px(AXIS)
        side = min(self.width() - left - px(8), self.height() - bottom - px(8))
        return QRectF(left, px(8), max(side, 1), max(side, 1))

    def place_of(self, false_positive: float, true_positive: float) -> QPointF:
        """Where a point of the curve is drawn."""
        rect = self.plot_rect()
        return QPointF(rect.left() + false_positive * rect.width(), rect.bottom() - true_positive * rect.height())

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._curve is not None:
            self._dragging = True
            self._move_to(event.position())
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._move_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.best_wanted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.best_wanted.emit()
            return
        if self._curve is None or self._at is None:
            super().keyPressEvent(event)
            return
        here, last = self._nearest(*self._at), len(self._curve.threshold) - 1
        goals: dict[Qt.Key, Callable[[], int]] = {
            Qt.Key.Key_Left: lambda: here - 1,
            Qt.Key.Key_Down: lambda: here - 1,
            Qt.Key.Key_Right: lambda: here + 1,
            Qt.Key.Key_Up: lambda: here + 1,
            Qt.Key.Key_Home: lambda: 0,
            Qt.Key.Key_End: lambda: last,
        }
        goal = goals.get(Qt.Key(event.key()))
        if goal is None:
            super().keyPressEvent(event)
        else:
            self._go(min(max(goal(), 0), last))

    def _move_to(self, point: QPointF) -> None:
        rect = self.plot_rect()
        x, y = (point.x() - rect.left()) / rect.width(), (rect.bottom() - point.y()) / rect.height()
        self._go(self._nearest(x, y))

    def _nearest(self, false_positive: float, true_positive: float) -> int:
        """The point of the curve that is nearest."""
        assert self._curve is not None
        x, y = self._curve.false_positive - false_positive, self._curve.true_positive - true_positive
        return int(np.argmin(x * x + y * y))

    def _go(self, point: int) -> None:
        assert self._curve is not None
        curve = self._curve
        self.set_rates(float(curve.false_positive[point]), float(curve.true_positive[point]))
        # The first point is for calling none strange: just above the largest score.
        threshold = curve.threshold[point] if point else np.nextafter(curve.threshold[1], np.inf)
        self.threshold_moved.emit(float(threshold))

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        rect = self.plot_rect()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.grid), 1))
        for share in (0.25, 0.5, 0.75):
            painter.drawLine(self.place_of(share, 0), self.place_of(share, 1))
            painter.drawLine(self.place_of(0, share), self.place_of(1, share))
        painter.setPen(QPen(QColor(theme.control), 1))
        painter.drawRect(rect)
        dashed = QPen(QColor(theme.control), 1)
        dashed.setDashPattern([3, 3])
        painter.setPen(dashed)
        painter.drawLine(self.place_of(0, 0), self.place_of(1, 1))
        self._paint_names(painter, rect)
        if self._curve is not None:
            self._paint_curve(painter)
            self._paint_area(painter, rect)
        painter.end()

    def _paint_names(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QColor(appearance().theme.text2))
        painter.setFont(font(12))
        below = QRectF(rect.left(), rect.bottom() + px(2), rect.width(), px(16))
        words = self.tr("wrongly called, 0 to 1")
        if painter.fontMetrics().horizontalAdvance(words) > below.width():
            words = self.tr("wrongly called")
        # Of a small square the words are the wider: cut off at its sides they could not be read.
        wide = max(below.width(), float(painter.fontMetrics().horizontalAdvance(words)))
        below = QRectF(min(below.center().x() - wide / 2, self.width() - wide), below.top(), wide, below.height())
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, words)
        painter.save()
        painter.translate(px(14), rect.bottom())
        painter.rotate(-90)
        beside = QRectF(0, -px(13), rect.height(), px(16))
        painter.drawText(beside, Qt.AlignmentFlag.AlignHCenter, self.tr("found"))
        painter.restore()

    def _paint_curve(self, painter: QPainter) -> None:
        assert self._curve is not None
        theme = appearance().theme
        painter.setPen(QPen(QColor(theme.accent), px(2)))
        x, y = _corners(self._curve.false_positive, self._curve.true_positive)
        painter.drawPolyline(QPolygonF([self.place_of(*at) for at in zip(x.tolist(), y.tolist(), strict=True)]))
        if self._at is not None:
            painter.setPen(QPen(QColor(theme.panel), px(2)))
            painter.setBrush(QColor(theme.accent))
            painter.drawEllipse(self.place_of(*self._at), px(REACH + 1), px(REACH + 1))

    def left_of_words(self, width: float) -> float:
        """Where words ``width`` px wide begin: those wider than a small square leave the name at its left free."""
        rect = self.plot_rect()
        begin = max(rect.right() - px(6) - width, rect.left() + px(4))
        return min(begin, self.width() - px(3) - width)

    def _paint_area(self, painter: QPainter, rect: QRectF) -> None:
        """In the corner that a good curve leaves free."""
        theme = appearance().theme
        low = rect.bottom() - px(6)
        area, between = self.words
        if self._area is not None and QFontMetricsF(font(12)).horizontalAdvance(between) > rect.width() - px(18):
            between = self._between(*self._area[1:], 2)
        for words, size, weight, colour in ((between, 12, 400, theme.text2), (area, 13, 600, theme.text1)):
            if not words:
                continue
            chosen = font(size, weight)
            metrics = QFontMetricsF(chosen)
            width = metrics.horizontalAdvance(words)
            box = QRectF(self.left_of_words(width), low - metrics.height(), width, metrics.height())
            ground = QColor(theme.panel)
            ground.setAlphaF(0.85)
            painter.fillRect(box.adjusted(-px(3), 0, px(3), 0), ground)
            painter.setFont(chosen)
            painter.setPen(QColor(colour))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
            low = box.top()


def _corners(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The points of a staircase at which it turns: thick lines of thousands of points take long to paint."""
    along, up = np.diff(x), np.diff(y)
    turns = along[1:] * up[:-1] != along[:-1] * up[1:]
    kept = np.concatenate(([True], turns, [True]))
    return x[kept], y[kept]
