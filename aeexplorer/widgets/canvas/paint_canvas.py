"""PaintCanvas: the image under a mask, painted on by mouse, pen, finger or keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QPolygonF,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.session.brush import Brush
from aeexplorer.session.paint_mask import Box, PaintMask
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.canvas.brush_rim import FREEHAND, BrushRim
from aeexplorer.widgets.canvas.canvas_hand import CanvasHand
from aeexplorer.widgets.canvas.canvas_keys import CanvasKeys
from aeexplorer.widgets.canvas.canvas_layers import CanvasLayers
from aeexplorer.widgets.canvas.canvas_place import CanvasPlace
from aeexplorer.widgets.canvas.canvas_touch import CanvasTouch

NOTCH = 120
"""Eighths of a degree of one notch of a wheel."""


class PaintCanvas(QWidget):
    """Left button paints, right erases, middle or Space drags; the wheel changes the brush, with Ctrl it zooms."""

    def __init__(self, painting: PaintMask, brush: Brush, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.painting, self.brush = painting, brush
        self.place = CanvasPlace()
        self.hand = CanvasHand(painting, brush)
        self.layers = CanvasLayers(painting)
        self.keys = CanvasKeys(painting, brush, self.hand)
        self.rim = BrushRim(self, self.place, brush, self.keys)
        self._touch = CanvasTouch(self.place, self.hand)
        self._panned_from: QPointF | None = None
        self._turned = 0
        self._button = Qt.MouseButton.LeftButton
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Canvas"))
        painting.changed.connect(self._show_change)
        painting.image_changed.connect(self._show_image)
        brush.changed.connect(self._show_brush)
        appearance().changed.connect(self._dress)
        self._show_image()

    def sizeHint(self) -> QSize:
        return QSize(px(420), px(420))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), px(160))

    def fit(self) -> None:
        """Show the whole image."""
        self.place.fit()
        self.update()

    def zoom(self, notches: float, at: QPointF | None = None) -> None:
        """Larger or smaller around a place of this widget, or around its middle."""
        self.place.zoom(notches, at if at is not None else QPointF(self.rect().center()))
        self.update()

    # Painting this widget

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = appearance().theme
        exposed = event.rect()
        painter = QPainter(self)
        painter.fillRect(exposed, QColor(theme.panel))
        self.layers.paint(painter, self.place, exposed)
        painter.setPen(QPen(QColor(theme.control), 1))
        painter.drawRect(self.place.rect().adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.brush.tool == "lasso" and self.hand.is_down:
            line = QPolygonF([self.place.to_widget(QPointF(x, y)) for x, y in self.hand.way])
            for colour, width in (("black", 3.0), ("white", 1.5)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawPolyline(line)
        self.rim.paint(painter)
        painter.end()

    @Slot(object)
    def _show_change(self, box: Box) -> None:
        self.layers.update(box)
        # An edge of the mask reaches into the pixels beside it.
        self.update(self.place.rect_of(*box).adjusted(-3, -3, 3, 3).toAlignedRect())
        if self.brush.tool == "lasso" and self.hand.is_down:
            self.update()
        self._describe()

    @Slot()
    def _show_image(self) -> None:
        height, width = self.painting.size
        self.place.set_image(QSize(width, height))
        self.layers.rebuild()
        self.keys.stay_inside()
        self._describe()
        self.update()

    @Slot()
    def _show_brush(self) -> None:
        drawn = self.brush.tool in FREEHAND
        self.setCursor(Qt.CursorShape.BlankCursor if drawn else Qt.CursorShape.CrossCursor)
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(
            self.tr(
                "{painted} of {pixels} pixels painted. Arrow keys move the brush, Return paints, Delete erases."
            ).format(painted=self.painting.painted, pixels=self.painting.cover.size)
        )

    @Slot()
    def _dress(self) -> None:
        self._resize()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resize()

    def _resize(self) -> None:
        self.place.set_room(QRectF(self.rect()).adjusted(1, 1, -1, -1), self.devicePixelRatioF())

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.rim.follow(event.position())
        pans = event.button() == Qt.MouseButton.MiddleButton or self.keys.space_is_down
        if pans:
            self._panned_from = event.position()
            self.keys.space_was_used = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton) and not self.hand.is_down:
            self._button = event.button()
            erases = self._button == Qt.MouseButton.RightButton
            self.hand.put_down(self.place.to_image(event.position()), erases=erases)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.rim.follow(event.position())
        if self._panned_from is not None:
            self.place.pan(event.position() - self._panned_from)
            self._panned_from = event.position()
            self.update()
        elif self.hand.is_down:
            self.hand.move(self.place.to_image(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._panned_from is not None:
            self._panned_from = None
            self._show_brush()
        elif self.hand.is_down and event.button() == self._button:
            self.hand.lift()
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # Two quick dabs are two dabs.
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(event.angleDelta().y() / NOTCH, event.position())
        else:
            self._turned += event.angleDelta().y()
            steps = int(self._turned / NOTCH)
            self._turned -= steps * NOTCH
            self.brush.resize(steps)
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.rim.follow(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.rim.follow(None)

    # Pen and fingers

    def tabletEvent(self, event: QTabletEvent) -> None:
        place = self.place.to_image(event.position())
        self.rim.follow(event.position())
        if event.type() == QEvent.Type.TabletPress:
            wrong_end = event.pointerType() == QPointingDevice.PointerType.Eraser
            erases = wrong_end or event.button() == Qt.MouseButton.RightButton
            self.hand.put_down(place, erases=erases, pressure=event.pressure())
        elif event.type() == QEvent.Type.TabletMove and self.hand.is_down:
            self.hand.move(place, pressure=event.pressure())
        elif event.type() == QEvent.Type.TabletRelease:
            self.hand.lift()
        # Else Qt makes mouse events of them.
        event.accept()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            self._touch.take(event)
            self.update()
            return True
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.keys.wants(event):
            event.accept()
            return True
        return super().event(event)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.keys.press(event):
            # The keys' cursor shows where the mouse was.
            self.rim.follow(None)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.keys.release(event):
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.rim.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keys.forget()
        self.update()

    def where(self, row: float, column: float) -> QPoint:
        """The widget's pixel over the middle of one of the image's, for hands that are scripted."""
        return self.place.to_widget(QPointF(column + 0.5, row + 0.5)).toPoint()

    def image_rect(self) -> QRect:
        """Where the image is drawn."""
        return self.place.rect().toAlignedRect()
