"""What is shown over the window while something is dragged onto it: what dropping it will do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from aeexplorer.theme import appearance, font, icon, px


class DropOverlay(QWidget):
    """Covers its parent: a headline and a sentence in a dashed frame, in an error's colours for what is refused."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.headline, self.sentence, self.refused = "", "", False
        self.hide()

    def announce(self, headline: str, sentence: str, *, refused: bool = False) -> None:
        """Say what dropping will do, or why it will do nothing."""
        self.headline, self.sentence, self.refused = headline, sentence, refused
        self.setAccessibleName(f"{headline} {sentence}")
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        colour = QColor(theme.error if self.refused else theme.accent)
        veil = QColor(theme.error_ground if self.refused else theme.tint)
        veil.setAlphaF(0.96)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), veil)
        pen = QPen(colour, px(2))
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(*(px(k) for k in (16, 16, -16, -16))), px(8), px(8))
        middle = QRectF(self.rect()).center()
        side = px(40)
        picture = icon("warning" if self.refused else "folder", colour.name(), 40)
        picture.paint(painter, round(middle.x() - side / 2), round(middle.y() - px(80)), side, side)
        painter.setPen(colour)
        painter.setFont(font(20, 600))
        wide = self.width() - px(96)
        line = QRectF(px(48), middle.y() - px(24), wide, px(32))
        words = painter.fontMetrics().elidedText(self.headline, Qt.TextElideMode.ElideMiddle, wide)
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)
        painter.setPen(QColor(theme.text1))
        painter.setFont(font(15))
        below = QRectF(px(48), line.bottom() + px(8), wide, px(64))
        painter.drawText(
            below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, self.sentence
        )
        painter.end()
