"""MapBox: the plot's ViewBox; dragging pans, unless there is a pin to take hold of, or a lasso to draw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt


class MapBox(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph has no types
    """A ViewBox of equal scales in which pins can be dragged and codes be caught.

    Attributes:
        grip: the number of the pin under a pixel, or None.
        dragged: hears a pin's number and the point (2,) of the plane to which it is drawn.
        catches: whether dragging draws a lasso; with Alt it always does.
        roped: hears each point (2,) of the plane on the lasso's way.
        caught: hears that the lasso is closed, and the keyboard modifiers.
    """

    def __init__(self) -> None:
        super().__init__(lockAspect=True, enableMenu=False)
        self.grip: Callable[[QPointF], int | None] = lambda _place: None
        self.dragged: Callable[[int, NDArray[np.float64]], object] = lambda _number, _point: None
        self.catches = False
        self.roped: Callable[[NDArray[np.float64]], object] = lambda _point: None
        self.caught: Callable[[Qt.KeyboardModifier], object] = lambda _modifiers: None
        self._held: int | None = None
        self._ropes = False
        self.disableAutoRange()
        # Its border is an item of its own; ``ViewBox.paint`` draws that a second time.
        self.setFlag(self.GraphicsItemFlag.ItemHasNoContents)

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Draw the pin under the first press along, or a lasso; else pan."""
        if event.button() != Qt.MouseButton.LeftButton or axis is not None:
            super().mouseDragEvent(event, axis)
            return
        if event.isStart():
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._held = None if alt else self.grip(self.mapFromScene(event.buttonDownScenePos()))
            self._ropes = alt or (self.catches and self._held is None)
            if self._ropes:
                self.roped(self._point(event.buttonDownScenePos()))
        if self._held is None and not self._ropes:
            super().mouseDragEvent(event, axis)
            return
        event.accept()
        point = self._point(event.scenePos())
        if self._held is not None:
            self.dragged(self._held, point)
        else:
            self.roped(point)
        if event.isFinish():
            if self._ropes:
                self.caught(event.modifiers())
            self._held, self._ropes = None, False

    def _point(self, scene: QPointF) -> NDArray[np.float64]:
        """The point (2,) of the plane under a scene position."""
        point = self.mapToView(self.mapFromScene(scene))
        return np.array([point.x(), point.y()])
