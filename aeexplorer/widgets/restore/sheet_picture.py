"""A sheet as the bytes of a PNG file, its words in the interface's own font, or another that has their letters."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QPointF, QRect
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPolygon

from aeexplorer.session.restoration_sheet import Best, Picture, Role, Sheet, Words
from aeexplorer.session.sheet_files import INKS, RADIUS, SIZES, WEIGHTS, diamond, enlarged
from aeexplorer.theme.appearance import FAMILIES
from aeexplorer.tokens import LIGHT


def png(sheet: Sheet) -> bytes:
    """The sheet in pixels; not only for the GUI thread."""
    picture = QImage(sheet.width, sheet.height, QImage.Format.Format_RGB888)
    picture.fill(QColor(LIGHT.panel))
    painter = QPainter(picture)
    for mark in sheet.marks:
        match mark:
            case Picture():
                _draw_picture(painter, mark)
            case Best():
                _draw_best(painter, mark)
            case Words():
                _draw_words(painter, mark)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def font_of(role: Role) -> QFont:
    """What words of that role are set in."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(SIZES[role])
    font.setWeight(QFont.Weight(WEIGHTS[role]))
    return font


def _draw_picture(painter: QPainter, mark: Picture) -> None:
    pixels = np.ascontiguousarray(enlarged(mark))
    painter.drawImage(
        QPoint(mark.x, mark.y),
        QImage(pixels.data, mark.width, mark.height, 3 * mark.width, QImage.Format.Format_RGB888),
    )
    painter.setPen(QColor(LIGHT.control))
    painter.drawRect(QRect(mark.x - 1, mark.y - 1, mark.width + 1, mark.height + 1))


def _draw_best(painter: QPainter, mark: Best) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(0, 0, 0, 0))
    painter.setBrush(QColor(LIGHT.tint))
    painter.drawRoundedRect(QRect(mark.x, mark.y, mark.width, mark.height), RADIUS, RADIUS)
    painter.setBrush(QColor(LIGHT.accent))
    painter.drawPolygon(QPolygon([QPoint(x, y) for x, y in diamond(mark)]))
    painter.restore()


def _draw_words(painter: QPainter, mark: Words) -> None:
    font = font_of(mark.role)
    before = QFontMetricsF(font).horizontalAdvance(mark.text) if mark.ends else 0.0
    painter.setFont(font)
    painter.setPen(QColor(INKS[mark.role]))
    painter.drawText(QPointF(mark.x - before, mark.y), mark.text)
