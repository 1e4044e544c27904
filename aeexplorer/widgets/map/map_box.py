"""MapBox: the plot's ViewBox; dragging pans, except where there is something to take hold of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt


class MapBox(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph has no types
    """A ViewBox of equal scales in which pins can be dragged.

    Attributes:
        grip: the number of the pin under a pixel, or None.
        dragged: hears a pin's number and the point (2,) of the plane to which it is drawn.
    """

    def __init__(self) -> None:
        super().__init__(lockAspect=True, enableMenu=False)
        self.grip: Callable[[QPointF], int | None] = lambda _place: None
        self.dragged: Callable[[int, NDArray[np.float64]], object] = lambda _number, _point: None
        self._held: int | None = None
        self.disableAutoRange()

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Draw the pin under the first press along; else pan."""
        if event.button() != Qt.MouseButton.LeftButton or axis is not None:
            super().mouseDragEvent(event, axis)
            return
        if event.isStart():
            self._held = self.grip(self.mapFromScene(event.buttonDownScenePos()))
        if self._held is None:
            super().mouseDragEvent(event, axis)
            return
        event.accept()
        point = self.mapToView(self.mapFromScene(event.scenePos()))
        self.dragged(self._held, np.array([point.x(), point.y()]))
        if event.isFinish():
            self._held = None
