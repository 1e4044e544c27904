"""The window: places the panels, the header and the status bar, and repaints what is out of date. No logic."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QMenu,
    QMenuBar,
    QVBoxLayout,
    QWidget,
)

from aeexplorer import dialogs
from aeexplorer.actions import ACTIONS, MENUS, Action, Menu
from aeexplorer.dialogs import Closing
from aeexplorer.hands import Hands
from aeexplorer.header import Header
from aeexplorer.notices import Notices
from aeexplorer.panels import PANELS
from aeexplorer.panels.curves import CurvesPanel
from aeexplorer.panels.latent_map import LatentMapPanel
from aeexplorer.session.problem import Problem
from aeexplorer.session.run import RunState
from aeexplorer.session.session import Session
from aeexplorer.settings import Settings
from aeexplorer.status import Status
from aeexplorer.theme import appearance
from aeexplorer.theme.appearance import PRESENTER_SCALE
from aeexplorer.widgets.dock_title import DockTitle
from aeexplorer.widgets.error_strip import ErrorStrip
from aeexplorer.widgets.panel import Panel
from aeexplorer.workspaces import WORKSPACES, Area, Place
from training.atomic import write_atomically
from training.errors import InputError

AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}
WIDTHS = {"left": 288, "right": 368}
SMALL_WIDTHS = {"left": 264, "right": 320}
"""In a window smaller than the default."""
PRESENTER_WIDTH = 400
"""Of the one column of docks that the presenter's view has."""
PRESENTER_HEIGHTS = (480, 340)
"""Of Run and Decoder there, as far as they fit."""
SIZE = (1440, 900)
MINIMUM_SIZE = (1280, 720)
REPAINT_MS = 33


