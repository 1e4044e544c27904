"""MapPlot: an ordinary plot of equal scales whose mouse and keys speak of points of the latent plane."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGraphicsItem, QWidget

from aeexplorer.widgets.map.framing import Frame
from aeexplorer.widgets.map.map_axes import MapAxis
from aeexplorer.widgets.map.map_box import MapBox

STEP, FINE_STEP = 1 / 40, 1 / 400
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class MapPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Dragging pans, the wheel zooms at the cursor, and everything else is told by signals."""

    hovered = Signal(object)
    """The point (2,) of the plane under the cursor; None when it leaves."""
    clicked = Signal(object, object, object)
    """The point (2,), the row of the nearest code within 8 px or None, and the keyboard modifiers."""
    pin_dragged = Signal(object, object)
    """A pin's number, and the point (2,) to which it is drawn."""
    caught = Signal(object, object)
    """Rows of the codes that a lasso was drawn around, and the keyboard modifiers at its end."""
    stepped = Signal(float, float)
    """An arrow key: to move the crosshair by these shares of the view, to the right and up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.box = MapBox()
        axes = {"left": MapAxis("left"), "bottom": MapAxis("bottom")}
        super().__init__(parent, viewBox=self.box, axisItems=axes, enableMenu=False)
        self.setAccessibleName(self.tr("Map of the latent space"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.getPlotItem().hideButtons()
        self.getPlotItem().setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        self.scene().sigMouseMoved.connect(self._hover)
        self.scene().sigMouseClicked.connect(self._click)

    def frame(self) -> Frame:
        """The window that is shown."""
        (left, right), (bottom, top) = self.box.viewRange()
        return Frame(left, right, bottom, top)

    def aspect(self) -> float:
        """Width over height of the plot."""
        size = self.box.rect()
        return float(max(size.width(), 1.0) / max(size.height(), 1.0))

    def plane_point(self, scene: QPointF) -> NDArray[np.float64] | None:
        """The point of the plane under a scene position; None outside the plot."""
        place = self.box.mapFromScene(scene)
        if not self.box.rect().contains(place):
            return None
        point = self.box.mapToView(place)
        return np.array([point.x(), point.y()])

    def row_at(self, point: ArrayLike) -> int | None:
        """Row of the code drawn near a point of the plane; MapView knows."""
        raise NotImplementedError

    def pin_at(self, place: QPointF) -> int | None:
        """Number of the pin under a pixel of the plot; MapView knows."""
        raise NotImplementedError

    def key_point(self) -> tuple[float, float] | None:
        """The point of the plane that keys act on; MapView knows."""
        raise NotImplementedError

    def leaveEvent(self, event: QEvent) -> None:
        """Say that the cursor has gone."""
        super().leaveEvent(event)
        self.hovered.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep every press: what lies behind the map is not meant."""
        super().mousePressEvent(event)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep every release."""
        super().mouseReleaseEvent(event)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Keep the arrow keys for the crosshair while the map has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in ARROWS:  # type: ignore[attr-defined]
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the crosshair, with Shift finely; Return clicks there."""
        if event.key() in ARROWS:
            across, up = ARROWS[Qt.Key(event.key())]
            share = FINE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
            self.stepped.emit(across * share, up * share)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.key_point() is not None:
            point = np.array(self.key_point())
            self.clicked.emit(point, self.row_at(point), event.modifiers())
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _hover(self, scene: QPointF) -> None:
        self.hovered.emit(self.plane_point(scene))
        over_pin = self.pin_at(self.box.mapFromScene(scene)) is not None
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if over_pin else Qt.CursorShape.CrossCursor)

    @Slot(object)
    def _click(self, event: Any) -> None:
        point = self.plane_point(event.scenePos())
        if event.button() != Qt.MouseButton.LeftButton or point is None:
            return
        self.clicked.emit(point, self.row_at(point), event.modifiers())
        event.accept()
