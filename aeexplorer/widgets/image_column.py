"""A column of the image browser: one image, what models make of it below each other, and a caption."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from aeexplorer.theme import appearance, font, px

BETWEEN = 2
"""Px between pictures."""
CAPTION = 18
LINE = 3
"""Px of the coloured line under the pictures."""
BELOW = CAPTION + LINE
OVERHANG = 6
"""Px by which a caption may be longer than its column is wide, on either side."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """What is shown of one image.

    Attributes:
        pictures: from top to bottom; None for one that is on its way.
        caption: below.
        colour: of the line under the pictures, such as its class's; None for none.
        name: for the tooltip and for screen readers.
        selected: whether it is the selected image.
        marked: whether its caption stands out.
    """

    pictures: tuple[QImage | None, ...]
    caption: str
    colour: str | None
    name: str
    selected: bool = False
    marked: bool = False


def paint_column(painter: QPainter, rect: QRectF, column: Column, height: float, aspect: float) -> None:
    """Paint pictures of ``height`` px, ``aspect`` times their width, into ``rect``, caption included."""
    for row, image in enumerate(column.pictures):
        tile = QRectF(0, rect.top() + row * (height + px(BETWEEN)), height / aspect, height)
        tile.moveLeft(rect.left() + (rect.width() - tile.width()) / 2)
        _paint_picture(painter, tile, image)
    theme = appearance().theme
    pictures = rect.adjusted(0, 0, 0, -px(BELOW))
    bottom = pictures.bottom()
    if column.colour:
        painter.fillRect(QRectF(rect.left(), bottom + px(2), rect.width(), px(LINE)), QColor(column.colour))
    strong = column.selected or column.marked
    painter.setFont(font(12, 600 if strong else 400))
    painter.setPen(QColor(theme.accent if column.selected else theme.text1 if column.marked else theme.text2))
    words = QRectF(rect.left(), bottom + px(LINE + 2), rect.width(), px(CAPTION))
    words.adjust(-px(OVERHANG), 0, px(OVERHANG), 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignCenter, column.caption)
    if column.selected:
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.drawRect(pictures)


def _paint_picture(painter: QPainter, tile: QRectF, image: QImage | None) -> None:
    theme = appearance().theme
    inside = tile.adjusted(1, 1, -1, -1)
    if image is None:
        painter.fillRect(inside, QColor(theme.window))
    else:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, inside.width() < image.width())
        painter.drawImage(inside, image)
    painter.setPen(QPen(QColor(theme.control if image is not None else theme.line), 1))
    painter.drawRect(tile.adjusted(0.5, 0.5, -0.5, -0.5))
