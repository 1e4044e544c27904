"""The picture of a pin, with its number; press to go there, × or Delete to remove it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from aeexplorer.theme import appearance, font


class PinTile(QAbstractButton):
    """A square button for pin ``number``."""

    removed = Signal(object)
    """The number (int) of the pin that shall go."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self._image: QImage | None = None
        self._side = 72
        self._on_cross = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Pin {number}").format(number=number))
        self.setAccessibleDescription(self.tr("Press to go there; Delete removes it"))
        self.setToolTip(self.tr("Go to pin {number}. Delete removes it.").format(number=number))
        appearance().changed.connect(self.update)

    def set_picture(self, picture: QImage | None) -> None:
        """Show what the code decodes to; an empty tile for None."""
        self._image = picture
        self.update()

    @property
    def has_picture(self) -> bool:
        """Whether the pin's code is decoded already."""
        return self._image is not None

    def set_side(self, pixels: int) -> None:
        """Width and height in device-independent pixels."""
        if pixels != self._side:
            self._side = pixels
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    minimumSizeHint = sizeHint  # noqa: N815

    def cross_rect(self) -> QRectF:
        """Where the small × is pressed."""
        side = 20 * appearance().scale
        return QRectF(self.width() - side, 0, side, side)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        on_cross = self.cross_rect().contains(event.position())
        if on_cross != self._on_cross:
            self._on_cross = on_cross
            self.update()
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.cross_rect().contains(event.position()):
            self.removed.emit(self.number)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self.number)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def menu(self) -> QMenu:
        """What a right click offers."""
        menu = QMenu(self)
        menu.addAction(self.tr("Go to pin {number}").format(number=self.number), self.click)
        menu.addAction(self.tr("Remove pin {number}").format(number=self.number), self._remove)
        return menu

    def _remove(self) -> None:
        self.removed.emit(self.number)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._on_cross = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, s = appearance().theme, appearance().scale
        painter = QPainter(self)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.fillRect(self.rect(), QColor(theme.track))
        if self._image is not None:
            painter.drawImage(self.rect().adjusted(1, 1, -1, -1), self._image)
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(theme.accent if focused else theme.control), 2 if focused else 1))
        painter.drawRect(frame.adjusted(0.5, 0.5, -0.5, -0.5) if focused else frame)
        badge = QRectF(0, 0, (18 if self.number < 10 else 24) * s, 18 * s)
        painter.fillRect(badge, QColor(theme.text1))
        painter.setPen(QColor(theme.panel))
        painter.setFont(font(12, 600))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, str(self.number))
        if self.underMouse() or focused:
            self._paint_cross(painter)

    def _paint_cross(self, painter: QPainter) -> None:
        theme, s = appearance().theme, appearance().scale
        rect = self.cross_rect()
        painter.fillRect(rect, QColor(theme.accent if self._on_cross else theme.panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.on_accent if self._on_cross else theme.text1), 1.5 * s))
        centre, arm = rect.center(), 4 * s
        painter.drawLine(centre - QPointF(arm, arm), centre + QPointF(arm, arm))
        painter.drawLine(centre - QPointF(arm, -arm), centre + QPointF(arm, -arm))
