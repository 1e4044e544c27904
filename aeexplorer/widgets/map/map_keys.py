"""The keys of the map, good anywhere in its window: P F D H, Esc, 1 to 9, Alt with 0 to 9."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from aeexplorer.session.selection import Selection
    from aeexplorer.widgets.map.map_cursor import MapCursor
    from aeexplorer.widgets.map.map_header import MapHeader
    from aeexplorer.widgets.map.map_view import MapView


def bind_keys(owner: QWidget, view: MapView, header: MapHeader, selection: Selection, cursor: MapCursor) -> None:
    """Give ``owner``'s window the map's keys."""
    keys: dict[str, Callable[[], object]] = {
        "P": cursor.pin_here,
        "F": view.finder.fit,
        "D": header.next_layers,
        "H": header.holes.click,
        "Esc": partial(_let_go, selection, cursor),
    }
    keys |= {str(number): partial(cursor.go_to_pin, number) for number in range(1, 10)}
    keys |= {f"Alt+{label}": partial(selection.toggle_class, label) for label in range(10)}
    for key, call in keys.items():
        QShortcut(QKeySequence(key), owner).activated.connect(call)


def _let_go(selection: Selection, cursor: MapCursor) -> None:
    """One thing at a time: first the crosshair, then the images chosen together."""
    if selection.held or not selection.images:
        cursor.let_go()
    else:
        selection.images = ()
