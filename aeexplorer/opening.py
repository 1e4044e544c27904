"""Opening data: what happens between a file that a user gives and images in the draft of the next run."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from aeexplorer.session.ask_thread import Answer
from aeexplorer.session.problem import Problem
from aeexplorer.session.session import Session
from aeexplorer.widgets.data_chooser import DataChooser
from aeexplorer.widgets.first_look_dialog import FirstLookDialog
from training.recipe import Data

CHANNEL = "which source"


class DataOpening(QObject):
    """Opens the chooser of data sets and the first look, and puts what they give into the draft."""

    failed = Signal(object)
    """The Problem with a file."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._guessing: Path | None = None
        self.chooser: DataChooser | None = None
        """The chooser that is open, if any."""
        self.first_look: FirstLookDialog | None = None
        """The first look that is open, if any."""
        session.reader.answered.connect(self._hear)

    @Slot()
    def choose(self) -> None:
        """Let the user choose among the data sets that there are."""
        if self.chooser is not None:
            return
        document = self._session.document
        used = [run.recipe.data for run in reversed(document.runs)]
        chooser = DataChooser(self._session.reader, document.recipe.data, self._window, used=used)
        chooser.chosen.connect(self.use_source)
        chooser.path_chosen.connect(self.open_path)
        chooser.finished.connect(self._forget_chooser)
        self.chooser = chooser
        chooser.open()

    @Slot(object)
    def open_path(self, path: Path) -> None:
        """Look at a file or folder of the user's; what reads it is made out first."""
        self._guessing = path
        self._session.reader.ask(CHANNEL, partial(_source_for, path))

    @Slot()
    def look(self) -> None:
        """A first look at the images of the draft."""
        self.look_at(self._session.document.recipe.data)

    @Slot(object)
    def look_at(self, data: Data) -> None:
        """A first look at the images of ``data``."""
        if self.first_look is not None:
            self.first_look.look_at(data)
            return
        dialog = FirstLookDialog(self._session.reader, data, self._window)
        dialog.used.connect(self.use)
        dialog.finished.connect(self._forget_first_look)
        self.first_look = dialog
        dialog.open()

    @Slot(object)
    def use_source(self, name: str) -> None:
        """Make a set with images of its own the draft's; one that is the draft's already keeps its files."""
        data = self._session.document.recipe.data
        if name != data.source:
            self.use(Data(source=name, held_out=data.held_out))

    @Slot(object)
    def use(self, data: Data) -> None:
        """Make ``data`` the draft's."""
        document = self._session.document
        document.set_recipe(document.recipe.model_copy(update={"data": data}))

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        if answer.channel != CHANNEL or not self._session.reader.is_latest(answer):
            return
        path, self._guessing = self._guessing, None
        if answer.error is None:
            held_out = self._session.document.recipe.data.held_out
            self.look_at(answer.result.model_copy(update={"held_out": held_out}))
        else:
            name = path.name if path is not None else ""
            self.failed.emit(Problem(self.tr("“{name}” cannot be opened.").format(name=name), answer.error, ""))

    @Slot()
    def _forget_chooser(self) -> None:
        if self.chooser is not None:
            self.chooser.deleteLater()
            self.chooser = None

    @Slot()
    def _forget_first_look(self) -> None:
        if self.first_look is not None:
            self.first_look.deleteLater()
            self.first_look = None


def _source_for(path: Path) -> Data:
    """The ``[data]`` that reads ``path``. For the reader's thread: it opens the file."""
    from training.data.guess import source_for

    return source_for(path)
