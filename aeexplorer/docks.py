"""The docks of the window: where they stand, how large they are, and what the presenter's view leaves of them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, QTimer, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow

from aeexplorer.settings import Settings
from aeexplorer.theme import appearance
from aeexplorer.theme.appearance import PRESENTER_SCALE
from aeexplorer.widgets.dock_title import DockTitle
from aeexplorer.widgets.panel import Panel
from aeexplorer.workspaces import Place, Workspace

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
PRESENTER_WIDTH = 400
"""Of the one column of docks that the presenter's view has."""
PRESENTER_HEIGHTS = (480, 340)
"""Of Run and Decoder there, as far as they fit."""


class Docks(QObject):
    """One dock a panel, placed as the workspace says."""

    def __init__(self, window: QMainWindow, workspace: Workspace, panels: Mapping[str, Panel]) -> None:
        super().__init__(window)
        self._window = window
        self._places = [place for place in workspace.places if place.area in AREAS]
        self._hidden: list[QDockWidget] = []
        self.are_hidden = False
        self.by_panel = {place.panel: self._dock(panels[place.panel], place) for place in self._places}
        window.setDockNestingEnabled(True)
        window.setCorner(Qt.Corner.BottomLeftCorner, AREAS["left"])
        window.setCorner(Qt.Corner.BottomRightCorner, AREAS["right"])
        self._set_default_sizes()
        self._default = self._before_presenter = window.saveState()
        self._sizes_before_presenter: dict[str, QSize] = {}

    def _dock(self, panel: Panel, place: Place) -> QDockWidget:
        dock = QDockWidget(QCoreApplication.translate("Panels", panel.title), self._window)
        dock.setObjectName(place.panel)
        dock.setTitleBarWidget(DockTitle(dock.windowTitle(), panel.header_widget(), dock))
        dock.setWidget(panel)
        self._window.addDockWidget(AREAS[place.area], dock)
        return dock

    def _set_default_sizes(self) -> None:
        """Give every dock its size in look.md, or its share of it in a smaller window."""
        window = self._window
        self._small = self._window_is_small()
        for area in AREAS:
            places = [place for place in self._places if place.area == area]
            column = [self.by_panel[place.panel] for place in places]
            if area in WIDTHS:
                width = self._widths()[area]
                window.resizeDocks(column, [width] * len(column), Qt.Orientation.Horizontal)
            if all(place.height for place in places):
                heights = [max(round(place.height * window.height() / SIZE[1]), LEAST_HEIGHT) for place in places]
                window.resizeDocks(column, heights, Qt.Orientation.Vertical)

    def _window_is_small(self) -> bool:
        return self._window.width() < SIZE[0] or self._window.height() < SIZE[1]

    def _widths(self) -> dict[str, int]:
        return SMALL_WIDTHS if self._small else WIDTHS

    def follow_window(self) -> None:
        """The window has another size: docks that still have their default widths get those for it."""
        if self._window_is_small() == self._small or self.are_hidden or self.are_presenting:
            return
        untouched = all(
            abs(self.by_panel[place.panel].width() - self._widths()[place.area]) <= 2
            for place in self._places
            if place.area in WIDTHS
        )
        self._small = self._window_is_small()
        if untouched:
            self._set_default_sizes()

    def toggle_hidden(self) -> None:
        """Leave the centre alone in the window, or bring the docks back."""
        if self.are_hidden:
            for dock in self._hidden:
                dock.show()
        else:
            self._hidden = [dock for dock in self.by_panel.values() if dock.isVisible()]
            for dock in self._hidden:
                dock.hide()
        self.are_hidden = not self.are_hidden

    @property
    def are_presenting(self) -> bool:
        """Whether the presenter's view is on."""
        return appearance().scale > 1

    def toggle_presenter(self) -> None:
        """Larger type and controls and one column of what a class needs to see, or back."""
        presenting = not self.are_presenting
        appearance().scale = PRESENTER_SCALE if presenting else 1.0
        self.are_hidden = False
        if not presenting:
            self._forget_least_sizes()
            self._window.restoreState(self._before_presenter)
            # Panels that were hidden tell their least sizes at this scale only at the next turn of the event loop.
            QTimer.singleShot(0, self._resize_as_before_presenter)
            return
        self._before_presenter = self._window.saveState()
        self._sizes_before_presenter = {name: dock.size() for name, dock in self.by_panel.items() if dock.isVisible()}
        for place in self._places:
            # One column, so that the map keeps most of the width.
            self._window.addDockWidget(AREAS["left"], self.by_panel[place.panel])
            self.by_panel[place.panel].setVisible(place.presented)
        shown = [self.by_panel[place.panel] for place in self._places if place.presented]
        self._window.resizeDocks(shown, [PRESENTER_WIDTH] * len(shown), Qt.Orientation.Horizontal)
        self._window.resizeDocks(shown, PRESENTER_HEIGHTS, Qt.Orientation.Vertical)

    @Slot()
    def _resize_as_before_presenter(self) -> None:
        if self.are_presenting:
            return
        docks = [self.by_panel[name] for name in self._sizes_before_presenter]
        sizes = self._sizes_before_presenter.values()
        self._window.resizeDocks(docks, [size.width() for size in sizes], Qt.Orientation.Horizontal)
        self._window.resizeDocks(docks, [size.height() for size in sizes], Qt.Orientation.Vertical)

    def _forget_least_sizes(self) -> None:
        """Let the layouts know now, not at the next turn of the event loop, how small docks may be at this scale."""
        widgets = [widget for dock in self.by_panel.values() for widget in (dock.widget(), dock)]
        for widget in (*widgets, self._window):
            widget.updateGeometry()
            if layout := widget.layout():
                layout.invalidate()
                layout.activate()

    def reset(self) -> None:
        """Every dock back to its place."""
        self._come_back()
        self._window.restoreState(self._default)
        self._set_default_sizes()

    def restore(self, settings: Settings) -> None:
        """Put window and docks where they stood at the end of the last session, if that is known."""
        if settings.geometry is not None:
            self._window.restoreGeometry(settings.geometry)
        if settings.layout is not None and not self._window.restoreState(settings.layout):
            settings.forget_layout()

    def remember(self, settings: Settings) -> None:
        """Keep where window and docks stand."""
        self._come_back()
        settings.remember_window(self._window.saveGeometry(), self._window.saveState())

    def _come_back(self) -> None:
        """Leave the views that are not remembered."""
        if self.are_hidden:
            self.toggle_hidden()
        if self.are_presenting:
            self.toggle_presenter()
