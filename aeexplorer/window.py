"""The window: puts panels, header and status bar together, repaints what is out of date, and closes with care."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from PySide6.QtCore import QCoreApplication, QTimer, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QMenuBar,
    QVBoxLayout,
    QWidget,
)

from aeexplorer import dialogs
from aeexplorer.actions import ACTIONS, MENUS, Action, Menu
from aeexplorer.commands import WindowCommands
from aeexplorer.dialogs import Closing
from aeexplorer.docks import SIZE, Docks
from aeexplorer.drop import DropZone
from aeexplorer.hands import Hands
from aeexplorer.header import Header
from aeexplorer.notices import Notices
from aeexplorer.opening import DataOpening
from aeexplorer.panels import PANELS
from aeexplorer.panels.curves import CurvesPanel
from aeexplorer.panels.latent_map import LatentMapPanel
from aeexplorer.panels.run_form import RunPanel
from aeexplorer.session.problem import Problem
from aeexplorer.session.run import RunState
from aeexplorer.session.session import Session
from aeexplorer.settings import Settings
from aeexplorer.status import Status
from aeexplorer.theme import appearance
from aeexplorer.widgets.dock_title import DockTitle
from aeexplorer.widgets.error_strip import ErrorStrip
from aeexplorer.widgets.panel import Panel
from aeexplorer.workspaces import WORKSPACES

MINIMUM_SIZE = (1280, 720)
REPAINT_MS = 12
"""Between two panels."""


class Window(QMainWindow):
    """The one main window of a session."""

    def __init__(self, session: Session, settings: Settings, notices: Notices | None = None) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self.actions_by_id: dict[str, QAction] = {}

        self.setWindowTitle("aeexplorer")
        self.setMinimumSize(*MINIMUM_SIZE)
        self.resize(*SIZE)
        appearance().mode = settings.theme_mode

        self.panels = {place.panel: self._panel(place.panel) for place in WORKSPACES[0].places}
        self._build_centre()
        self.docks = Docks(self, WORKSPACES[0], self.panels)
        curves = cast(CurvesPanel, self.panels["curves"])
        self.commands = WindowCommands(self, session, settings, self.docks, curves, self._centre)
        self.commands.failed.connect(self.show_problem)
        self._open_data()
        self._build_header()
        self.setStatusBar(Status(session, self))
        self.docks.restore(settings)

        self._refreshed = 0
        self._repaint = QTimer(self)
        self._repaint.setInterval(REPAINT_MS)
        self._repaint.timeout.connect(self._repaint_next_panel)
        self._repaint.start()
        if notices is not None:
            notices.raised.connect(self.show_problem)
        session.document.refused.connect(self._show_refusal)
        self._hands = Hands(session.courtesy, cast(LatentMapPanel, self._centre).view, self)

    # Building

    def _panel(self, name: str) -> Panel:
        """The panel of that id."""
        module, _, kind = PANELS[name].partition(":")
        panel: Panel = getattr(import_module(module), kind)(self.session)
        return panel

    def _build_centre(self) -> None:
        self._problem = ErrorStrip(parent=self)
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._problem)
        (place,) = (place for place in WORKSPACES[0].places if place.area == "centre")
        self._centre = self.panels[place.panel]
        title = QCoreApplication.translate("Panels", self._centre.title)
        column.addWidget(DockTitle(title, self._centre.header_widget()))
        column.addWidget(self._centre, 1)
        self.setCentralWidget(centre)

    def _build_header(self) -> None:
        bar = QMenuBar()
        menus = {menu: bar.addMenu(QCoreApplication.translate("Actions", text)) for menu, text in MENUS.items()}
        for action in ACTIONS:
            self._add_action(action, menus)
        self._add_dock_switches(menus["view"])
        for menu in menus.values():
            menu.aboutToShow.connect(self._refresh_actions)
        header = Header(bar)
        header.presenter_pressed.connect(self.commands.toggle_presenter)
        header.theme_pressed.connect(self.commands.toggle_dark)
        header.help_pressed.connect(self.commands.show_keys)
        self.commands.presenting.connect(header.show_presenting)
        self.setMenuWidget(header)

    def _add_action(self, action: Action, menus: dict[Menu, QMenu]) -> None:
        menu = menus[action.menu]
        if action.separated:
            menu.addSeparator()
        entry = menu.addAction(QCoreApplication.translate("Actions", action.text))
        entry.setShortcut(QKeySequence(action.shortcut))
        entry.setCheckable(action.checked is not None)
        entry.triggered.connect(lambda: action.call(self.commands))
        # Shortcuts of a menu bar inside another widget are heard by the window only if it has the action, too.
        self.addAction(entry)
        self.actions_by_id[action.id] = entry

    def _add_dock_switches(self, menu: QMenu) -> None:
        menu.addSeparator()
        for dock in self.docks.by_panel.values():
            menu.addAction(dock.toggleViewAction())

    def _open_data(self) -> None:
        """Data come from the run panel's chooser, from the menu, and from files that are dropped."""
        self.opening = DataOpening(self.session, self)
        self.opening.failed.connect(self.show_problem)
        run = cast(RunPanel, self.panels["run"])
        for wanted in (run.data_wanted, self.commands.data_wanted):
            wanted.connect(self.opening.choose)
        for wanted in (run.look_wanted, self.commands.look_wanted):
            wanted.connect(self.opening.look)
        self.drop = DropZone(self)
        self.drop.refused.connect(self.show_problem)
        self.drop.recipe_dropped.connect(self.commands.open_recipe_file)
        self.drop.data_dropped.connect(self.opening.open_path)
        for dock in self.docks.by_panel.values():
            self.drop.watch(dock)

    # Repainting

    @Slot()
    def _repaint_next_panel(self) -> None:
        # One at a time, in turns: painted together they would hold up the mouse for longer than a frame.
        panels = list(self.panels.values())
        for _ in panels:
            self._refreshed = (self._refreshed + 1) % len(panels)
            if panels[self._refreshed].refresh_if_dirty():
                break

    @Slot()
    def _refresh_actions(self) -> None:
        for action in ACTIONS:
            entry = self.actions_by_id[action.id]
            entry.setEnabled(action.enabled(self.commands))
            if action.checked is not None:
                entry.setChecked(action.checked(self.commands))

    @Slot(object)
    def show_problem(self, problem: Problem) -> None:
        """Say in a strip above the map what went wrong."""
        self._problem.show_problem(problem.what, problem.why, problem.advice)

    @Slot()
    def _show_refusal(self) -> None:
        """The run panel says why a run was not started: it has to be seen."""
        self.docks.by_panel["run"].show()
        self.docks.by_panel["run"].raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.docks.follow_window()

    def closeEvent(self, event: QCloseEvent) -> None:
        active = self.session.active_runs()
        choice = dialogs.ask_closing(self) if active else Closing.STOP
        if choice is Closing.CANCEL:
            event.ignore()
            return
        self.docks.remember(self.settings)
        self._repaint.stop()
        self._hands.let_go()
        # What follows may take a moment: the window must not stand there and not answer.
        self.hide()
        event.accept()
        if choice is Closing.KEEP and self.session.active_runs():
            QApplication.setQuitOnLastWindowClosed(False)
            for run in active:
                run.resume()
                run.state_changed.connect(self._quit_when_all_have_ended)
        else:
            self.session.close()

    @Slot(object)
    def _quit_when_all_have_ended(self, _state: RunState) -> None:
        if not self.session.active_runs():
            QApplication.quit()
