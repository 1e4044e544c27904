"""Placing: where docks of a workspace stand at first, how large they are, and how they are put back as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from aeexplorer.workspaces import Place

AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}
SIZE = (1440, 900)
"""Of the window that the sizes below are made for."""
WIDTHS = {"left": 288, "right": 368}
SMALL_WIDTHS = {"left": 264, "right": 320}
"""In a smaller window."""
LEAST_HEIGHT = 216

Docks = Mapping[str, QDockWidget]
"""By panel."""


@dataclass(frozen=True, slots=True, eq=False)
class Arrangement:
    """How the docks of a workspace stand."""

    layout: QByteArray
    """What ``QMainWindow.saveState`` gave."""
    small: bool
    """Whether the window was small."""
    sizes: Mapping[str, QSize] | None
    """Of the docks that were seen, by panel: a layout alone brings back others where their least sizes change.

    None: those that they have at first.
    """

    @classmethod
    def of(cls, window: QMainWindow, docks: Docks) -> Arrangement:
        """As the docks stand now."""
        seen = {
            name: dock.size() for name, dock in docks.items() if dock.widget().isVisible() and not dock.isFloating()
        }
        return cls(window.saveState(), is_small(window), seen)


def place_docks(window: QMainWindow, places: Sequence[Place], docks: Docks) -> None:
    """Put every dock where its place says; of tabs, the first is in front."""
    for place in places:
        if not place.beside and not place.behind:
            window.addDockWidget(AREAS[place.area], docks[place.panel])
    # Beside a dock that has tabs behind it, Qt would make one more tab: so these come last.
    for place in places:
        if place.beside:
            window.splitDockWidget(docks[place.beside], docks[place.panel], Qt.Orientation.Horizontal)
    for place in places:
        if place.behind:
            front = docks[place.behind]
            window.tabifyDockWidget((window.tabifiedDockWidgets(front) or [front])[-1], docks[place.panel])
    for place in places:
        # Taken out of the window for another workspace, it was hidden; and new ones may not be shown yet.
        docks[place.panel].show()
    for place in places:
        if not place.behind:
            docks[place.panel].raise_()


def is_small(window: QMainWindow) -> bool:
    """Whether the window is smaller than the one that sizes are made for."""
    return window.width() < SIZE[0] or window.height() < SIZE[1]


def widths(small: bool) -> dict[str, int]:
    """Of the docks at the sides, by area."""
    return SMALL_WIDTHS if small else WIDTHS


def give_default_sizes(window: QMainWindow, places: Sequence[Place], docks: Docks) -> None:
    """Give every dock its size in look.md, or its share of it in a smaller window."""
    for area in AREAS:
        there = [place for place in places if place.area == area and not place.behind]
        if area in WIDTHS:
            column = [docks[place.panel] for place in there]
            width = widths(is_small(window))[area]
            window.resizeDocks(column, [width] * len(column), Qt.Orientation.Horizontal)
        elif any(place.beside for place in there):
            row = [docks[place.panel] for place in there]
            window.resizeDocks(row, [place.share for place in there], Qt.Orientation.Horizontal)
        stacked = [place for place in there if not place.beside]
        if stacked and all(place.height for place in stacked):
            heights = [max(round(place.height * window.height() / SIZE[1]), LEAST_HEIGHT) for place in stacked]
            window.resizeDocks([docks[place.panel] for place in stacked], heights, Qt.Orientation.Vertical)


def give_sizes(window: QMainWindow, docks: Docks, sizes: Mapping[str, QSize]) -> None:
    """Give docks, by panel, sizes that they had before."""
    there = [docks[name] for name in sizes]
    window.resizeDocks(there, [size.width() for size in sizes.values()], Qt.Orientation.Horizontal)
    window.resizeDocks(there, [size.height() for size in sizes.values()], Qt.Orientation.Vertical)
