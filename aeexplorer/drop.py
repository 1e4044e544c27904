"""Drag and drop: a file or folder let go anywhere over the window, or over a dock beside it, is opened."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from aeexplorer.session.ask_thread import Answer, AskThread
from aeexplorer.session.problem import Problem
from aeexplorer.widgets.drop_overlay import DropOverlay

CHANNEL = "what is dropped"
RECIPE = ".toml"
RUN = "recipe.toml"
"""What tells the folder of a run from one with images."""


class DropZone(QObject):
    """Hears drags over widgets, says what a drop will do, and tells what was dropped."""

    recipe_dropped = Signal(object)
    """The Path of a recipe file."""
    run_dropped = Signal(object)
    """The Path of a run folder."""
    data_dropped = Signal(object)
    """The Path of any other file or folder."""
    refused = Signal(object)
    """The Problem with what was dropped."""

    def __init__(self, window: QMainWindow, asks: AskThread) -> None:
        """``asks`` looks at what is dragged: a disk may take its time, above all one that is elsewhere."""
        super().__init__(window)
        self._asks = asks
        self._dragged: Path | None = None
        self._holds_run: bool | None = None
        self._dropped = False
        asks.answered.connect(self._hear)
        self.overlay = DropOverlay(window)
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(50)
        self._leaving.timeout.connect(self.overlay.hide)
        self.watch(window)

    def watch(self, widget: QWidget) -> None:
        """Take drops on ``widget`` and all that lies in it and takes none itself."""
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drags that carry files are ours."""
        if isinstance(event, QDragLeaveEvent):
            # From one widget to the next Qt says "leave" and "enter": the overlay must not flicker.
            self._leaving.start()
            return False
        if not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        paths = _paths(event)
        if not paths:
            return False
        if isinstance(event, QDragEnterEvent | QDragMoveEvent):
            self._leaving.stop()
            if isinstance(event, QDragEnterEvent):
                self._announce(paths)
            event.acceptProposedAction()
            return True
        event.acceptProposedAction()
        self._leaving.stop()
        self.overlay.hide()
        # Qt answers the other program when this returns: nothing may hold that up.
        QTimer.singleShot(0, self, partial(self._take, paths))
        return True

    def _announce(self, paths: Sequence[Path]) -> None:
        """Say what a drop will do; of what has to be looked at first, once that has been done."""
        self._dropped, self._dragged = False, None
        if len(paths) > 1:
            problem = self._several(paths)
            self.overlay.announce(problem.what, f"{problem.why} {problem.advice}", refused=True)
        elif paths[0].suffix.lower() == RECIPE:
            self.overlay.announce(
                self.tr("Drop to open the recipe “{name}”").format(name=paths[0].name),
                self.tr("It becomes the draft of the next run. Runs that are open stay as they are."),
            )
        else:
            self.overlay.announce(
                self.tr("Drop to open “{name}”").format(name=paths[0].name),
                self.tr("Nothing is trained, and no file is changed."),
            )
            self._ask(paths[0])

    def _ask(self, path: Path) -> None:
        self._dragged, self._holds_run = path, None
        self._asks.ask(CHANNEL, partial(holds_run, path))

    def _take(self, paths: Sequence[Path]) -> None:
        if len(paths) > 1:
            self.refused.emit(self._several(paths))
        elif paths[0].suffix.lower() == RECIPE:
            self.recipe_dropped.emit(paths[0])
        else:
            if paths[0] != self._dragged:
                self._ask(paths[0])
            self._dropped = True
            self._tell()

    def _tell(self) -> None:
        """Tell what was dropped, if it was, and if it is known by now what it is."""
        if not self._dropped or self._holds_run is None:
            return
        path, self._dragged, self._dropped = self._dragged, None, False
        (self.run_dropped if self._holds_run else self.data_dropped).emit(path)

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        if answer.channel != CHANNEL or not self._asks.is_latest(answer) or self._dragged is None:
            return
        self._holds_run = bool(answer.result)
        if self.overlay.isVisible():
            self._say_what_it_is(self._dragged.name, is_run=self._holds_run)
        self._tell()

    def _say_what_it_is(self, name: str, *, is_run: bool) -> None:
        if is_run:
            self.overlay.announce(
                self.tr("Drop to open the run “{name}”").format(name=name),
                self.tr("It is shown as it was saved. Nothing is trained until you press Train."),
            )
        else:
            self.overlay.announce(
                self.tr("Drop to look at “{name}”").format(name=name),
                self.tr("Its images are shown first. Nothing is trained, and no file is changed."),
            )

    def _several(self, paths: Sequence[Path]) -> Problem:
        return Problem(
            self.tr("{n} things at once cannot be opened.").format(n=len(paths)),
            self.tr("A data set is one file or one folder, and a recipe is one file."),
            self.tr("Put the files into one folder and drop that, or drop one of them."),
        )


def holds_run(path: Path) -> bool:
    """Whether ``path`` is the folder of a run. Not for the GUI thread: it looks at the disk."""
    try:
        return (path / RUN).is_file()
    except (OSError, ValueError):
        return False


def _paths(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
