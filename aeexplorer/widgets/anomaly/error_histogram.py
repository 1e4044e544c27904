"""Histograms of reconstruction errors, a row for each class, and the threshold through all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.anomaly.error_row import ErrorRow, paint_row
from aeexplorer.widgets.axis_ticks import linear_ticks, tick_text, value_text
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.slider import steps_of
from aeexplorer.widgets.telling import Telling

LEAST_ROW, LARGEST_ROW = 13, 56
STEPS = 200
"""Steps of the arrow keys over the whole axis."""
BEYOND = 3.0
"""The axis ends at so many times the error that 95 % of the images stay below; the last bar holds what is beyond."""
ABOVE, AXIS = 10, 18
"""Px above and below the bars."""


class ErrorHistogram(Telling):
    """Dragging anywhere over the bars moves the threshold; a press on a class's name says so."""

    threshold_moved = Signal(float)
    best_wanted = Signal()
    class_pressed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ErrorRow] = []
        self._pooled: list[ErrorRow] = []
        self._threshold: float | None = None
        self._high = 1.0
        self._dragging = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Reconstruction errors by class, with the threshold"))
        appearance().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(px(240), px(168))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(150), px(3 * LEAST_ROW + AXIS + ABOVE))

    def set_rows(self, rows: Sequence[ErrorRow], pooled: Sequence[ErrorRow] = ()) -> None:
        """Show classes; ``pooled`` ones where there is no room for a row each."""
        self._rows, self._pooled = list(rows), list(pooled)
        errors = np.concatenate([row.errors for row in rows]) if rows else np.zeros(0)
        errors = errors[np.isfinite(errors)]
        if len(errors):
            self._high = float(min(errors.max(), BEYOND * np.quantile(errors, 0.95))) * 1.02 or 1.0
        self.update()

    @property
    def threshold(self) -> float | None:
        """Where the line stands; None for no line."""
        return self._threshold

    def set_threshold(self, threshold: float | None) -> None:
        """Move the line without a signal."""
        if threshold != self._threshold:
            self._threshold = threshold
            self.setAccessibleDescription(
                "" if threshold is None else self.tr("Threshold {value}").format(value=value_text(threshold))
            )
            self.update()

    # Where things stand

    @property
    def shown(self) -> list[ErrorRow]:
        """The rows for which there is room."""
        fits = len(self._rows) * px(LEAST_ROW) <= self._room()
        return self._rows if fits or not self._pooled else self._pooled

    def plot_rect(self) -> QRectF:
        """The rectangle that the bars are drawn in; names stand to its left, the axis below."""
        metrics = QFontMetricsF(font(12, 600))
        names = max((metrics.horizontalAdvance(row.name) for row in self.shown), default=0.0)
        least = metrics.horizontalAdvance(self.tr("error")) + px(24)
        left = max(min(names + px(22), 0.36 * self.width()), least)
        return QRectF(QPointF(left, px(ABOVE)), QPointF(self.width() - px(8), self.height() - px(AXIS)))

    def x_of(self, error: float) -> float:
        """Where an error stands; one beyond the axis at its end."""
        rect = self.plot_rect()
        return rect.left() + rect.width() * min(max(error / self._high, 0.0), 1.0)

    def name_rect(self, place: int) -> QRectF:
        """Where the name of the row at a place stands."""
        rect, height = self.plot_rect(), self._row_height()
        return QRectF(0, rect.top() + place * height, rect.left(), height)

    def _room(self) -> float:
        return self.height() - px(AXIS) - px(ABOVE)

    def _row_height(self) -> float:
        return min(self._room() / max(len(self.shown), 1), px(LARGEST_ROW))

    def _bottom(self) -> float:
        return self.plot_rect().top() + self._row_height() * max(len(self.shown), 1)

    def _row_at(self, point: QPointF) -> ErrorRow | None:
        place = int((point.y() - self.plot_rect().top()) // self._row_height())
        return self.shown[place] if 0 <= place < len(self.shown) else None

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        elif self._on_bars(event.position()):
            self._dragging = self._threshold is not None
            self._move_to(event.position().x())
        elif (row := self._row_at(event.position())) is not None and row.label is not None:
            self.class_pressed.emit(row.label)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._move_to(event.position().x())
            return
        row = self._row_at(event.position())
        if self._on_bars(event.position()):
            shape = Qt.CursorShape.SplitHCursor if self._threshold is not None else Qt.CursorShape.ArrowCursor
        else:
            pressable = row is not None and row.label is not None
            shape = Qt.CursorShape.PointingHandCursor if pressable else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._on_bars(event.position()):
            self.best_wanted.emit()
        else:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = steps_of(event, STEPS)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.best_wanted.emit()
        elif steps is None or self._threshold is None:
            super().keyPressEvent(event)
        else:
            self._move(min(self._threshold, self._high) + steps * self._high / STEPS)

    def words_at(self, at: QPoint) -> str:
        row = self._row_at(QPointF(at))
        return "" if row is None else self._told(row)

    def _told(self, row: ErrorRow) -> str:
        text = self.tr("{name}: {n} images, mean error {mean}").format(
            name=row.name,
            n=figure(len(row.errors), 0),
            mean=value_text(float(row.errors.mean())) if len(row.errors) else "–",
        )
        if row.label is None:
            return text
        if row.strange:
            return f"{text}\n{self.tr('Press the name to count it as ordinary.')}"
        return f"{text}\n{self.tr('Press the name to count it as the anomaly.')}"

    def _on_bars(self, point: QPointF) -> bool:
        return point.x() >= self.plot_rect().left() - px(3)

    def _move_to(self, x: float) -> None:
        rect = self.plot_rect()
        if self._threshold is not None:
            self._move(self._high * (x - rect.left()) / max(rect.width(), 1.0))

    def _move(self, threshold: float) -> None:
        inside = min(max(threshold, 0.0), self._high)
        if inside != self._threshold:
            self.set_threshold(inside)
            self.threshold_moved.emit(inside)

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = self.plot_rect()
        called = self.x_of(self._threshold) if self._threshold is not None else 0.0
        for place, row in enumerate(self.shown):
            name = self.name_rect(place)
            bars = QRectF(rect.left(), name.top(), rect.width(), name.height())
            paint_row(painter, row, name, bars, end=self._high, called=called)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_axis(painter, rect)
        if self._threshold is not None:
            self._paint_threshold(painter, rect)
        painter.end()

    def _paint_axis(self, painter: QPainter, rect: QRectF) -> None:
        theme = appearance().theme
        bottom = self._bottom()
        painter.setPen(QPen(QColor(theme.control), 1))
        painter.drawLine(QPointF(rect.left(), bottom), QPointF(rect.right(), bottom))
        painter.setFont(font(12))
        painter.setPen(QColor(theme.text2))
        ticks = linear_ticks(0, self._high, max(2, int(rect.width() // px(56))))
        for tick in ticks:
            text = tick_text(tick, ticks)
            width = painter.fontMetrics().horizontalAdvance(text) + 1
            left = min(self.x_of(tick) - width / 2, self.width() - width)
            painter.drawText(QRectF(left, bottom + px(2), width, px(16)), Qt.AlignmentFlag.AlignHCenter, text)
        name = QRectF(0, bottom + px(2), rect.left() - px(8), px(16))
        painter.drawText(name, Qt.AlignmentFlag.AlignLeft, self.tr("error"))

    def _paint_threshold(self, painter: QPainter, rect: QRectF) -> None:
        theme = appearance().theme
        assert self._threshold is not None
        x = self.x_of(self._threshold)
        painter.setPen(QPen(QColor(theme.accent), px(2)))
        painter.drawLine(QPointF(x, rect.top() - px(4)), QPointF(x, self._bottom()))
        painter.setPen(QPen(QColor(theme.panel), px(2)))
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(QPointF(x, rect.top() - px(4)), px(5), px(5))
