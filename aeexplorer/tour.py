"""A scripted visit: drives the real window with real mouse and key events, and saves a picture at every stop."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from aeexplorer.panels.canvas import CanvasPanel
from aeexplorer.panels.experiments import ExperimentsPanel
from aeexplorer.panels.latent_map import LatentMapPanel
from aeexplorer.panels.sweep_table import SweepTablePanel
from aeexplorer.session.run import Run, RunState
from aeexplorer.window import Window

Codes = NDArray[np.float32]

PATIENCE = 180.0
"""Seconds that a stop may take to come about."""
SETTLE = 0.7
"""Seconds from what was waited for to the picture: animations end, decoded images arrive."""
POLL_MS = 30


class StopFailedError(Exception):
    """What a stop waited for or looked for did not come about."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The visit goes on when ``condition`` holds."""

    what: str
    condition: Callable[[], bool]


class Tour(QObject):
    """One visit; the application ends with it, with exit code 1 if a stop failed."""

    def __init__(self, window: Window, folder: Path) -> None:
        super().__init__(window)
        self._window = window
        self._folder = folder
        self._steps = self._visit()
        self._wait: Wait | None = None
        self._deadline = 0.0
        self._number = 0
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._go_on)

    @Slot()
    def start(self) -> None:
        """Begin; the event loop has to run."""
        self._timer.start()

    @Slot()
    def _go_on(self) -> None:
        """Take the next step once what is waited for has come about."""
        try:
            if self._wait is not None and not self._wait.condition():
                if time.monotonic() > self._deadline:
                    raise StopFailedError(f"waited in vain until {self._wait.what}")
                return
            self._wait = next(self._steps, None)
            self._deadline = time.monotonic() + PATIENCE
            if self._wait is None:
                self._end(0)
        except Exception as error:  # a tour reports whatever goes wrong, and ends
            print(f"The tour failed after picture {self._number}: {error or type(error).__name__}", file=sys.stderr)
            self._end(1)

    def _end(self, code: int) -> None:
        self._timer.stop()
        self._window.session.close()
        QApplication.exit(code)

    # The visit, from the first look to the projector

    def _visit(self) -> Iterator[Wait]:
        self._folder.mkdir(parents=True, exist_ok=True)
        yield self._pause(2.0)
        yield from self._picture("start")

        self._press("Train")
        yield Wait("codes are on the map", lambda: len(self._map.view.codes) > 0)
        yield Wait("the classes begin to part", lambda: self._run.shown_epoch >= 5)
        self._hover(self._middle())
        yield from self._picture("training")

        yield Wait("the run has finished", lambda: self._run.state is RunState.FINISHED)
        yield self._pause(SETTLE)
        self._press("Both")
        for label in (0, 7, 1):
            self._click(self._dense(label), Qt.KeyboardModifier.ShiftModifier)
        self._expect(len(self._window.session.selection.pins) == 3, "three pins")
        self._click(self._some_code(4), Qt.KeyboardModifier.NoModifier)
        self._expect(self._window.session.selection.image is not None, "a selected image")
        self._hover(self._beside(self._dense(8)))
        yield Wait("the cursor decodes", lambda: self._window.session.selection.cursor is not None)
        yield from self._picture("explore")

        self._window.commands.toggle_dark()
        yield from self._picture("dark")
        self._window.commands.toggle_dark()

        self._press("VAE")
        self._press("Train new run")
        yield Wait("the VAE has finished", lambda: self._second_run_finished())
        self._hover(self._middle())
        yield from self._picture("vae")

        self._window.commands.toggle_docks()
        yield from self._picture("decoded-map")
        self._window.commands.toggle_docks()

        self._window.commands.toggle_presenter()
        yield from self._picture("presenter")
        self._window.commands.toggle_presenter()

        yield from self._restore()

        yield from self._experiments()

    def _experiments(self) -> Iterator[Wait]:
        """A sweep that a visitor makes up, while it runs and when it is over; one of its runs is opened."""
        self._press("Experiments")
        experiments = self._window.session.experiments
        yield Wait("the reports' figures are read", lambda: bool(experiments.reports and experiments.sweeps))
        self._press("New sweep…")
        dialog = cast(ExperimentsPanel, self._window.panel("experiments")).dialog
        self._expect(dialog is not None, "the dialog for a new sweep")
        assert dialog is not None
        for n, (key, values) in enumerate((("schedule.epochs", "1, 3"), ("bottleneck.kind", "plain, gaussian"))):
            dialog.keys[n].set_value(key)
            dialog.keys[n].changed.emit(key)
            dialog.values[n].clear()
            QTest.keyClicks(dialog.values[n], values)
        self._expect(dialog.use.isEnabled(), "a sweep of four runs")
        QTest.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
        yield Wait("the sweep runs", lambda: experiments.active)
        yield Wait("the sweep is over", lambda: not experiments.active)
        yield Wait("its table is read", lambda: experiments.facts is not None and experiments.facts.done == 4)
        yield from self._picture("experiments")

        self._window.commands.toggle_dark()
        yield from self._picture("experiments-dark")
        self._window.commands.toggle_dark()

        table = cast(SweepTablePanel, self._window.panel("sweep_table")).table
        first = table.visualRect(table.sorter.index(0, 0)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, first)
        yield Wait("the run is open", lambda: self._run.state is RunState.FINISHED and len(self._run.codes) > 0)
        yield from self._picture("opened-run")

    def _restore(self) -> Iterator[Wait]:
        """A hole is painted into a digit; what each way makes of it, and where its code goes."""
        self._window.commands.show_workspace("restore")
        restoration = self._window.session.restoration
        canvas = cast(CanvasPanel, self._window.panel("canvas")).canvas
        yield Wait("an image is under the brush", lambda: canvas.isVisible() and restoration.subject.index is not None)
        yield self._pause(SETTLE)
        height, width = restoration.painting.size
        places = [(0.2, 0.55), (0.4, 0.7), (0.6, 0.55), (0.7, 0.4)]
        points = [canvas.where(row * height, column * width) for row, column in places]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, points[0])
        for point in points[1:]:
            QTest.mouseMove(canvas, point)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, points[-1])
        self._expect(restoration.painting.painted > 0, "a painted hole")
        yield Wait("the hole is filled", lambda: not restoration.is_busy)
        yield from self._picture("restore")

        self._window.commands.toggle_dark()
        yield from self._picture("restore-dark")
        self._window.commands.toggle_dark()
        self._window.commands.show_workspace("explore")

    def _second_run_finished(self) -> bool:
        runs = self._window.session.document.runs
        return len(runs) == 2 and self._run is runs[1] and self._run.state is RunState.FINISHED

    def _picture(self, name: str) -> Iterator[Wait]:
        """Wait until all has settled, and save what the window shows."""
        yield self._pause(SETTLE)
        self._number += 1
        # While codes move the map shows the last points drawn; a picture has to show those of now.
        self._map.view.points.render_now()
        picture = self._window.grab()
        file = self._folder / f"{self._number}-{name}.png"
        self._expect(picture.save(str(file)), f"{file} written")
        print(f"{file}")

    @staticmethod
    def _pause(seconds: float) -> Wait:
        until = time.monotonic() + seconds
        return Wait("time has passed", lambda: time.monotonic() >= until)

    @staticmethod
    def _expect(condition: bool, what: str) -> None:
        if not condition:
            raise StopFailedError(f"expected {what}")

    # Hands

    def _press(self, text: str) -> None:
        """Click the visible button of that text."""
        for button in self._window.findChildren(QAbstractButton):
            if button.text().strip() == text and button.isVisible() and button.isEnabled():
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)
                return
        raise StopFailedError(f"expected a button “{text}”")

    def _hover(self, code: ArrayLike) -> None:
        QTest.mouseMove(self._viewport, self._place(code) + QPoint(1, 0))
        QTest.mouseMove(self._viewport, self._place(code))

    def _click(self, code: ArrayLike, modifiers: Qt.KeyboardModifier) -> None:
        QTest.mouseClick(self._viewport, Qt.MouseButton.LeftButton, modifiers, self._place(code))

    # Eyes

    @property
    def _run(self) -> Run:
        run = self._window.session.document.current
        if run is None:
            raise StopFailedError("expected a run")
        return run

    @property
    def _map(self) -> LatentMapPanel:
        return cast(LatentMapPanel, self._window.panels["latent_map"])

    @property
    def _viewport(self) -> QWidget:
        return cast(QWidget, self._map.view.viewport())

    def _place(self, code: ArrayLike) -> QPoint:
        """Pixel of the map under which a code (2,) lies."""
        x, y = (float(number) for number in np.asarray(code))
        view = self._map.view
        return cast(QPoint, view.mapFromScene(view.box.mapViewToScene(QPointF(x, y))))

    def _of_class(self, label: int) -> Codes:
        """Codes (n, 2) of a class; of all classes where there is no such class."""
        run = self._run
        if run.labels is None or not (run.labels == label).any():
            return run.codes
        of_class: Codes = run.codes[run.labels == label]
        return of_class

    def _dense(self, label: int) -> Codes:
        """The middle of a class."""
        return np.median(self._of_class(label), axis=0)

    def _middle(self) -> Codes:
        return np.median(self._run.codes, axis=0)

    def _some_code(self, label: int) -> Codes:
        """The code of an image near the middle of its class."""
        codes = self._of_class(label)
        nearest: Codes = codes[np.square(codes - self._dense(label)).sum(1).argmin()]
        return nearest

    def _beside(self, code: Codes) -> Codes:
        """A little off a code, where there may be none."""
        beside: Codes = code + np.float32(0.04) * np.ptp(self._run.codes, axis=0)
        return beside
