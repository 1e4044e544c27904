"""One image, enlarged so that its pixels can be counted."""

import math

from numpy.typing import ArrayLike
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.pictures import to_qimage

# A whole-number scale is kept where it fills this much of the room; else the picture fills the room.
_FILLS = 0.85


def whole_scale(room: float, pixels: int, ratio: float = 1.0) -> float:
    """Scale of ``pixels`` in ``room``: whole in device pixels (``ratio`` of them to one) where that fills enough."""
    scale = room * ratio / max(pixels, 1)
    whole = math.floor(scale)
    return (whole if whole >= 1 and whole / scale >= _FILLS else scale) / ratio


class ImageView(QWidget):
    """An image with a border of 1 px and a caption below; without ``side`` (px) it fills the width it is given."""

    clicked = Signal()

    def __init__(
        self,
        caption: str = "",
        *,
        side: int | None = None,
        clickable: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._caption, self._side, self._clickable = caption, side, clickable
        self._image: QImage | None = None
        self._awaited: QSize | None = None
        policy = QSizePolicy.Policy.Fixed if side else QSizePolicy.Policy.Expanding
        sizing = QSizePolicy(policy, QSizePolicy.Policy.Fixed if side else QSizePolicy.Policy.Preferred)
        sizing.setHeightForWidth(side is None)
        self.setSizePolicy(sizing)
        if clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name or caption)
        appearance().changed.connect(self._dress)

    @property
    def caption(self) -> str:
        """The words below the image."""
        return self._caption

    def set_caption(self, caption: str) -> None:
        """Show other words below the image."""
        if caption != self._caption:
            if self.accessibleName() == self._caption:
                self.setAccessibleName(caption)
            self._caption = caption
            self.updateGeometry()
            self.update()

    def set_image(self, image: ArrayLike | QImage | None) -> None:
        """Show pixels as ``to_qimage`` takes them, a ready QImage, or nothing."""
        before = self._image.size() if self._image is not None else None
        self._image = None if image is None else image if isinstance(image, QImage) else to_qimage(image)
        if self._image is not None and self._image.size() != before:
            self.updateGeometry()
        self.update()

    def await_image(self, pixels: QSize) -> None:
        """Show nothing, in the frame that an image of ``pixels`` would have."""
        self._awaited = pixels
        self.set_image(None)
        self.updateGeometry()

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    @property
    def pixels(self) -> QSize | None:
        """Of the image that is shown or awaited."""
        return self._image.size() if self._image is not None else self._awaited

    def sizeHint(self) -> QSize:
        side = px(self._side or 196)
        return QSize(side, self.heightForWidth(side))

    def minimumSizeHint(self) -> QSize:
        side = px(self._side or 28)
        return QSize(side, self.heightForWidth(side))

    def hasHeightForWidth(self) -> bool:
        return self._side is None

    def heightForWidth(self, width: int) -> int:
        pixels = self.pixels
        aspect = pixels.height() / pixels.width() if pixels is not None else 1.0
        return round(width * aspect) + self._caption_height()

    def image_rect(self) -> QRectF:
        """Where the image is drawn, border left out, in this widget's pixels."""
        room = QRectF(self.rect()).adjusted(1, 1, -1, -1 - self._caption_height())
        pixels = self.pixels
        if pixels is None:
            return QRectF(room.left(), room.top(), min(room.width(), room.height()), min(room.width(), room.height()))
        width, height = pixels.width(), pixels.height()
        ratio = self.devicePixelRatioF()
        scale = min(whole_scale(room.width(), width, ratio), whole_scale(room.height(), height, ratio))
        return QRectF(room.topLeft(), QSize(round(width * scale), round(height * scale)).toSizeF())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        painter = QPainter(self)
        where = self.image_rect()
        if self._image is None:
            painter.fillRect(where, QColor(theme.window))
        else:
            shrunk = where.width() < self._image.width()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrunk)
            painter.drawImage(where, self._image)
        painter.setPen(QPen(QColor(theme.control if self._image is not None else theme.line), 1))
        painter.drawRect(where.adjusted(-0.5, -0.5, 0.5, 0.5))
        if self._caption:
            painter.setFont(font(12))
            painter.setPen(QColor(theme.text2))
            top = where.bottom() + 1 + px(4)
            words = painter.fontMetrics().elidedText(self._caption, Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(QPointF(0, top + painter.fontMetrics().ascent()), words)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._clickable and inside and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()
        else:
            super().mouseReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # Without accepting the press no release would come.
        if not (self._clickable and event.button() == Qt.MouseButton.LeftButton):
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._clickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def _caption_height(self) -> int:
        return px(4) + QFontMetrics(font(12)).height() if self._caption else 0

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
