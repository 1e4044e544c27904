"""A small image with a border, and its class below as a line of colour."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from aeexplorer.theme import appearance, px


def paint_tile(painter: QPainter, tile: QRectF, image: QImage, colour: str | None = None) -> None:
    """Draw ``image`` as large as it fits into ``tile``, border included; the line stands below it."""
    inside = tile.adjusted(1, 1, -1, -1)
    scaled = QSize(image.size()).scaled(inside.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio).toSizeF()
    picture = QRectF(inside.topLeft(), scaled)
    picture.moveCenter(inside.center())
    # A pixel that is drawn larger than it is shall be seen as one.
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scaled.width() < image.width())
    painter.drawImage(picture, image)
    painter.setPen(QPen(QColor(appearance().theme.control), 1))
    painter.drawRect(tile.adjusted(0.5, 0.5, -0.5, -0.5))
    if colour:
        painter.fillRect(QRectF(tile.left(), tile.bottom() + px(2), tile.width(), px(3)), QColor(colour))
