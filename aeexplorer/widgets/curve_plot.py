"""One small plot over epochs: training in grey, held out in the accent, read off under a shared cursor."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.session.measures import Measure
from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.axis_ticks import labelled_ticks, value_text
from aeexplorer.widgets.curve_range import CurveRange
from aeexplorer.widgets.curve_scale import CurveScale
from aeexplorer.widgets.curve_thinning import Floats
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.plot_axes import paint_base, paint_values

ARROWS = {"up": "↑", "down": "↓", "": ""}
EMPTY = np.empty(0)
LABEL_GAP = 8
"""Between the edge and the curves, beside a label of the value axis."""


class CurvePlot(QWidget):
    """Title, headline value with unit and direction, and the curves. Repaints only when something changed."""

    pointed = Signal(object)
    """The epoch (float) under the mouse, or None when it leaves."""
    chosen = Signal(object)
    """The epoch (int) that was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.measure: Measure | None = None
        self._epochs = 1.0
        self._training = (EMPTY, EMPTY)
        self._held_out = (EMPTY, EMPTY)
        self._cursor: float | None = None
        self._pointing = False
        self._log = False
        self._range = CurveRange()
        self._labelled: tuple[object, list[tuple[float, str, float]]] = None, []
        self.setMouseTracking(True)
        # Many plots side by side must not keep their dock from getting narrow: it then shows fewer.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        appearance().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(188, 152)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 112)

    def set_measure(self, measure: Measure) -> None:
        """Say what is plotted; a different metric starts with a new range."""
        if measure == self.measure:
            return
        if self.measure is None or measure.metric != self.measure.metric:
            self._range.forget()
        self.measure = measure
        self.setToolTip(measure.meaning)
        self._describe()
        self.update()

    def set_curves(self, training: tuple[Floats, Floats], held_out: tuple[Floats, Floats], epochs: float) -> None:
        """Epochs (sorted) and values of either curve, on an axis from 0 to ``epochs``."""
        self._training, self._held_out = training, held_out
        self._epochs = max(epochs, 1.0)
        self._range.follow(training, held_out, log=self.log)
        self._describe()
        self.update()

    def set_cursor(self, epoch: float | None, *, pointing: bool = False) -> None:
        """Stand the shared line at ``epoch``; while ``pointing``, the headline also tells the training value."""
        if (epoch, pointing) != (self._cursor, self._pointing):
            self._cursor, self._pointing = epoch, pointing
            self._describe()
            self.update()

    def set_log(self, log: bool) -> None:
        """Logarithmic value axis, where the measure allows it."""
        if log != self._log:
            self._log = log
            self._range.forget()
            self._range.follow(self._training, self._held_out, log=self.log)
            self.update()

    @property
    def log(self) -> bool:
        """Whether the value axis is logarithmic: asked for, and the measure is a ratio."""
        return self._log and self.measure is not None and self.measure.ratio

    @property
    def value_range(self) -> tuple[float, float]:
        """Lowest and highest value on the axis."""
        return self._range.low, self._range.high

    def value_at(self, epoch: float | None) -> float | None:
        """Held-out value of the last epoch up to ``epoch``; the newest one for None."""
        return _last(self._held_out, epoch)

    def training_at(self, epoch: float | None) -> float | None:
        """Training value last reported up to ``epoch``; the newest one for None."""
        return _last(self._training, epoch)

    def headline(self, *, brief: bool = False) -> tuple[str, str]:
        """What stands above the curves: the value, and the words behind it; ``brief`` lets an arrow stand alone."""
        measure = self.measure
        if measure is None:
            return "", ""
        value = self.value_at(self._cursor)
        words = [measure.unit] if measure.unit else []
        training = self.training_at(self._cursor) if self._pointing else None
        if training is not None:
            words.append(self.tr("training {value}").format(value=self._text(training)))
            return self._text(value), "   ".join(words)
        if measure.better:
            arrow = ARROWS[measure.better]
            words.append(arrow if brief else self.tr("{arrow} better").format(arrow=arrow))
        return self._text(value), " ".join(words)

    def _text(self, value: float | None) -> str:
        if value is None:
            return "–"
        decimals = self.measure.decimals if self.measure else None
        return value_text(value) if decimals is None or not np.isfinite(value) else figure(value, decimals)

    def _describe(self) -> None:
        """Tell screen readers what the eye reads in the headline."""
        if self.measure is not None:
            self.setAccessibleName(self.tr("{name}, held out").format(name=self.measure.name))
            self.setAccessibleDescription(" ".join(self.headline()))

    # --- where things stand -------------------------------------------------------------------------------------

    def plot_rect(self) -> QRectF:
        """The rectangle that the curves are drawn in, in widget coordinates; right of the widest label."""
        s = appearance().scale
        top, bottom = 46 * s, self.height() - 22 * s
        labels = (width for _, _, width in self._labels(bottom - top))
        left = max(max(labels, default=0.0) + LABEL_GAP * s, 36 * s)
        return QRectF(QPointF(left, top), QPointF(self.width() - 8 * s, bottom))

    def _labels(self, height: float) -> list[tuple[float, str, float]]:
        """Ticks of the value axis in a plot of that height: number, text, its width; found once for many paintings."""
        key = (*self.value_range, self.log, height, appearance().scale)
        if key != self._labelled[0]:
            low, high = self.value_range
            most = max(2, int(height // (26 * appearance().scale)))
            metrics = QFontMetricsF(font(12, 400))
            ticks = labelled_ticks(low, high, most, log=self.log)
            self._labelled = key, [(tick, text, metrics.horizontalAdvance(text)) for tick, text in ticks]
        return self._labelled[1]

    def x_of(self, epoch: float) -> float:
        """Horizontal place of ``epoch``."""
        return self._scale().x_of(epoch)

    def epoch_at(self, x: float) -> float:
        """The epoch at the horizontal place ``x``, held within the axis."""
        return self._scale().at(x)

    def _scale(self) -> CurveScale:
        return CurveScale(self.plot_rect(), 0.0, self._epochs, self._range)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self.epoch_at(event.position().x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(round(self.epoch_at(event.position().x())))

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)
        super().leaveEvent(event)

    # --- painting -----------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.measure is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_words(painter)
        scale = self._scale()
        rect = scale.rect
        if rect.height() < 20 or rect.width() < 20:
            return
        self._paint_axes(painter, scale)
        theme, s = appearance().theme, appearance().scale
        painter.save()
        painter.setClipRect(rect.adjusted(-2 * s, -2 * s, 6 * s, 2 * s))
        self._paint_curve(painter, scale, self._training, QPen(QColor(theme.control), 1.5 * s))
        self._paint_curve(painter, scale, self._held_out, QPen(QColor(theme.accent), 2 * s))
        painter.restore()
        if self._cursor is not None:
            pen = QPen(QColor(theme.accent), 1 * s)
            pen.setDashPattern([3, 3])
            painter.setPen(pen)
            x = scale.x_of(self._cursor)
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
            self._paint_dot(painter, scale)

    def _paint_words(self, painter: QPainter) -> None:
        assert self.measure is not None
        theme, s = appearance().theme, appearance().scale
        bold, big, small = font(13, 600), font(15, 600), font(12, 400)
        painter.setPen(QColor(theme.text1))
        painter.setFont(bold)
        painter.drawText(QPointF(2 * s, 13 * s), self.measure.name)
        value, words = self.headline()
        painter.setFont(big)
        painter.drawText(QPointF(2 * s, 31 * s), value)
        left = 2 * s + QFontMetricsF(big).horizontalAdvance(value) + 5 * s
        painter.setPen(QColor(theme.text2))
        painter.setFont(small)
        metrics, room = QFontMetricsF(small), self.width() - left
        if metrics.horizontalAdvance(words) > room:
            words = metrics.elidedText(self.headline(brief=True)[1], Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(left, 31 * s), words)

    def _paint_axes(self, painter: QPainter, scale: CurveScale) -> None:
        rect = scale.rect
        paint_values(painter, rect, [(scale.y_of(tick), text) for tick, text, _ in self._labels(rect.height())])
        epochs = labelled_ticks(0, self._epochs, max(3, int(rect.width() // px(48))), whole=True)
        paint_base(painter, rect, [(scale.x_of(epoch), text) for epoch, text in epochs], width=self.width())

    def _paint_curve(self, painter: QPainter, scale: CurveScale, curve: tuple[Floats, Floats], pen: QPen) -> None:
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(scale.line(*curve))

    def _paint_dot(self, painter: QPainter, scale: CurveScale) -> None:
        """A dot on the held-out curve where the headline is read."""
        epochs, values = self._held_out
        at = int(np.searchsorted(epochs, self._cursor, side="right")) - 1 if self._cursor is not None else -1
        if at < 0 or not np.isfinite(values[at]):
            return
        y = scale.y_of(float(values[at]))
        if scale.rect.top() - 2 <= y <= scale.rect.bottom() + 2:
            theme, s = appearance().theme, appearance().scale
            painter.setPen(QPen(QColor(theme.panel), 1.5 * s))
            painter.setBrush(QColor(theme.accent))
            painter.drawEllipse(QPointF(scale.x_of(float(epochs[at])), y), 4.5 * s, 4.5 * s)


def _last(curve: tuple[Floats, Floats], epoch: float | None) -> float | None:
    epochs, values = curve
    at = len(epochs) if epoch is None else int(np.searchsorted(epochs, epoch + 1e-9, side="right"))
    return float(values[at - 1]) if at else None
