"""Many small images in rows, each with its class below as a line of colour and by name on hover."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.telling import Telling
from aeexplorer.widgets.tile import paint_tile


class ImageGrid(Telling):
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

    def words_at(self, at: QPoint) -> str:
        index = self.index_at(at)
        return "" if index is None else self._names[index]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for k, image in enumerate(self._images):
            tile = self.tile_rect(k)
            if not tile.intersects(QRectF(event.rect())):
                continue
            paint_tile(painter, tile, image, self._colours[k])
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
