"""A visitor: hands that move the mouse and press keys in the real window, eyes that look where things are, a camera."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from aeexplorer.panels.latent_map import LatentMapPanel
from aeexplorer.session.run import Run
from aeexplorer.window import Window

Codes = NDArray[np.float32]

SETTLE = 0.7
"""Seconds from what was waited for to the picture: animations end, decoded images arrive."""


class StopFailedError(Exception):
    """What a stop waited for or looked for did not come about."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The visit goes on when ``condition`` holds."""

    what: str
    condition: Callable[[], bool]


class Visitor:
    """Pictures go to ``folder``, numbered."""

    def __init__(self, window: Window, folder: Path) -> None:
        self.window = window
        self.folder = folder
        self.number = 0
        """Of the last picture."""

    def picture(self, name: str) -> Iterator[Wait]:
        """Wait until all has settled, and save what the window shows."""
        yield self.pause(SETTLE)
        self.number += 1
        # While codes move the map shows the last points drawn; a picture has to show those of now.
        self.map.view.points.render_now()
        picture = self.window.grab()
        file = self.folder / f"{self.number}-{name}.png"
        self.expect(picture.save(str(file)), f"{file} written")
        print(f"{file}")

    @staticmethod
    def pause(seconds: float) -> Wait:
        """Wait so long, from now."""
        until = time.monotonic() + seconds
        return Wait("time has passed", lambda: time.monotonic() >= until)

    @staticmethod
    def expect(condition: bool, what: str) -> None:
        """End the visit unless ``condition`` holds."""
        if not condition:
            raise StopFailedError(f"expected {what}")

    # Hands

    def press(self, text: str) -> None:
        """Click the visible button of that text."""
        for button in self.window.findChildren(QAbstractButton):
            if button.text().strip() == text and button.isVisible() and button.isEnabled():
                QTest.mouseClick(button, Qt.MouseButton.LeftButton)
                return
        raise StopFailedError(f"expected a button “{text}”")

    def hover(self, code: ArrayLike) -> None:
        """Move the mouse to a code on the map."""
        QTest.mouseMove(self.viewport, self.place(code) + QPoint(1, 0))
        QTest.mouseMove(self.viewport, self.place(code))

    def click(self, code: ArrayLike, modifiers: Qt.KeyboardModifier) -> None:
        """Click a code on the map."""
        QTest.mouseClick(self.viewport, Qt.MouseButton.LeftButton, modifiers, self.place(code))

    # Eyes

    @property
    def run(self) -> Run:
        """The current run."""
        run = self.window.session.document.current
        if run is None:
            raise StopFailedError("expected a run")
        return run

    @property
    def map(self) -> LatentMapPanel:
        """The latent map."""
        return cast(LatentMapPanel, self.window.panels["latent_map"])

    @property
    def viewport(self) -> QWidget:
        """What of the map takes the mouse."""
        return cast(QWidget, self.map.view.viewport())

    def place(self, code: ArrayLike) -> QPoint:
        """Pixel of the map under which a code (2,) lies."""
        x, y = (float(number) for number in np.asarray(code))
        view = self.map.view
        return cast(QPoint, view.mapFromScene(view.box.mapViewToScene(QPointF(x, y))))

    def of_class(self, label: int) -> Codes:
        """Codes (n, 2) of a class; of all classes where there is no such class."""
        run = self.run
        if run.labels is None or not (run.labels == label).any():
            return run.codes
        of_class: Codes = run.codes[run.labels == label]
        return of_class

    def dense(self, label: int) -> Codes:
        """The middle of a class."""
        return np.median(self.of_class(label), axis=0)

    def middle(self) -> Codes:
        """The middle of all codes."""
        return np.median(self.run.codes, axis=0)

    def some_code(self, label: int) -> Codes:
        """The code of an image near the middle of its class."""
        codes = self.of_class(label)
        nearest: Codes = codes[np.square(codes - self.dense(label)).sum(1).argmin()]
        return nearest

    def beside(self, code: Codes) -> Codes:
        """A little off a code, where there may be none."""
        beside: Codes = code + np.float32(0.04) * np.ptp(self.run.codes, axis=0)
        return beside
