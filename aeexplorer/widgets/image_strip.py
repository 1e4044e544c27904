"""A row of small images, each with its class below as a line of colour."""

from collections.abc import Sequence

from numpy.typing import ArrayLike
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.pictures import to_qimage
from aeexplorer.widgets.telling import Telling
from aeexplorer.widgets.tile import paint_tile


class ImageStrip(Telling):
    """Tiles of ``side`` px with ``gap`` between, smaller where the row is too narrow; arrow keys go along, Enter picks.

    ``clickable=False`` makes it a row to look at.
    """

    clicked = Signal(int)

    def __init__(
        self, side: int = 35, gap: int = 8, *, clickable: bool = True, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._side, self._gap, self._clickable = side, gap, clickable
        self._images: list[QImage] = []
        self._colours: list[str | None] = []
        self._labels: list[str] = []
        self._names: list[str] = []
        self._chosen: int | None = None
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        if clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        appearance().changed.connect(self._dress)

    def set_images(
        self,
        images: Sequence[ArrayLike | QImage],
        colours: Sequence[str | None] | None = None,
        labels: Sequence[str] | None = None,
        names: Sequence[str] | None = None,
    ) -> None:
        """Show other images, with a colour each (line below), a label each (below) and a name each (tooltip)."""
        had = bool(any(self._colours)), bool(any(self._labels))
        self._images = [image if isinstance(image, QImage) else to_qimage(image) for image in images]
        self._colours = list(colours) if colours is not None else [None] * len(images)
        self._labels = list(labels) if labels is not None else [""] * len(images)
        self._names = list(names) if names is not None else list(self._labels)
        for part in (self._colours, self._labels, self._names):
            if len(part) != len(images):
                raise ValueError(f"{len(images)} images need as many colours, labels and names, not {len(part)}")
        self._at = min(self._at, max(len(images) - 1, 0))
        self._describe()
        if had != (bool(any(self._colours)), bool(any(self._labels))):
            self.updateGeometry()
        self.update()

    @property
    def count(self) -> int:
        """How many images are shown."""
        return len(self._images)

    @property
    def chosen(self) -> int | None:
        """The image with the frame around it."""
        return self._chosen

    def set_chosen(self, index: int | None) -> None:
        """Put the frame around one image, or around none."""
        if index != self._chosen:
            self._chosen = index
            self.update()

    def tile_rect(self, index: int) -> QRectF:
        """Where image ``index`` is drawn, border included."""
        side = self._tile()
        return QRectF(index * (side + self._room_between()), 0, side, side)

    def sizeHint(self) -> QSize:
        count = max(len(self._images), 1)
        return QSize(count * px(self._side) + (count - 1) * px(self._gap), self._height(px(self._side)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(28), self._height(px(self._side)))

    def _height(self, side: float) -> int:
        below = px(2 + 3) if any(self._colours) else 0
        return round(side) + below + (px(2) + QFontMetrics(font(12)).height() if any(self._labels) else 0)

    def _room_between(self) -> float:
        # Joined tiles share their border.
        return px(self._gap) if self._gap else -1

    def _tile(self) -> int:
        count = max(len(self._images), 1)
        return int(min(px(self._side), max((self.width() - (count - 1) * self._room_between()) / count, 8)))

    def index_at(self, point: QPoint | QPointF) -> int | None:
        """The image at a point of this widget; the gap beside an image belongs to it."""
        stride = self._tile() + self._room_between()
        index = int(point.x() // stride)
        return index if 0 <= index < len(self._images) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not (self._clickable and event.button() == Qt.MouseButton.LeftButton):
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.index_at(event.position())
        if self._clickable and event.button() == Qt.MouseButton.LeftButton and index is not None:
            self._go(index)
            self.clicked.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._images) - 1
        goals = {
            Qt.Key.Key_Left: max(self._at - 1, 0),
            Qt.Key.Key_Right: min(self._at + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if last < 0 or not self._clickable:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit(self._at)
        elif event.key() in goals:
            self._go(goals[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def words_at(self, at: QPoint) -> str:
        index = self.index_at(at)
        return "" if index is None else self._names[index]

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._describe()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        painter = QPainter(self)
        painter.setFont(font(12))
        for k, image in enumerate(self._images):
            tile = self.tile_rect(k)
            paint_tile(painter, tile, image, self._colours[k])
            if self._labels[k]:
                words = QRectF(tile.left() - px(4), tile.bottom(), tile.width() + px(8), self.height() - tile.bottom())
                painter.setPen(QColor(theme.text2))
                painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, self._labels[k])
            if k == self._chosen or (self.hasFocus() and k == self._at):
                painter.setPen(QPen(QColor(theme.accent), 2))
                painter.drawRect(tile.adjusted(1, 1, -1, -1))
        painter.end()

    def _go(self, index: int) -> None:
        self._at = index
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self._names[self._at] if self._names else "")

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
