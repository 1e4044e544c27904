"""The chip of one class in the legend."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from aeexplorer.theme import appearance, font, px

SWATCH = 12
PADDING = 10
"""At both ends."""


class ClassChip(QAbstractButton):
    """A swatch and a name; dashed and hollow while the class is off. What a press does, its owner decides."""

    pressed_with = Signal(int, bool)
    """The class, and whether it is wanted alone."""
    step = Signal(int, int)
    """The class, and by how many chips the keyboard goes on."""

    def __init__(self, k: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._k = k
        self.colour = ""
        self.padding = PADDING
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def describe(self) -> None:
        """Put name and state into words."""
        state = self.tr("shown") if self.isChecked() else self.tr("hidden")
        self.setAccessibleName(self.tr("Class {name}, {state}").format(name=self.text(), state=state))
        self.setToolTip(self.tr("Class {name}. Shift-click: this class alone.").format(name=self.text()))
        self.update()

    def width_at(self, padding: int) -> int:
        """Pixels that it takes with this padding."""
        return px(padding + SWATCH + 8 + padding) + QFontMetrics(font(13, 600)).horizontalAdvance(self.text())

    def sizeHint(self) -> QSize:
        return QSize(self.width_at(PADDING), px(28))

    def nextCheckState(self) -> None:
        """The owner decides what is shown."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.isDown() and self.hitButton(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if inside and event.button() == Qt.MouseButton.LeftButton:
            self.pressed_with.emit(self._k, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        forward = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down):
            ahead = event.key() == Qt.Key.Key_Down or (event.key() == Qt.Key.Key_Right) == forward
            self.step.emit(self._k, 1 if ahead else -1)
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.pressed_with.emit(self._k, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        on = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        border = QPen(QColor(theme.line if on else theme.control), 1)
        if not on:
            border.setDashPattern([3, 3])
        painter.setPen(border)
        painter.setBrush(QColor(theme.hover if self.underMouse() else theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        swatch = QRectF(px(self.padding), (self.height() - px(SWATCH)) / 2, px(SWATCH), px(SWATCH))
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.colour))
            painter.drawEllipse(swatch)
        else:
            painter.setPen(QPen(QColor(self.colour), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(swatch.adjusted(0.75, 0.75, -0.75, -0.75))
        painter.setFont(font(13, 600 if on else 400))
        painter.setPen(QColor(theme.text1 if on else theme.text3))
        words = self.rect().adjusted(px(self.padding + SWATCH + 8), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.end()
