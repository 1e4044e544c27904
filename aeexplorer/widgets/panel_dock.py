"""A dock of one panel, which may be a tab behind another: then the tab has its name, and its panel is not shown."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

from aeexplorer.widgets.dock_title import DockTitle
from aeexplorer.widgets.panel import Panel


class PanelDock(QDockWidget):
    """Its object name is ``name``, by which layouts are remembered."""

    def __init__(self, name: str, panel: Panel, window: QMainWindow) -> None:
        super().__init__(QCoreApplication.translate("Panels", panel.title), window)
        self._window = window
        self._title = DockTitle(self.windowTitle(), panel.header_widget(), self)
        self.setObjectName(name)
        self.setTitleBarWidget(self._title)
        self.setWidget(panel)
        # A tab that comes to the front must not make the docks larger.
        policy = panel.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        panel.setSizePolicy(policy)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._follow_tabs)
        self.visibilityChanged.connect(self._show_panel)
        for signal in (self.visibilityChanged, self.dockLocationChanged, self.topLevelChanged):
            signal.connect(self._look_soon)

    @Slot(bool)
    def _show_panel(self, visible: bool) -> None:
        # Qt moves docks behind others out of sight, where they still count as visible; panels would go on computing.
        self.widget().setVisible(visible)
        self._title.take_keys(visible)

    @Slot()
    def _look_soon(self) -> None:
        # Where a dock stands is settled only when all have been placed.
        self._soon.start()

    @Slot()
    def _follow_tabs(self) -> None:
        self._title.set_tabbed(bool(self._window.tabifiedDockWidgets(self)) and not self.isFloating())
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if not bar.accessibleName():
                bar.setDrawBase(False)
                bar.setAccessibleName(self.tr("Panels that share this place"))
