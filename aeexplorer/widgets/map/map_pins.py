"""MapPins: the session's pins on one map, with the path through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from aeexplorer.session.selection import Selection
    from aeexplorer.widgets.map.map_view import MapView
    from aeexplorer.widgets.map.plane import Plane

NOWHERE = np.empty((0, 2), np.float32)


class MapPins(QObject):
    """Follows the pins and the map's plane; sets pins and moves them where that is wished for on the map."""

    def __init__(self, view: MapView, selection: Selection, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._selection = view, selection
        self._plane: Plane | None = None
        view.pin_dragged.connect(self._drag)
        selection.pins_changed.connect(self._show)
        selection.path_changed.connect(self._show)

    def look_at(self, plane: Plane | None) -> None:
        """Codes lie on this plane now, or nowhere."""
        before, self._plane = self._plane, plane
        # A code of two numbers lies where it lay.
        if plane is not None and (before is None or before.size != plane.size or not plane.is_exact):
            self._show()

    def add(self, point: NDArray[np.float64]) -> None:
        """Pin the code at a point (2,) of the plane."""
        if self._plane is not None:
            self._selection.add_pin(self._plane.code(point))

    @Slot(object, object)
    def _drag(self, number: int, point: NDArray[np.float64]) -> None:
        if self._plane is not None:
            code = self._plane.code(point)
            self._selection.move_pin(number, code)
            # The cursor goes along, so that the code is decoded while the pin is dragged.
            self._selection.cursor = code

    @Slot()
    def _show(self) -> None:
        plane, selection = self._plane, self._selection
        pins = tuple(pin for pin in selection.pins if plane is not None and len(pin.code) == plane.size)
        if plane is None or not pins:
            self._view.set_pins((), NOWHERE, NOWHERE)
            return
        numbers = tuple(pin.number for pin in pins)
        places = plane.places(np.stack([pin.code for pin in pins]))
        self._view.set_pins(numbers, places, plane.places(selection.path_codes()))
        here = selection.path_code() if len(pins) > 1 and 0 < selection.path_position < 1 else None
        self._view.pins.set_position(None if here is None else plane.places(here[None])[0])
