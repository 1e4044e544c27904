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
)

from aeexplorer import dialogs
from aeexplorer.actions import ACTIONS, MENUS, Action, Menu
from aeexplorer.centre import Centre
from aeexplorer.commands import WindowCommands
from aeexplorer.dialogs import Closing
from aeexplorer.docks import Docks
from aeexplorer.drop import DropZone
from aeexplorer.hands import Hands
from aeexplorer.header import Header
from aeexplorer.notices import Notices
from aeexplorer.opening import DataOpening
from aeexplorer.panels import PANELS
from aeexplorer.panels.curves import CurvesPanel
from aeexplorer.panels.latent_map import LatentMapPanel
from aeexplorer.panels.run_form import RunPanel
from aeexplorer.placing import SIZE
from aeexplorer.session.problem import Problem
from aeexplorer.session.session import Session
from aeexplorer.settings import Settings
from aeexplorer.status import Status
from aeexplorer.theme import appearance
from aeexplorer.widgets.panel import Panel
from aeexplorer.workspaces import WORKSPACES, workspace

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
        appearance().reduces_motion = settings.reduces_motion

        self.panels: dict[str, Panel] = {}
        """By id; those of a workspace are built when it is first shown."""
        self._centre = Centre(self)
        self.setCentralWidget(self._centre)
        self.docks = Docks(self, self.panel)
        curves = cast(CurvesPanel, self.panel("curves"))
        self.commands = WindowCommands(self, session, settings, self.docks, curves, self._centre)
        self.commands.failed.connect(self.show_problem)
        self.commands.workspace_wanted.connect(self.show_workspace)
        self.drop = DropZone(self, session.asks)
        self._build_header()
        self.setStatusBar(Status(session, self))
        if settings.geometry is not None:
            self.restoreGeometry(settings.geometry)
        self._widths: dict[str, list[int]] = {}
        self.show_workspace(WORKSPACES[0].id)
        self._open_data()
        # Qt would give it to the first tab of the header; this is what one comes for.
        cast(RunPanel, self.panels["run"]).controls.train.setFocus()

        self._refreshed = 0
        self._repaint = QTimer(self)
        self._repaint.setInterval(REPAINT_MS)
        self._repaint.timeout.connect(self._repaint_next_panel)
        self._repaint.start()
        if notices is not None:
            notices.raised.connect(self.show_problem)
        session.document.refused.connect(self._show_refusal)
        session.document.not_opened.connect(self.show_problem)
        session.experiments.failed.connect(self.show_problem)
        session.experiments.run_wanted.connect(self.commands.open_run_folder)
        session.experiments.comparison_wanted.connect(self.commands.compare_run_folders)
        session.generation.wanted.connect(self.commands.generate_set)
        self._hands = Hands(session.courtesy, cast(LatentMapPanel, self.panel("latent_map")).view, self)

    # Building

    def panel(self, name: str) -> Panel:
        """The panel of that id, built if it is not yet there."""
        if name not in self.panels:
            module, _, kind = PANELS[name].partition(":")
            self.panels[name] = getattr(import_module(module), kind)(self.session)
        return self.panels[name]

    @Slot(str)
    def show_workspace(self, name: str) -> None:
        """Show another arrangement of panels, as it was left."""
        if name == self.commands.workspace:
            return
        changed = bool(self.commands.workspace)
        if changed:
            self._widths[self.commands.workspace] = self._centre.widths
        wanted = workspace(name)
        self.docks.show_workspace(wanted, self.settings.layout(name))
        places = wanted.of("centre")
        widths = self._widths.get(name) or self.settings.widths(name)
        self._centre.show_panels(places, [self.panel(place.panel) for place in places], widths)
        self.commands.workspace = name
        self._header.show_workspace(name)
        self._take_in_docks()
        if changed:
            # What had the focus may be gone; the table or the map is what keys are for.
            self._centre.take_focus()

    def _take_in_docks(self) -> None:
        """New docks hear of files dropped; the View menu has a switch for each dock of the workspace."""
        for dock in self.docks.by_panel.values():
            switch = dock.toggleViewAction()
            if switch not in self._view_menu.actions():
                self._view_menu.addAction(switch)
                self.drop.watch(dock)
            switch.setVisible(dock in self.docks.docks())

    def _build_header(self) -> None:
        bar = QMenuBar()
        menus = {menu: bar.addMenu(QCoreApplication.translate("Actions", text)) for menu, text in MENUS.items()}
        for action in ACTIONS:
            self._add_action(action, menus)
        self._view_menu = menus["view"]
        self._view_menu.addSeparator()
        for menu in menus.values():
            menu.aboutToShow.connect(self._refresh_actions)
        self._header = Header(bar)
        self._header.workspace_chosen.connect(self.show_workspace)
        self._header.presenter_pressed.connect(self.commands.toggle_presenter)
        self._header.theme_pressed.connect(self.commands.toggle_dark)
        self._header.help_pressed.connect(self.commands.show_keys)
        self.commands.presenting.connect(self._header.show_presenting)
        self.setMenuWidget(self._header)

    def _add_action(self, action: Action, menus: dict[Menu, QMenu]) -> None:
        menu = menus[action.menu]
        if action.separated:
            menu.addSeparator()
        entry = menu.addAction(QCoreApplication.translate(action.context, action.text))
        entry.setShortcut(QKeySequence(action.shortcut))
        entry.setCheckable(action.checked is not None)
        entry.triggered.connect(lambda: action.call(self.commands))
        # Shortcuts of a menu bar inside another widget are heard by the window only if it has the action, too.
        self.addAction(entry)
        self.actions_by_id[action.id] = entry

    def _open_data(self) -> None:
        """Data come from the run panel's chooser, from the menu, and from files that are dropped."""
        self.opening = DataOpening(self.session, self)
        self.opening.failed.connect(self.show_problem)
        run = cast(RunPanel, self.panels["run"])
        for wanted in (run.data_wanted, self.commands.data_wanted):
            wanted.connect(self.opening.choose)
        for wanted in (run.look_wanted, self.commands.look_wanted):
            wanted.connect(self.opening.look)
        self.drop.refused.connect(self.show_problem)
        self.drop.recipe_dropped.connect(self.commands.open_recipe_file)
        self.drop.run_dropped.connect(self.commands.open_run_folder)
        self.drop.data_dropped.connect(self.opening.open_path)

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
        """Say in a strip above the centre what went wrong."""
        self._centre.problem.show_problem(problem.what, problem.why, problem.advice)

    @Slot()
    def _show_refusal(self) -> None:
        """The run panel says why a run was not started: it has to be seen."""
        self.show_workspace(WORKSPACES[0].id)
        self.docks.by_panel["run"].show()
        self.docks.by_panel["run"].raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.docks.follow_window()

    def closeEvent(self, event: QCloseEvent) -> None:
        # A saved run that is being opened has nothing to lose.
        active = [run for run in self.session.active_runs() if not run.opening]
        asks = active or self.session.experiments.active
        choice = dialogs.ask_closing(self) if asks else Closing.STOP
        if choice is Closing.CANCEL:
            event.ignore()
            return
        self._remember()
        self._repaint.stop()
        self._hands.let_go()
        # What follows may take a moment: the window must not stand there and not answer.
        self.hide()
        event.accept()
        if choice is Closing.KEEP and (self.session.active_runs() or self.session.experiments.active):
            QApplication.setQuitOnLastWindowClosed(False)
            for run in active:
                run.resume()
            # One that waits for these starts when they end, and has to be waited for in its turn.
            for run in (*active, *self.session.document.queue.runs):
                run.state_changed.connect(self._quit_when_all_have_ended)
            self.session.experiments.queue.changed.connect(self._quit_when_all_have_ended)
        else:
            self.session.close()

    def _remember(self) -> None:
        """Keep where window, docks and panels stand."""
        self.docks.settle()
        self._widths[self.commands.workspace] = self._centre.widths
        self.settings.remember_geometry(self.saveGeometry())
        for name, layout in self.docks.layouts.items():
            self.settings.remember_layout(name, layout, self._widths[name])

    @Slot()
    def _quit_when_all_have_ended(self) -> None:
        if not self.session.active_runs() and not self.session.experiments.active:
            QApplication.quit()
