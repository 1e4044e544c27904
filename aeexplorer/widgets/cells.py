"""Cells of a table that draw themselves: words, pictures, a curve, a bar from the middle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from aeexplorer.theme import appearance, font, px

CELL = Qt.ItemDataRole.UserRole
"""The role of an index under which a model gives its ``Cell``."""
Tone = Literal["text1", "text2", "text3", "accent", "error"]
BEST = "\N{BLACK DIAMOND}"
TIGHT = 44
"""Px of room for a figure below which its ◆ is a small one."""
OVERHANG = 8
"""Px by which a figure may reach into its column's margin: a cut one would be another number."""
TILE = 50
"""Side of a picture."""
TILE_GAP = 6


class Cell(Protocol):
    """What stands in one place of a table."""

    @property
    def text(self) -> str:
        """What is read out."""
        ...

    def paint(self, painter: QPainter, room: QRectF) -> None:
        """Draw into ``room``, the cell without its margins."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text, or two."""

    text: str
    weight: int = 400
    tone: Tone = "text1"
    right: bool = False
    second: str = ""
    """A smaller line below."""

    def paint(self, painter: QPainter, room: QRectF) -> None:
        theme = appearance().theme
        side = Qt.AlignmentFlag.AlignRight if self.right else Qt.AlignmentFlag.AlignLeft
        lines = [(self.text, font(13, self.weight), getattr(theme, self.tone))]
        if self.second:
            lines.append((self.second, font(12), theme.text2))
        heights = [QFontMetricsF(chosen).height() for _, chosen, _ in lines]
        top = room.center().y() - sum(heights) / 2
        for (text, chosen, colour), height in zip(lines, heights, strict=True):
            painter.setFont(chosen)
            painter.setPen(QColor(colour))
            shown = QFontMetricsF(chosen).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            line = QRectF(room.left(), top, room.width(), height)
            painter.drawText(line, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
            top += height


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at the right, with ◆ on a tinted ground where it is the best; room for ◆ is always kept."""

    number: str
    best: bool = False
    tone: Tone = "text1"

    @property
    def text(self) -> str:
        return f"{self.number} {BEST}" if self.best else self.number

    def paint(self, painter: QPainter, room: QRectF) -> None:
        theme = appearance().theme
        chosen = font(13, 700 if self.best else 400)
        words = QFontMetricsF(chosen)
        tight = room.width() < px(TIGHT)
        diamond, inset = (font(8), 0.0) if tight else (chosen, px(6))
        mark = QFontMetricsF(diamond).horizontalAdvance(BEST if tight else f" {BEST}")
        painter.setFont(chosen)
        number = room.adjusted(-px(OVERHANG), 0, -mark - inset, 0)
        if self.best:
            width = words.horizontalAdvance(self.number) + mark + 2 * (inset or px(3))
            ground = QRectF(room.right() + (px(3) if tight else 0) - width, room.center().y() - px(13), width, px(26))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.tint))
            painter.drawRoundedRect(ground, px(4), px(4))
        painter.setPen(QColor(theme.accent if self.best else getattr(theme, self.tone)))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(number, Qt.AlignmentFlag.AlignRight | middle, self.number)
        if self.best:
            painter.setFont(diamond)
            painter.drawText(room.adjusted(0, 0, -inset, 0), Qt.AlignmentFlag.AlignRight | middle, BEST)


@dataclass(frozen=True, slots=True)
class Lettered:
    """A letter in a frame, and words beside it."""

    letter: str
    words: Words

    @property
    def text(self) -> str:
        return f"{self.letter} {self.words.text}"

    def paint(self, painter: QPainter, room: QRectF) -> None:
        theme = appearance().theme
        side = px(24)
        frame = QRectF(room.left(), room.center().y() - side / 2, side, side).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.control), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, px(4), px(4))
        painter.setFont(font(13, 600))
        painter.setPen(QColor(theme.text1))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, self.letter)
        self.words.paint(painter, room.adjusted(side + px(16), 0, 0, 0))


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """Images side by side, as many as there is room for."""

    images: tuple[QImage, ...]
    text: str = ""

    def paint(self, painter: QPainter, room: QRectF) -> None:
        paint_tiles(painter, room, self.images)


def paint_tiles(painter: QPainter, room: QRectF, images: tuple[QImage, ...]) -> None:
    """Draw ``images`` from the left of ``room``, in the middle of its height; those without room are left out."""
    side, stride = px(TILE), px(TILE + TILE_GAP)
    top = round(room.center().y() - side / 2)
    for k, image in enumerate(images):
        left = round(room.left()) + k * stride
        if left + side > room.right() + 1:
            return
        place = QRectF(left, top, side, side)
        size = QSizeF(image.size()).scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
        picture = QRectF(QPointF(), size)
        picture.moveCenter(place.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() > side)
        painter.drawImage(picture, image)


@dataclass(frozen=True, slots=True, eq=False)
class Spark:
    """A small curve over a line, with a dot where it ends; ``x`` and ``y`` (n,) are shares of the room."""

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    text: str = ""

    def paint(self, painter: QPainter, room: QRectF) -> None:
        theme = appearance().theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dot = px(3.5)
        plot = room.adjusted(0, px(8), -dot, -px(8))
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(QPointF(plot.left(), plot.bottom() + 0.5), QPointF(plot.right(), plot.bottom() + 0.5))
        if not len(self.x):
            return
        points = [
            QPointF(plot.left() + float(x) * plot.width(), plot.bottom() - float(y) * plot.height())
            for x, y in zip(self.x, self.y, strict=True)
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.text2), 1.5 * appearance().scale))
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.text1))
        painter.drawEllipse(points[-1], dot, dot)


@dataclass(frozen=True, slots=True)
class GainBar:
    """A bar from a line in the middle: filled to the right for better, hollow to the left for worse."""

    share: float | None
    """Of half the room, from −1 to 1; None without a bar."""
    text: str = ""

    def paint(self, painter: QPainter, room: QRectF) -> None:
        theme = appearance().theme
        middle = round(room.center().x())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(QRectF(middle, room.top() - px(12), 2, room.height() + px(24)), QColor(theme.control))
        if self.share is None:
            return
        half = room.width() / 2 - px(4)
        length = max(round(min(abs(self.share), 1.0) * half), 2)
        top, height = round(room.center().y() - px(8)), px(16)
        if self.share >= 0:
            painter.fillRect(QRectF(middle + 2, top, length, height), QColor(theme.accent))
        else:
            painter.setPen(QPen(QColor(theme.text2), px(1.5)))
            painter.setBrush(QColor(theme.panel))
            painter.drawRect(QRectF(middle - length, top, length, height - 1))
