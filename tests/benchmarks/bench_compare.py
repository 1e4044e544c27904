"""How soon after a move of the noise slider all pictures are repainted: nine images by four runs, one in training."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QWidget

from aeexplorer.session.ask_thread import Answer
from aeexplorer.session.comparing import CHANNEL
from aeexplorer.session.run import Run, RunState
from aeexplorer.session.session import Session
from aeexplorer.settings import Settings
from aeexplorer.window import Window
from training.compare.conditions import Conditions
from training.latent.noise import CodeNoise

RUNS = (
    ("bottleneck.kind=plain", "model.latent_size=2"),
    ("bottleneck.kind=gaussian", "model.latent_size=2"),
    ("bottleneck.kind=plain", "model.latent_size=20"),
    ("bottleneck.kind=gaussian", "model.latent_size=20"),
)
IMAGES = 9
MOVES = 200
PAUSE = 40
"""Milliseconds from a picture to the next move of the slider."""
LIMIT = 50.0


class Drag(QObject):
    """Moves the slider and waits until what it changed is on screen."""

    def __init__(self, session: Session, pictures: QWidget) -> None:
        super().__init__()
        self.to_results: list[float] = []
        self.to_pictures: list[float] = []
        self._comparing, self._courtesy, self._pictures = session.comparing, session.courtesy, pictures
        self._amounts = np.random.default_rng(0).uniform(0.02, 2, MOVES)
        self._moved = 0.0
        self._answered = False
        self._painting = False
        self._comparing.results_changed.connect(self._hear)
        self._move()

    @property
    def done(self) -> bool:
        """Whether the slider has come to its end."""
        return len(self.to_pictures) == MOVES

    @Slot()
    def _move(self) -> None:
        for widget in (self._pictures, *self._pictures.findChildren(QWidget)):
            widget.removeEventFilter(self)
            widget.installEventFilter(self)
        self._answered = self._painting = False
        amount = float(self._amounts[len(self.to_pictures)])
        self._moved = time.perf_counter()
        # As the window does for each move of a hand.
        self._courtesy.ask()
        self._comparing.set_conditions(Conditions(code=CodeNoise(amount=amount)))

    @Slot()
    def _hear(self) -> None:
        results = self._comparing.results
        if results is not None and results.conditions == self._comparing.conditions and not self._answered:
            self._answered = True
            self.to_results.append((time.perf_counter() - self._moved) * 1e3)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._answered and not self._painting:
            self._painting = True
            # Until then, all that is out of date in the window has been painted.
            QTimer.singleShot(0, self, self._hear_painted)
        return False

    @Slot()
    def _hear_painted(self) -> None:
        self.to_pictures.append((time.perf_counter() - self._moved) * 1e3)
        if not self.done:
            QTimer.singleShot(PAUSE, self, self._move)


class Answers(QObject):
    """How long the questions about shown images took to answer."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.milliseconds: list[float] = []
        session.asks.answered.connect(self._hear)

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        if answer.channel == CHANNEL:
            self.milliseconds.append(answer.milliseconds)


def rows() -> list[tuple[str, float, float]]:
    """What was measured, how many times under its limit that stays, and 1: at least the limit is wanted."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        session = Session(runs_folder=Path(folder) / "runs")
        window = Window(session, Settings(Path(folder) / "settings.ini"))
        window.show()
        runs = [_trained(session, assignments) for assignments in RUNS]
        comparing = session.comparing
        comparing.number = IMAGES
        for place, run in enumerate(runs):
            comparing.set_member(place, run)
        window.show_workspace("compare")
        comparing.watch(True)
        runs[-1].start(epochs=100_000)
        _until(lambda: runs[-1].state is RunState.TRAINING and comparing.scores is not None)
        answers = Answers(session)
        drag = Drag(session, window.panel("compare_images"))
        _until(lambda: drag.done)
        assert runs[-1].state is RunState.TRAINING
        assert comparing.results is not None
        assert [len(side.pictures) for side in comparing.results.sides] == [IMAGES] * len(RUNS)
        window.hide()
        session.close()
        window.deleteLater()
    scene = f"{IMAGES} images by {len(RUNS)} runs while one trains"
    return [
        _row(f"one answer for {scene}", answers.milliseconds, LIMIT / 2),
        _row(f"slider to new results, {scene}", drag.to_results, LIMIT),
        _row(f"slider to all pictures repainted, {scene}", drag.to_pictures, LIMIT),
    ]


def _trained(session: Session, assignments: tuple[str, ...]) -> Run:
    session.document.override("schedule.epochs=1", "device.accelerator=cpu", *assignments)
    run = session.document.train_anew()
    assert run is not None
    _until(lambda: not run.state.active)
    assert run.problem is None
    return run


def _until(reached: Callable[[], bool]) -> None:
    """Let the window live on until something is so, or give up after two minutes."""
    end = time.monotonic() + 120
    while not reached():
        if time.monotonic() > end:
            raise TimeoutError("the runs or the pictures took more than two minutes")
        loop = QEventLoop()
        QTimer.singleShot(20, loop.quit)
        loop.exec()


def _row(what: str, milliseconds: list[float], most: float) -> tuple[str, float, float]:
    half, nearly_all = np.percentile(milliseconds, (50, 99))
    measured = f"p50 {half:.1f}, p99 {nearly_all:.1f} ms of {most:g}, n = {len(milliseconds)}"
    return f"{what} ({measured})", most / max(float(nearly_all), 1e-3), 1.0


if __name__ == "__main__":
    for what, ratio, wanted in rows():
        print(f"{what}: {ratio:.1f}x (wanted {wanted:g}x)")
