"""Many small images in rows, each with its class below as a line of colour and by name on hover."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from aeexplorer.theme import appearance, px


class ImageGrid(QWidget):
    """Tiles of ``side`` px, as many in a row as there is room for; it is as high as it needs to be."""

    def __init__(self, side: int = 48, gap: int = 4, *, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side, self._gap = side, gap
        self._images: list[QImage] = []
        self._colours: list[str | None] = []
        self._names: list[str] = []
        sizing = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        sizing.setHeightForWidth(True)
        self.setSizePolicy(sizing)
        self.setAccessibleName(name)
        appearance().changed.connect(self._dress)

    def set_images(self, images: Sequence[QImage], colours: Sequence[str | None], names: Sequence[str]) -> None:
        """Show other images, with a colour (or none) and a name each."""
        self._images, self._colours, self._names = list(images), list(colours), list(names)
        self.updateGeometry()
        self.update()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the images that are shown, in their order."""
        return tuple(self._names)

    def sizeHint(self) -> QSize:
        width = 8 * self._stride()
        return QSize(width, self.heightForWidth(width))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = -(-len(self._images) // self._columns(width))
        return max(rows * self._row_height() - px(self._gap), 0)

    def tile_rect(self, index: int) -> QRectF:
        """Where image ``index`` is drawn, border included."""
        row, column = divmod(index, self._columns(self.width()))
        return QRectF(column * self._stride(), row * self._row_height(), px(self._side), px(self._side))

    def index_at(self, point: QPoint) -> int | None:
        """The image at a point of this widget."""
        columns = self._columns(self.width())
        column, row = point.x() // self._stride(), point.y() // self._row_height()
        index = row * columns + column
        return index if column < columns and 0 <= index < len(self._images) else None

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.index_at(event.pos())
            QToolTip.showText(event.globalPos(), self._names[index] if index is not None else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = appearance().theme
        painter = QPainter(self)
        for k, image in enumerate(self._images):
            tile = self.tile_rect(k)
            if not tile.intersects(QRectF(event.rect())):
                continue
            inside = tile.adjusted(1, 1, -1, -1)
            scaled = QSize(image.size()).scaled(inside.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio).toSizeF()
            picture = QRectF(inside.topLeft(), scaled)
            picture.moveCenter(inside.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scaled.width() < image.width())
            painter.drawImage(picture, image)
            painter.setPen(QPen(QColor(theme.control), 1))
            painter.drawRect(tile.adjusted(0.5, 0.5, -0.5, -0.5))
            if colour := self._colours[k]:
                painter.fillRect(QRectF(tile.left(), tile.bottom() + px(2), tile.width(), px(3)), QColor(colour))
        painter.end()

    def _stride(self) -> int:
        return px(self._side) + px(self._gap)

    def _row_height(self) -> int:
        return self._stride() + (px(2 + 3) if any(self._colours) else 0)

    def _columns(self, width: int) -> int:
        return max((width + px(self._gap)) // self._stride(), 1)

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
