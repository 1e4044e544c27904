"""A short fact in a box: what a data set is, at a glance."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px


class Badge(QWidget):
    """Words of 12 px in a frame; ``strong`` ones have ink for a ground."""

    def __init__(self, words: str, *, strong: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._strong = words, strong
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        appearance().changed.connect(self._dress)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(font(12, 500)).horizontalAdvance(self._words) + px(12), px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.text2 if self._strong else theme.line), 1))
        painter.setBrush(QColor(theme.text2) if self._strong else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        painter.setFont(font(12, 500))
        painter.setPen(QColor(theme.panel if self._strong else theme.text2))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)
        painter.end()

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
