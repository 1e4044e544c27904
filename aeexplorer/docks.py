"""The docks of the window: which a workspace has, where they stand, how large they are, and when they step aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget

from aeexplorer.placing import AREAS, WIDTHS, Arrangement, give_default_sizes, give_sizes, is_small, place_docks, widths
from aeexplorer.theme import appearance
from aeexplorer.theme.appearance import PRESENTER_SCALE
from aeexplorer.widgets.panel import Panel
from aeexplorer.widgets.panel_dock import PanelDock
from aeexplorer.workspaces import Place, Workspace

PRESENTER_WIDTH = 400
"""Of the one column of docks that the presenter's view has."""
PRESENTER_HEIGHTS = (480, 340)
"""Of its first two docks, as far as they fit."""
PRESENTER_SHARE = 0.45
"""Of the window's height, for a dock below the centre."""


class Docks(QObject):
    """One dock a panel, made when a workspace first shows it; a workspace comes back as it was left."""

    def __init__(self, window: QMainWindow, panel: Callable[[str], Panel]) -> None:
        """``panel`` gives the panel of an id."""
        super().__init__(window)
        self._window = window
        self._panel = panel
        self._places: list[Place] = []
        self._small = False
        self._workspace = ""
        self._defaults: dict[str, Arrangement] = {}
        self._left: dict[str, Arrangement] = {}
        """How workspaces were left, by their ids; never as the presenter's view has them."""
        self._awaited: Arrangement | None = None
        """How the docks will stand, while they are hidden or have not yet settled."""
        self.are_hidden = False
        self.by_panel: dict[str, QDockWidget] = {}
        """All docks made so far."""
        window.setDockNestingEnabled(True)
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        window.setCorner(Qt.Corner.BottomLeftCorner, AREAS["left"])
        window.setCorner(Qt.Corner.BottomRightCorner, AREAS["right"])
        self._empty = window.saveState()

    def show_workspace(self, workspace: Workspace, layout: QByteArray | None = None) -> None:
        """Show the docks of a workspace as they were left, or as in ``layout`` if it was not shown before."""
        if workspace.id == self._workspace:
            return
        self._leave()
        self._workspace = workspace.id
        self._places = [place for place in workspace.places if place.area in AREAS]
        for place in self._places:
            if place.panel not in self.by_panel:
                self.by_panel[place.panel] = PanelDock(place.panel, self._panel(place.panel), self._window)
        place_docks(self._window, self._places, self.by_panel)
        if workspace.id not in self._defaults:
            self._set_default_sizes()
            self._defaults[workspace.id] = Arrangement(self._window.saveState(), self._small, None)
        if workspace.id not in self._left:
            found = layout and Arrangement(layout, is_small(self._window), {})
            self._left[workspace.id] = found or self._defaults[workspace.id]
        if self.are_presenting:
            self._window.restoreState(self._left[workspace.id].layout)
            self._present()
        else:
            self._put_back(self._left[workspace.id])

    @property
    def layouts(self) -> dict[str, QByteArray]:
        """How the docks stood when their workspace was left, by its id; never as the presenter's view has them."""
        return {name: arrangement.layout for name, arrangement in self._left.items()}

    def docks(self) -> list[QDockWidget]:
        """Those of the workspace that is shown."""
        return [self.by_panel[place.panel] for place in self._places]

    def _leave(self) -> None:
        if not self._workspace:
            return
        self._note()
        self._awaited = None
        self.are_hidden = False
        for dock in self.docks():
            self._window.removeDockWidget(dock)
        # Areas that are now empty would be remembered with the size they had, and shrink the others.
        self._window.restoreState(self._empty)

    def _set_default_sizes(self) -> None:
        self._small = is_small(self._window)
        give_default_sizes(self._window, self._places, self.by_panel)

    def follow_window(self) -> None:
        """The window has another size: docks that still have their default widths get those for it."""
        if is_small(self._window) == self._small or self._awaited or self.are_presenting:
            return
        untouched = all(
            abs(self.by_panel[place.panel].width() - widths(self._small)[place.area]) <= 2
            for place in self._places
            if place.area in WIDTHS
        )
        self._small = is_small(self._window)
        if untouched:
            self._set_default_sizes()

    def toggle_hidden(self) -> None:
        """Leave the centre alone in the window, or bring the docks back."""
        if self._awaited and self.are_hidden:
            self.are_hidden = False
            self._put_back(self._awaited)
        else:
            self._awaited = self._arrangement()
            self.are_hidden = True
            for dock in self.docks():
                dock.hide()

    @property
    def are_presenting(self) -> bool:
        """Whether the presenter's view is on."""
        return appearance().scale > 1

    def toggle_presenter(self) -> None:
        """Larger type and controls and one column of what a class needs to see, or back."""
        if self.are_hidden:
            self.toggle_hidden()
        if not self.are_presenting:
            self._note()
            self._awaited = None
            appearance().scale = PRESENTER_SCALE
            self._present()
        else:
            appearance().scale = 1.0
            self._forget_least_sizes()
            self._put_back(self._left[self._workspace])

    def _present(self) -> None:
        for place in self._places:
            # One column, so that the centre keeps most of the width; and below it what needs all of that.
            stays = place.area == "bottom" and place.presented
            self._window.addDockWidget(AREAS["bottom" if stays else "left"], self.by_panel[place.panel])
            self.by_panel[place.panel].setVisible(place.presented)
        shown = [self.by_panel[place.panel] for place in self._places if place.presented and place.area != "bottom"]
        self._window.resizeDocks(shown, [PRESENTER_WIDTH] * len(shown), Qt.Orientation.Horizontal)
        self._window.resizeDocks(shown, PRESENTER_HEIGHTS[: len(shown)], Qt.Orientation.Vertical)
        below = [self.by_panel[place.panel] for place in self._places if place.presented and place.area == "bottom"]
        height = round(self._window.height() * PRESENTER_SHARE)
        self._window.resizeDocks(below, [height] * len(below), Qt.Orientation.Vertical)

    def _arrangement(self) -> Arrangement:
        """As the docks stand, with the sizes that they will have."""
        if self._awaited is None:
            return Arrangement.of(self._window, {place.panel: self.by_panel[place.panel] for place in self._places})
        # Another tab may have been brought to the front already.
        return self._awaited if self.are_hidden else replace(self._awaited, layout=self._window.saveState())

    def _note(self) -> None:
        """Keep how this workspace is arranged, unless by the presenter's view."""
        if not self.are_presenting:
            self._left[self._workspace] = self._arrangement()

    def _put_back(self, arrangement: Arrangement) -> None:
        self._awaited = arrangement
        self._window.restoreState(arrangement.layout)
        # Panels that were hidden tell their least sizes at this scale only then: until then docks may be too wide.
        QTimer.singleShot(0, self._settle)

    @Slot()
    def _settle(self) -> None:
        arrangement = self._awaited
        if arrangement is None or self.are_hidden:
            return
        self._awaited = None
        if arrangement.sizes is None:
            self._set_default_sizes()
        else:
            give_sizes(self._window, self.by_panel, arrangement.sizes)
            self._small = arrangement.small
            self.follow_window()

    def _forget_least_sizes(self) -> None:
        """Let the layouts know now, not at the next turn of the event loop, how small docks may be at this scale."""
        widgets = [widget for dock in self.docks() for widget in (dock.widget(), dock)]
        for widget in (*widgets, self._window):
            widget.updateGeometry()
            if layout := widget.layout():
                layout.invalidate()
                layout.activate()

    def reset(self) -> None:
        """Every dock of this workspace back to its place."""
        self._come_back()
        self._put_back(self._defaults[self._workspace])

    def settle(self) -> None:
        """Leave the views that are not remembered, and bring ``layouts`` up to date."""
        self._note()
        self._come_back()

    def _come_back(self) -> None:
        if self.are_hidden:
            self.toggle_hidden()
        if self.are_presenting:
            self.toggle_presenter()