class Window(QMainWindow):
    """The one main window of a session."""

    def __init__(self, session: Session, settings: Settings, notices: Notices | None = None) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self.panels: dict[str, Panel] = {}
        self.docks: dict[str, QDockWidget] = {}
        self.hides_docks = False
        self._hidden_docks: list[QDockWidget] = []
        self.actions_by_id: dict[str, QAction] = {}

        self.setWindowTitle("aeexplorer")
        self.setMinimumSize(*MINIMUM_SIZE)
        self.resize(*SIZE)
        self.setDockNestingEnabled(True)
        self.setCorner(Qt.Corner.BottomLeftCorner, AREAS["left"])
        self.setCorner(Qt.Corner.BottomRightCorner, AREAS["right"])
        appearance().mode = settings.theme_mode

        self._build_centre()
        self._build_docks()
        self._build_header()
        self.setStatusBar(Status(session, self))
        self._default_layout = self._layout_before_presenter = self.saveState()
        self._restore_layout()

        self._repaint = QTimer(self)
        self._repaint.setInterval(REPAINT_MS)
        self._repaint.timeout.connect(self._repaint_panels)
        self._repaint.start()
        if notices is not None:
            notices.raised.connect(self.show_problem)
        self._hands = Hands(session.courtesy, cast(LatentMapPanel, self._centre).view, self)

    # Building

    def _build_centre(self) -> None:
        self._problem = ErrorStrip(parent=self)
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._problem)
        for place in self._places("centre"):
            panel = self._centre = self._panel(place.panel)
            title = QCoreApplication.translate("Panels", panel.title)
            column.addWidget(DockTitle(title, panel.header_widget()))
            column.addWidget(panel, 1)
        self.setCentralWidget(centre)

    def _build_docks(self) -> None:
        for name, area in AREAS.items():
            for place in self._places(name):
                panel = self._panel(place.panel)
                dock = QDockWidget(QCoreApplication.translate("Panels", panel.title), self)
                dock.setObjectName(place.panel)
                dock.setTitleBarWidget(DockTitle(dock.windowTitle(), panel.header_widget(), dock))
                dock.setWidget(panel)
                self.addDockWidget(area, dock)
                self.docks[place.panel] = dock
        self._set_default_sizes()

    def _set_default_sizes(self) -> None:
        """Give every dock its size in look.md, or its share of it in a smaller window."""
        small = self.width() < SIZE[0] or self.height() < SIZE[1]
        for name in AREAS:
            places = self._places(name)
            column = [self.docks[place.panel] for place in places]
            if name in WIDTHS:
                width = (SMALL_WIDTHS if small else WIDTHS)[name]
                self.resizeDocks(column, [width] * len(column), Qt.Orientation.Horizontal)
            if all(place.height for place in places):
                heights = [round(place.height * self.height() / SIZE[1]) for place in places]
                self.resizeDocks(column, heights, Qt.Orientation.Vertical)

    def _build_header(self) -> None:
        bar = QMenuBar()
        menus = {menu: bar.addMenu(QCoreApplication.translate("Actions", text)) for menu, text in MENUS.items()}
        for action in ACTIONS:
            self._add_action(action, menus)
        self._add_dock_switches(menus["view"])
        for menu in menus.values():
            menu.aboutToShow.connect(self._refresh_actions)
        header = Header(bar)
        header.presenter_pressed.connect(self.toggle_presenter)
        header.theme_pressed.connect(self.toggle_dark)
        header.help_pressed.connect(self.show_keys)
        self._header = header
        self.setMenuWidget(header)

    def _add_action(self, action: Action, menus: dict[Menu, QMenu]) -> None:
        menu = menus[action.menu]
        if action.separated:
            menu.addSeparator()
        entry = menu.addAction(QCoreApplication.translate("Actions", action.text))
        entry.setShortcut(QKeySequence(action.shortcut))
        entry.setCheckable(action.checked is not None)
        entry.triggered.connect(lambda: action.call(self))
        # Shortcuts of a menu bar inside another widget are heard by the window only if it has the action, too.
        self.addAction(entry)
        self.actions_by_id[action.id] = entry

    def _add_dock_switches(self, menu: QMenu) -> None:
        menu.addSeparator()
        for dock in self.docks.values():
            menu.addAction(dock.toggleViewAction())

    @staticmethod
    def _places(area: Area | str) -> list[Place]:
        return [place for place in WORKSPACES[0].places if place.area == area]

    def _panel(self, name: str) -> Panel:
        """The panel of that id, made when first asked for."""
        if name not in self.panels:
            module, _, kind = PANELS[name].partition(":")
            panel: Panel = getattr(import_module(module), kind)(self.session)
            self.panels[name] = panel
        return self.panels[name]

    # Repainting

    @Slot()
    def _repaint_panels(self) -> None:
        for panel in self.panels.values():
            panel.refresh_if_dirty()

    @Slot()
    def _refresh_actions(self) -> None:
        for action in ACTIONS:
            entry = self.actions_by_id[action.id]
            entry.setEnabled(action.enabled(self))
            if action.checked is not None:
                entry.setChecked(action.checked(self))

    # What actions call

    def train_or_pause(self) -> None:
        """Train the draft, or pause or go on with the current run."""
        self.session.document.toggle()

    def one_step(self) -> None:
        """Take one optimizer step and wait."""
        self.session.document.step()

    @property
    def is_training(self) -> bool:
        """Whether the current run has not ended."""
        run = self.session.document.current
        return run is not None and run.state.active

    def step_epoch(self, by: int) -> None:
        """Show the codes and weights of an earlier or a later epoch."""
        cast(CurvesPanel, self.panels["curves"]).step_epoch(by)

    def toggle_live(self) -> None:
        """Follow the training, or stay at the epoch shown."""
        cast(CurvesPanel, self.panels["curves"]).toggle_live()

    def finish_run(self) -> None:
        """End the current run as if its last epoch were over."""
        if run := self.session.document.current:
            run.finish()

    def stop_run(self) -> None:
        """End the current run now, and save it."""
        if run := self.session.document.current:
            run.stop()

    def open_recipe(self) -> None:
        """Let the user choose a recipe file and make it the draft."""
        if file := dialogs.ask_recipe_to_open(self):
            self.open_recipe_file(file)

    def open_recipe_file(self, file: Path) -> None:
        """Make a recipe file the draft; what is wrong with it is said in the window."""
        try:
            self.session.document.load_recipe(file)
        except InputError as error:
            self.show_problem(Problem(self.tr("This recipe cannot be used."), str(error), ""))

    def save_recipe(self) -> None:
        """Let the user choose where to write the draft."""
        if file := dialogs.ask_recipe_to_save(self):
            self.save_recipe_file(file)

    def save_recipe_file(self, file: Path) -> None:
        """Write the draft; a disk that refuses is said in the window."""
        if file.suffix != ".toml":
            file = file.with_name(f"{file.name}.toml")
        try:
            write_atomically(file, self.session.document.recipe.to_toml().encode())
        except OSError as error:
            self.show_problem(
                Problem(self.tr("The recipe was not saved."), f"{error}.", self.tr("Choose another folder."))
            )

    def quit(self) -> None:
        """Close the window, and with it the program."""
        self.close()

    @Slot()
    def show_keys(self) -> None:
        """A table of the keys."""
        dialogs.show_keys(self)

    def show_about(self) -> None:
        """Name, version, licence."""
        dialogs.show_about(self)

    @property
    def is_presenting(self) -> bool:
        """Whether the presenter's view is on."""
        return appearance().scale > 1

    @Slot()
    def toggle_presenter(self) -> None:
        """Larger type and controls and only what a class needs to see, or back."""
        presenting = not self.is_presenting
        appearance().scale = PRESENTER_SCALE if presenting else 1.0
        self.hides_docks = False
        if presenting:
            self._layout_before_presenter = self.saveState()
            for place in WORKSPACES[0].places:
                if place.panel in self.docks:
                    # One column of docks, so that the map keeps most of the width.
                    self.addDockWidget(AREAS["left"], self.docks[place.panel])
                    self.docks[place.panel].setVisible(place.presented)
            shown = [
                self.docks[place.panel] for place in WORKSPACES[0].places if place.presented and place.area != "centre"
            ]
            self.resizeDocks(shown, [PRESENTER_WIDTH] * len(shown), Qt.Orientation.Horizontal)
            self.resizeDocks(shown, PRESENTER_HEIGHTS, Qt.Orientation.Vertical)
        else:
            self.restoreState(self._layout_before_presenter)
            # The docks keep the presenter's least widths until the event loop has laid them out anew.
            QTimer.singleShot(0, self._restore_layout_before_presenter)
        self._header.show_presenting(presenting)

    @Slot()
    def _restore_layout_before_presenter(self) -> None:
        if not self.is_presenting:
            self.restoreState(self._layout_before_presenter)

    @property
    def is_dark(self) -> bool:
        """Whether the dark theme is in force."""
        return appearance().theme.dark

    @Slot()
    def toggle_dark(self) -> None:
        """Light to dark and back."""
        self.settings.theme_mode = "light" if self.is_dark else "dark"
        appearance().mode = self.settings.theme_mode

    @property
    def follows_system(self) -> bool:
        """Whether the desktop decides between light and dark."""
        return self.settings.theme_mode == "system"

    def follow_system(self) -> None:
        """Light or dark as the desktop."""
        self.settings.theme_mode = "system"
        appearance().mode = "system"

    def toggle_docks(self) -> None:
        """Leave the map alone in the window, or bring the docks back."""
        if self.hides_docks:
            for dock in self._hidden_docks:
                dock.show()
        else:
            self._hidden_docks = [dock for dock in self.docks.values() if dock.isVisible()]
            for dock in self._hidden_docks:
                dock.hide()
            # What had the focus is gone; without this Qt gives it to the first tab of the header.
            self._centre.setFocus()
        self.hides_docks = not self.hides_docks

    def reset_layout(self) -> None:
        """Every dock back to its place."""
        self.settings.forget_layout()
        if self.is_presenting:
            self.toggle_presenter()
        self.hides_docks = False
        self.restoreState(self._default_layout)
        self._set_default_sizes()

    @Slot(object)
    def show_problem(self, problem: Problem) -> None:
        """Say in a strip above the map what went wrong."""
        self._problem.show_problem(problem.what, problem.why, problem.advice)

    # Layout and closing

    def _restore_layout(self) -> None:
        geometry, layout = self.settings.geometry, self.settings.layout
        if geometry is not None:
            self.restoreGeometry(geometry)
        if layout is not None and not self.restoreState(layout):
            self.settings.forget_layout()

    def closeEvent(self, event: QCloseEvent) -> None:
        active = self.session.active_runs()
        choice = dialogs.ask_closing(self) if active else Closing.STOP
        if choice is Closing.CANCEL:
            event.ignore()
            return
        if self.hides_docks:
            self.toggle_docks()
        if self.is_presenting:
            self.toggle_presenter()
        self.settings.remember_window(self.saveGeometry(), self.saveState())
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
