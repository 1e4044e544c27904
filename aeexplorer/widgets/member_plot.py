"""Lines of compared models over one axis: each in its colour and dash with its name at the end, read off at a place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.axis_ticks import labelled_ticks
from aeexplorer.widgets.curve_range import CurveRange
from aeexplorer.widgets.curve_scale import CurveScale
from aeexplorer.widgets.curve_thinning import Floats
from aeexplorer.widgets.member_line import MemberLine, paint_names
from aeexplorer.widgets.member_mark import member_pen, paint_mark
from aeexplorer.widgets.plot_axes import paint_base, paint_values

EMPTY: Floats = np.empty(0)
MARK = 9
STEPS = 40
"""So many presses of an arrow key go from one end of the axis to the other."""


class MemberPlot(QWidget):
    """A click or a drag chooses a place on the axis, as the arrow keys do; hovering points at one."""

    pointed = Signal(object)
    """The place (float) on the axis under the mouse; None when it leaves."""
    chosen = Signal(float)

    def __init__(self, name: str, *, whole: bool = False, parent: QWidget | None = None) -> None:
        """``whole``: ticks at whole numbers only, as of epochs."""
        super().__init__(parent)
        self._name, self._whole = name, whole
        self._title = ""
        self._lines: tuple[MemberLine, ...] = ()
        self._from, self._to = 0.0, 1.0
        self._cursor: float | None = None
        self._key: object = None
        self._range = CurveRange()
        self._log = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        appearance().changed.connect(self._dress)

    def sizeHint(self) -> QSize:
        return QSize(px(360), px(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(200), px(112))

    @property
    def lines(self) -> tuple[MemberLine, ...]:
        """What is drawn."""
        return self._lines

    @property
    def title(self) -> str:
        """What stands below the axis."""
        return self._title

    @property
    def cursor_at(self) -> float | None:
        """Where the upright line stands."""
        return self._cursor

    def set_lines(
        self,
        lines: Sequence[MemberLine],
        span: tuple[float, float],
        title: str,
        *,
        key: object = None,
        untrained: bool = False,
        log: bool = False,
    ) -> None:
        """Draw other lines over an axis from ``span[0]`` to ``span[1]`` with ``title`` below it.

        The value axis is kept while the lines fit it and ``key``, which says what is measured, is the same.
        ``untrained``: from 1 on the axis, the fall from what stands at 0 is cut off. ``log``: logarithmic values.
        """
        self._lines, self._title, self._log = tuple(lines), title, log
        self._from, self._to = span[0], max(span[1], span[0] + 1e-9)
        if key != self._key:
            self._key = key
            self._range.forget()
        x = np.concatenate([EMPTY, *(line.x for line in lines)])
        y = np.concatenate([EMPTY, *(line.y for line in lines)])
        first, second = ((EMPTY, EMPTY), (x, y)) if untrained else ((x, y), (EMPTY, EMPTY))
        self._range.follow(first, second, log=log)
        self._describe()
        self.update()

    def set_cursor(self, x: float | None) -> None:
        """Stand the upright line at ``x``."""
        if x != self._cursor:
            self._cursor = x
            self._describe()
            self.update()

    def _describe(self) -> None:
        at = self._to if self._cursor is None else self._cursor
        values = [(line.name, line.at(at)) for line in self._lines]
        self.setAccessibleDescription(", ".join(f"{name} {value:.4g}" for name, value in values if value is not None))

    # Where things stand

    def plot_rect(self) -> QRectF:
        """The rectangle of the lines, in widget coordinates."""
        labels = QFontMetricsF(font(12))
        bottom = self.height() - px(40)
        ticks = max((labels.horizontalAdvance(text) for _, text in self._y_ticks(bottom - px(8))), default=px(20))
        names = QFontMetricsF(font(12, 600))
        right = max((names.horizontalAdvance(line.name) for line in self._lines), default=0.0)
        return QRectF(
            QPointF(px(16) + ticks + px(8), px(8)),
            QPointF(self.width() - px(14) - min(right, px(120)), max(bottom, px(9))),
        )

    def place_of(self, x: float, y: float) -> QPointF:
        """Where a point of a line stands."""
        scale = self._scale()
        return QPointF(scale.x_of(x), scale.y_of(y))

    def value_at(self, across: float) -> float:
        """The place on the axis at ``across`` px from the left, held within the axis."""
        return self._scale().at(across)

    def _scale(self) -> CurveScale:
        return CurveScale(self.plot_rect(), self._from, self._to, self._range)

    def _y_ticks(self, height: float) -> list[tuple[float, str]]:
        most = max(2, int(height // px(26)))
        return labelled_ticks(self._range.low, self._range.high, most, log=self._log)

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._lines:
            self.chosen.emit(self.value_at(event.position().x()))
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._lines:
            return
        at = self.value_at(event.position().x())
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.chosen.emit(at)
        self.pointed.emit(at)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def event(self, event: QEvent) -> bool:
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in arrows:
            # The window's arrow keys go through epochs.
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if by is None or not self._lines:
            super().keyPressEvent(event)
            return
        step = 1.0 if self._whole else (self._to - self._from) / STEPS
        at = self._to if self._cursor is None else self._cursor
        self.chosen.emit(min(max(at + by * step, self._from), self._to))

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        scale = self._scale()
        rect = scale.rect
        if not self._lines or rect.height() < 20 or rect.width() < 20:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_values(painter, rect, [(scale.y_of(tick), text) for tick, text in self._y_ticks(rect.height())])
        ticks = labelled_ticks(self._from, self._to, max(3, int(rect.width() // px(56))), whole=self._whole)
        below = [(scale.x_of(tick), text) for tick, text in ticks]
        paint_base(painter, rect, below, width=self.width(), title=self._title)
        if self._cursor is not None:
            pen = QPen(QColor(appearance().theme.accent), appearance().scale)
            pen.setDashPattern([3, 3])
            painter.setPen(pen)
            x = scale.x_of(self._cursor)
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        painter.save()
        painter.setClipRect(rect.adjusted(-px(2), -px(2), px(2), px(2)))
        for line in self._lines:
            self._paint_line(painter, scale, line)
        painter.restore()
        for line in self._lines:
            self._paint_mark(painter, scale, line)
        self._paint_names(painter, scale)
        painter.end()

    def _paint_line(self, painter: QPainter, scale: CurveScale, line: MemberLine) -> None:
        points = scale.line(line.x, line.y)
        pen = member_pen(line.place, 2 * appearance().scale)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(points)
        if points.size() == 1:
            paint_mark(painter, points.at(0), line.place, px(MARK) * 0.6)

    def _paint_mark(self, painter: QPainter, scale: CurveScale, line: MemberLine) -> None:
        """The model's mark where the upright line crosses its own."""
        value = None if self._cursor is None else line.at(self._cursor)
        if self._cursor is None or value is None:
            return
        at = QPointF(scale.x_of(self._cursor), scale.y_of(value))
        if scale.rect.top() - 2 <= at.y() <= scale.rect.bottom() + 2:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(appearance().theme.panel))
            painter.drawEllipse(at, px(MARK) * 0.8, px(MARK) * 0.8)
            paint_mark(painter, at, line.place, px(MARK))

    def _paint_names(self, painter: QPainter, scale: CurveScale) -> None:
        """Names right of the ends, pushed apart where those are close."""
        rect, ends = scale.rect, []
        for line in self._lines:
            finite = np.flatnonzero(np.isfinite(line.y))
            if len(finite):
                end = min(max(scale.y_of(float(line.y[finite[-1]])), rect.top()), rect.bottom())
                ends.append((end, line))
        paint_names(painter, rect, self.width(), ends)

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
