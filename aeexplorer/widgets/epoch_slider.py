"""A slider over epochs with ticks and numbers below; only the epochs that were kept can be chosen."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from aeexplorer.theme import appearance, font
from aeexplorer.widgets.axis_ticks import linear_ticks, tick_text
from aeexplorer.widgets.slider import KNOB, paint_knob, paint_track, steps_of

TRACK = 16
"""From the slider's top to the middle of its track, in px: what stands beside it is centred there."""


class EpochSlider(QAbstractSlider):
    """Stands at a kept epoch (``value``), or, while training, between two: ``set_live``."""

    epoch_chosen = Signal(object)
    """The kept epoch (int) that the user went to, by mouse or key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: list[int] = []
        self._place = 0.0
        self._mark: float | None = None
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setRange(0, 1)
        appearance().changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        return QSize(520, round(48 * appearance().scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def set_epochs(self, kept: list[int], last: float) -> None:
        """The epochs that can be chosen, ascending, on an axis from 0 to ``last``."""
        self._kept = kept
        self.setRange(0, max(1, round(last)))
        self.update()

    def set_place(self, epoch: float) -> None:
        """Stand at ``epoch``, which may lie between two while training; announces nothing."""
        if epoch != self._place:
            self._place = epoch
            self.blockSignals(True)
            self.setValue(int(epoch))
            self.blockSignals(False)
            self.update()

    def set_mark(self, epoch: float | None) -> None:
        """Show where the cursor of the plots stands."""
        if epoch != self._mark:
            self._mark = epoch
            self.update()

    @property
    def place(self) -> float:
        """Where the knob stands, in epochs."""
        return self._place

    def x_of(self, epoch: float) -> float:
        """Horizontal place of ``epoch``."""
        left, right = self._ends()
        return left + (right - left) * epoch / self.maximum()

    def step(self, by: int) -> None:
        """Go ``by`` kept epochs on (or back, if negative)."""
        if self._kept:
            at = bisect_right(self._kept, self._place) - 1 if by >= 0 else bisect_left(self._kept, self._place)
            self._choose(self._kept[min(max(at + by, 0), len(self._kept) - 1)])

    def _choose(self, epoch: int) -> None:
        if epoch != self._place:
            self.set_place(epoch)
            self.valueChanged.emit(epoch)
            self.epoch_chosen.emit(epoch)

    def _choose_at(self, x: float) -> None:
        left, right = self._ends()
        epoch = (x - left) / max(right - left, 1.0) * self.maximum()
        if self._kept:
            self._choose(min(self._kept, key=lambda kept: (abs(kept - epoch), kept)))

    def _ends(self) -> tuple[float, float]:
        margin = KNOB / 2 * appearance().scale + 4
        return margin, self.width() - margin

    # --- input --------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._choose_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose_at(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = steps_of(event, len(self._kept))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.step(by)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus() and event.angleDelta().y():
            self.step(1 if event.angleDelta().y() > 0 else -1)
        else:
            event.ignore()

    # --- painting -----------------------------------------------------------------------------------------------

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, s = appearance().theme, appearance().scale
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right = self._ends()
        y = TRACK * s
        self._paint_ticks(painter, y + 9 * s)
        reach = KNOB / 2 * s
        if not self.isEnabled():
            paint_track(painter, theme, left - reach, right + reach, y, None)
            return
        x = self.x_of(min(self._place, self.maximum()))
        paint_track(painter, theme, left - reach, right + reach, y, x)
        if self._mark is not None:
            painter.setPen(QPen(QColor(theme.accent), 1 * s))
            at = self.x_of(self._mark)
            painter.drawLine(QPointF(at, y - 10 * s), QPointF(at, y + 14 * s))
        paint_knob(painter, theme, QPointF(x, y), focused=self.hasFocus())

    def _paint_ticks(self, painter: QPainter, y: float) -> None:
        theme, s = appearance().theme, appearance().scale
        left, right = self._ends()
        labelled = linear_ticks(0, self.maximum(), max(2, int((right - left) // (56 * s))), whole=True)
        small = linear_ticks(0, self.maximum(), max(2, int((right - left) // (12 * s))), whole=True)
        painter.setPen(QPen(QColor(theme.text3), 1))
        for tick in small:
            painter.drawLine(QPointF(self.x_of(tick), y), QPointF(self.x_of(tick), y + 4 * s))
        painter.setFont(font(12))
        painter.setPen(QColor(theme.text2))
        for tick in labelled:
            label = QRectF(self.x_of(tick) - 30 * s, y + 6 * s, 60 * s, 16 * s)
            painter.drawText(
                label, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, tick_text(tick, labelled)
            )
