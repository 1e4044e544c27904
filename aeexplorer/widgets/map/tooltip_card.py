"""TooltipCard: what is under the cursor, in a card that keeps away from the points and the plot's edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from aeexplorer.theme import appearance, font, px

PICTURE = 84
PADDING = 9
BESIDE = 16
"""Pixels from the crosshair to the card, across and down."""
CLEARLY_FEWER = 0.6
"""The card changes sides only to where there are fewer points than this share of those that it hides."""


class TooltipCard(QWidget):
    """A picture, a heading, lines of text, and a small picture beside the last line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._picture = QImage()
        self._nearest = QImage()
        self._heading = ""
        self._lines: tuple[str, ...] = ()
        self._note: tuple[str, str] = ("", "")
        self._side = (1, 1)
        self.hide()

    def set_picture(self, picture: QImage | None) -> None:
        """Show an image, or an empty frame."""
        self._picture = picture or QImage()
        self.update()

    def set_nearest(self, picture: QImage | None) -> None:
        """Show the nearest real image small, or none."""
        self._nearest = picture or QImage()
        self.update()

    def set_words(self, heading: str, lines: tuple[str, ...], note: tuple[str, str]) -> None:
        """A heading, lines below it, and a note of two lines, the second of which is strong."""
        if (heading, lines, note) != (self._heading, self._lines, self._note):
            self._heading, self._lines, self._note = heading, lines, note
            self.setAccessibleName(" ".join(filter(None, (heading, *lines, *note))))
            self.update()

    @property
    def words(self) -> str:
        """All that it says."""
        return self.accessibleName()

    def place_beside(self, place: QPointF, plot: QRect, points: NDArray[np.float64]) -> None:
        """Stand beside ``place``, inside ``plot`` (both in the parent's pixels), hiding few of ``points`` (n, 2)."""
        width, height = self._size()
        best, fewest = self._side, np.inf
        counted: dict[tuple[int, int], float] = {}
        x, y = points.T
        for side in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
            corner = self._corner(place, side, width, height)
            inside = plot.contains(corner)
            hidden = (x >= corner.left()) & (x <= corner.right()) & (y >= corner.top()) & (y <= corner.bottom())
            counted[side] = float(hidden.sum()) if inside else np.inf
            if counted[side] < fewest:
                best, fewest = side, counted[side]
        if counted[self._side] == np.inf or fewest < CLEARLY_FEWER * counted[self._side]:
            self._side = best
        corner = self._corner(place, self._side, width, height)
        if counted[self._side] == np.inf:
            corner = self._squeezed(place, plot, width, height)
        self.setGeometry(corner)

    def _size(self) -> tuple[int, int]:
        metrics = QFontMetricsF(font(12))
        strong = QFontMetricsF(font(13, 600))
        beside = 0 if self._nearest.isNull() else px(28 + 6)
        words = max(
            strong.horizontalAdvance(self._heading),
            beside + metrics.horizontalAdvance(self._note[0]),
            beside + strong.horizontalAdvance(self._note[1]),
            *(metrics.horizontalAdvance(text) for text in self._lines),
        )
        return round(px(PADDING * 2 + PICTURE + 12) + max(words, px(104)) + px(4)), px(PADDING * 2 + PICTURE)

    def _squeezed(self, place: QPointF, plot: QRect, width: int, height: int) -> QRect:
        """Where no corner has room for the card: right or left of ``place`` or over or under it, wherever it fits.

        It may leave a plot that is too small for it, but never covers the place.
        """
        across = 1 if place.x() < plot.center().x() else -1
        down = 1 if place.y() < plot.center().y() else -1
        corner = self._corner(place, (across, down), width, height)
        level = min(max(corner.top(), plot.top()), max(plot.bottom() + 1 - height, plot.top()))
        if plot.left() <= corner.left() and corner.right() <= plot.right():
            corner.moveTop(level)
        else:
            corner.moveLeft(min(max(corner.left(), plot.left()), max(plot.right() + 1 - width, plot.left())))
        return corner

    @staticmethod
    def _corner(place: QPointF, side: tuple[int, int], width: int, height: int) -> QRect:
        x = place.x() + px(BESIDE) if side[0] > 0 else place.x() - px(BESIDE) - width
        y = place.y() + px(BESIDE) if side[1] > 0 else place.y() - px(BESIDE) - height
        return QRect(round(x), round(y), width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card."""
        theme = appearance().theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.control), 1))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        frame = QRectF(px(PADDING), px(PADDING), px(PICTURE), px(PICTURE))
        _draw_tile(painter, self._picture, frame)
        left, top = frame.right() + px(12), float(px(PADDING))
        painter.setPen(QColor(theme.text1))
        painter.setFont(font(13, 600))
        top = self._write(painter, self._heading, left, top, 18)
        painter.setPen(QColor(theme.text2))
        painter.setFont(font(12))
        for text in self._lines:
            top = self._write(painter, text, left, top, 16)
        bottom = frame.bottom()
        if not self._nearest.isNull() and self._note[1]:
            small = QRectF(left, bottom - px(28), px(28), px(28))
            _draw_tile(painter, self._nearest, small)
            left = small.right() + px(6)
        painter.setPen(QColor(theme.text2))
        self._write(painter, self._note[0], left, bottom - px(32), 16)
        painter.setPen(QColor(theme.text1))
        painter.setFont(font(12, 600))
        self._write(painter, self._note[1], left, bottom - px(16), 16)
        painter.end()

    def _write(self, painter: QPainter, text: str, left: float, top: float, height: float) -> float:
        box = QRectF(left, top, self.width() - left - px(4), px(height))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        return top + px(height)


def _draw_tile(painter: QPainter, picture: QImage, frame: QRectF) -> None:
    """A picture in a frame of 1 px, sharp pixels, whole-number scale where it fits."""
    theme = appearance().theme
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.window))
    box = frame
    if not picture.isNull():
        scale = min(frame.width() / picture.width(), frame.height() / picture.height())
        scale = float(int(scale)) if scale >= 1 else scale
        width, height = picture.width() * scale, picture.height() * scale
        box = QRectF(
            frame.left() + (frame.width() - width) // 2, frame.top() + (frame.height() - height) // 2, width, height
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        painter.drawImage(box, picture, QRectF(picture.rect()))
    else:
        painter.drawRect(frame)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.control), 1))
    painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
