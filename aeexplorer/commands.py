"""What the window's actions do, each in a line or two."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from aeexplorer import dialogs
from aeexplorer.centre import Centre
from aeexplorer.docks import Docks
from aeexplorer.panels.curves import CurvesPanel
from aeexplorer.session.brush import Tool
from aeexplorer.session.problem import Problem, not_opened
from aeexplorer.session.session import Session
from aeexplorer.settings import Settings
from aeexplorer.theme import appearance
from training.atomic import write_atomically
from training.errors import InputError

RESTORE = "restore"
"""The workspace in which one paints."""


class WindowCommands(QObject):
    """The ``Commands`` of one window."""

    failed = Signal(object)
    """The ``Problem``."""
    data_wanted = Signal()
    """The chooser of data sets is wanted."""
    look_wanted = Signal()
    """A first look at the draft's data is wanted."""
    presenting = Signal(bool)
    """Whether the presenter's view is on."""
    workspace_wanted = Signal(str)
    """The id of a workspace to show."""

    def __init__(
        self, window: QWidget, session: Session, settings: Settings, docks: Docks, curves: CurvesPanel, centre: Centre
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._settings = settings
        self._docks = docks
        self._curves = curves
        self._centre = centre
        self.workspace = ""
        """The id of the workspace that is shown; the window keeps it."""

    def show_workspace(self, name: str) -> None:
        """Show another workspace."""
        self.workspace_wanted.emit(name)

    @property
    def can_undo(self) -> bool:
        """Whether there is a stroke to take back."""
        return self.workspace == RESTORE and self._session.restoration.painting.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is a stroke to paint again."""
        return self.workspace == RESTORE and self._session.restoration.painting.can_redo

    def undo(self) -> None:
        """Take a stroke back, where strokes are seen."""
        if self.workspace == RESTORE:
            self._session.restoration.painting.undo()

    def redo(self) -> None:
        """Paint a stroke again that was taken back."""
        if self.workspace == RESTORE:
            self._session.restoration.painting.redo()

    def take_brush(self, tool: Tool) -> None:
        """Paint with another tool."""
        if self.workspace == RESTORE:
            self._session.restoration.brush.tool = tool

    def resize_brush(self, steps: int) -> None:
        """Make the brush larger or smaller."""
        if self.workspace == RESTORE:
            self._session.restoration.brush.resize(steps)

    def train_or_pause(self) -> None:
        """Train the draft, or pause or go on with the current run."""
        self._session.document.toggle()

    def one_step(self) -> None:
        """Take one optimizer step and wait."""
        self._session.document.step()

    @property
    def is_training(self) -> bool:
        """Whether the current run has not ended."""
        run = self._session.document.current
        return run is not None and run.state.active

    def step_epoch(self, by: int) -> None:
        """Show the codes and weights of an earlier or a later epoch."""
        self._curves.step_epoch(by)

    def toggle_live(self) -> None:
        """Follow the training, or stay at the epoch shown."""
        self._curves.toggle_live()

    def finish_run(self) -> None:
        """End the current run as if its last epoch were over."""
        if run := self._session.document.current:
            run.finish()

    def stop_run(self) -> None:
        """End the current run now, and save it."""
        if run := self._session.document.current:
            run.stop()

    def choose_data(self) -> None:
        """Let the user choose a data set."""
        self.data_wanted.emit()

    def first_look(self) -> None:
        """Show what the draft's data set holds."""
        self.look_wanted.emit()

    def open_recipe(self) -> None:
        """Let the user choose a recipe file and make it the draft."""
        if file := dialogs.ask_recipe_to_open(self._window):
            self.open_recipe_file(file)

    def open_recipe_file(self, file: Path) -> None:
        """Make a recipe file the draft; what is wrong with it is said in the window."""
        try:
            self._session.document.load_recipe(file)
        except InputError as error:
            self.failed.emit(Problem(self.tr("This recipe cannot be used."), str(error), ""))

    def open_run(self) -> None:
        """Let the user choose a run folder and open what is saved there."""
        if folder := dialogs.ask_run_to_open(self._window, self._session.document.runs_folder):
            self.open_run_folder(folder)

    @Slot(object)
    def open_run_folder(self, folder: Path) -> None:
        """Open a saved run where it can be explored; what is wrong with it is said in the window."""
        self.show_workspace("explore")
        try:
            self._session.document.open_run(folder)
        except InputError as error:
            self.failed.emit(not_opened(str(error)))

    @Slot(object)
    def compare_run_folders(self, folders: tuple[Path, ...]) -> None:
        """Open saved runs and compare them alone; what is wrong with one is said in the window.

        What is current stays so, with its draft: one comes back to it.
        """
        document = self._session.document
        self.show_workspace("compare")
        runs = []
        for folder in folders:
            try:
                runs.append(document.open_run(folder, current=document.current is None))
            except InputError as error:
                self.failed.emit(not_opened(str(error)))
        if runs:
            self._session.comparing.choose(runs)

    @Slot()
    def generate_set(self) -> None:
        """New images of an open run, and where to save them; where runs are compared, with the noise they are fed."""
        comparing = self._session.comparing
        self._session.generation.start_from(comparing.conditions if self.workspace == "compare" else None)
        dialogs.show_generation(self._window, self._session)

    def save_recipe(self) -> None:
        """Let the user choose where to write the draft."""
        if file := dialogs.ask_recipe_to_save(self._window):
            self.save_recipe_file(file)

    def save_recipe_file(self, file: Path) -> None:
        """Write the draft; a disk that refuses is said in the window."""
        if file.suffix != ".toml":
            file = file.with_name(f"{file.name}.toml")
        try:
            write_atomically(file, self._session.document.recipe.to_toml().encode())
        except OSError as error:
            self.failed.emit(
                Problem(self.tr("The recipe was not saved."), f"{error}.", self.tr("Choose another folder."))
            )

    def quit(self) -> None:
        """Close the window, and with it the program."""
        self._window.close()

    @Slot()
    def show_keys(self) -> None:
        """A table of the keys."""
        dialogs.show_keys(self._window)

    def show_about(self) -> None:
        """Name, version, licence."""
        dialogs.show_about(self._window)

    @property
    def is_presenting(self) -> bool:
        """Whether the presenter's view is on."""
        return self._docks.are_presenting

    @Slot()
    def toggle_presenter(self) -> None:
        """Larger type and controls and only what a class needs to see, or back."""
        self._docks.toggle_presenter()
        self.presenting.emit(self._docks.are_presenting)

    @property
    def is_dark(self) -> bool:
        """Whether the dark theme is in force."""
        return appearance().theme.dark

    @Slot()
    def toggle_dark(self) -> None:
        """Light to dark and back."""
        self._settings.theme_mode = "light" if self.is_dark else "dark"
        appearance().mode = self._settings.theme_mode

    @property
    def follows_system(self) -> bool:
        """Whether the desktop decides between light and dark."""
        return self._settings.theme_mode == "system"

    def follow_system(self) -> None:
        """Light or dark as the desktop."""
        self._settings.theme_mode = "system"
        appearance().mode = "system"

    @property
    def reduces_motion(self) -> bool:
        """Whether what moves by itself is at its place at once."""
        return appearance().reduces_motion

    def toggle_motion(self) -> None:
        """Let codes and view glide to their places, or be there at once."""
        self._settings.reduces_motion = not self.reduces_motion
        appearance().reduces_motion = self._settings.reduces_motion

    @property
    def hides_docks(self) -> bool:
        """Whether the centre is alone in the window."""
        return self._docks.are_hidden

    def toggle_docks(self) -> None:
        """Leave the centre alone in the window, or bring the docks back."""
        self._docks.toggle_hidden()
        if self._docks.are_hidden:
            # What had the focus is gone; without this Qt gives it to the first tab of the header.
            self._centre.take_focus()

    def reset_layout(self) -> None:
        """Every dock of this workspace back to its place."""
        self._settings.forget_layout(self.workspace)
        self._docks.reset()
        self.presenting.emit(False)
