"""A slider: a track of 4 px, a knob of 15, and how far each key moves it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from aeexplorer.theme import Theme, appearance, px

KNOB = 15


def paint_track(painter: QPainter, theme: Theme, left: float, right: float, y: float, filled_to: float | None) -> None:
    """A track from ``left`` to ``right`` at height ``y``; the accent fills it up to ``filled_to``."""
    thick = px(4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.track))
    painter.drawRoundedRect(QRectF(left, y - thick / 2, right - left, thick), thick / 2, thick / 2)
    if filled_to is not None and filled_to > left:
        painter.setBrush(QColor(theme.accent))
        painter.drawRoundedRect(QRectF(left, y - thick / 2, filled_to - left, thick), thick / 2, thick / 2)


def paint_knob(painter: QPainter, theme: Theme, centre: QPointF, *, focused: bool, enabled: bool = True) -> None:
    """The knob, and around it the ring if it has the focus."""
    colour, radius, edge = QColor(theme.accent if enabled else theme.control), px(KNOB) / 2, px(2)
    if focused:
        painter.setPen(QPen(colour, 2))
        painter.setBrush(QColor(theme.panel))
        painter.drawEllipse(centre, radius + 3, radius + 3)
    painter.setPen(QPen(colour, edge))
    painter.setBrush(QColor(theme.panel))
    painter.drawEllipse(centre, radius - edge / 2, radius - edge / 2)


def steps_of(event: QKeyEvent, whole: int) -> int | None:
    """How many steps a key moves the knob, ``whole`` of which lead to either end; None for other keys."""
    return {
        Qt.Key.Key_Left: -1,
        Qt.Key.Key_Down: -1,
        Qt.Key.Key_Right: 1,
        Qt.Key.Key_Up: 1,
        Qt.Key.Key_PageDown: -10,
        Qt.Key.Key_PageUp: 10,
        Qt.Key.Key_Home: -whole,
        Qt.Key.Key_End: whole,
    }.get(Qt.Key(event.key()))


class Slider(QSlider):
    """Whole numbers on a horizontal track: a click jumps there, arrow keys step, the wheel needs the focus."""

    def __init__(
        self,
        minimum: int = 0,
        maximum: int = 100,
        value: int = 0,
        *,
        filled: bool = True,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._filled = filled
        self.setRange(minimum, maximum)
        self.setValue(value)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        appearance().changed.connect(self._dress)

    def sizeHint(self) -> QSize:
        return QSize(px(120), px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(48), self.sizeHint().height())

    def knob_centre(self) -> QPointF:
        """Where the knob stands, in this widget's pixels."""
        return QPointF(self._x(self.sliderPosition()), px(28) / 2)

    def _ends(self) -> tuple[float, float]:
        # Room for the knob and its ring.
        reach = px(KNOB) / 2 + 4
        return reach, max(self.width() - reach, reach + 1)

    def _x(self, value: int) -> float:
        left, right = self._ends()
        span = max(self.maximum() - self.minimum(), 1)
        return left + (right - left) * (value - self.minimum()) / span

    def _value_at(self, x: float) -> int:
        left, right = self._ends()
        share = min(max((x - left) / (right - left), 0.0), 1.0)
        return self.minimum() + round(share * (self.maximum() - self.minimum()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self.setSliderPosition(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderPosition(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = self.knob_centre()
        filled_to = centre.x() if self._filled and self.isEnabled() else None
        paint_track(painter, theme, 0, self.width(), centre.y(), filled_to)
        paint_knob(painter, theme, centre, focused=self.hasFocus(), enabled=self.isEnabled())
        painter.end()

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
