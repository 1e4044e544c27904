"""The dashed tile at the end of a row of tiles: press it to add another."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from aeexplorer.theme import appearance, font


class AddTile(QAbstractButton):
    """A square button with a plus sign and, where there is room, its text."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = 72
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        appearance().changed.connect(self.update)

    def set_side(self, pixels: int) -> None:
        """Width and height in device-independent pixels."""
        if pixels != self._side:
            self._side = pixels
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    minimumSizeHint = sizeHint  # noqa: N815

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, s = appearance().theme, appearance().scale
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lively = self.isEnabled() and (self.underMouse() or self.hasFocus())
        ink = QColor(theme.accent if lively else theme.text2 if self.isEnabled() else theme.text3)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 2 * s))
        else:
            pen = QPen(QColor(theme.control), 1)
            pen.setDashPattern([3, 3])
            painter.setPen(pen)
        if lively and self.isDown():
            painter.setBrush(QColor(theme.tint))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4 * s, 4 * s)
        painter.setPen(QPen(ink, 1.5 * s))
        worded = self.width() >= 60 * s
        centre, arm = QPointF(self.width() / 2, self.height() * (0.36 if worded else 0.5)), 5 * s
        painter.drawLine(centre - QPointF(arm, 0), centre + QPointF(arm, 0))
        painter.drawLine(centre - QPointF(0, arm), centre + QPointF(0, arm))
        if worded:
            painter.setFont(font(12))
            words = QRectF(0, self.height() * 0.54, self.width(), 18 * s)
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
