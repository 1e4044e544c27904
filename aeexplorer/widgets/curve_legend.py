"""What the two lines of the curves are."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px


class CurveLegend(QWidget):
    """A short line in the accent, "held out"; a thinner grey one, "training"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = (self.tr("held out"), self.tr("training"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("Accent: held-out images; grey: training images"))
        appearance().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        words = sum(QFontMetricsF(font(12)).horizontalAdvance(name) for name in self._names)
        return QSize(round(words) + px(2 * (20 + 6) + 16) + 1, px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(12))
        metrics = painter.fontMetrics()
        baseline = (self.height() + metrics.ascent() - metrics.descent()) / 2
        x = 0.0
        for name, colour, thick in zip(self._names, (theme.accent, theme.control), (2.0, 1.5), strict=True):
            pen = QPen(QColor(colour), px(2) if thick == 2 else 1.5 * appearance().scale)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLine(QPointF(x, self.height() / 2), QPointF(x + px(20), self.height() / 2))
            x += px(20 + 6)
            painter.setPen(QColor(theme.text2))
            painter.drawText(QPointF(x, baseline), name)
            x += metrics.horizontalAdvance(name) + px(16)
