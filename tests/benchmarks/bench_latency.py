"""How promptly the real window answers while its run trains: late events, decoding, and from hover to picture."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from aeexplorer.panels.decoder import DecoderPanel
from aeexplorer.panels.latent_map import LatentMapPanel
from aeexplorer.session.ask_thread import Answer
from aeexplorer.session.decoding import CHANNEL, Decoded
from aeexplorer.session.run import Run, RunState
from aeexplorer.session.session import Session
from aeexplorer.settings import Settings
from aeexplorer.widgets.map.map_view import MapView
from aeexplorer.window import Window

SECONDS = 6.0
TICK = 16
HOVER = 40
"""Milliseconds between two moves of the cursor: each picture has the time to arrive that a hand gives it."""
ASKED = "benchmark"
"""A channel that no panel uses."""


class Lateness(QObject):
    """How many milliseconds late a 16 ms timer fires: everything else that happens in the window waits as long."""

    def __init__(self) -> None:
        super().__init__()
        self.milliseconds: list[float] = []
        self._last: float | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(TICK)

    @Slot()
    def _tick(self) -> None:
        now = time.perf_counter()
        if self._last is not None:
            self.milliseconds.append(max(0.0, (now - self._last) * 1e3 - TICK))
        self._last = now


class Hover(QObject):
    """Moves the mouse over the map and waits for the decoder's next painted picture."""

    def __init__(self, session: Session, view: MapView, decoder: DecoderPanel) -> None:
        super().__init__()
        self.to_picture: list[float] = []
        self.decoding: list[float] = []
        self._session = session
        self._view = view
        self._picture = decoder.picture
        self._random = np.random.default_rng(0)
        self._moved: float | None = None
        self._answered = False
        self._picture.installEventFilter(self)
        session.asks.answered.connect(self._hear)
        session.decoding.decoded.connect(self._see)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._move)
        self._timer.start(HOVER)

    @Slot()
    def _move(self) -> None:
        if self._moved is not None:
            return  # the picture before is still awaited, and its whole delay counts
        plot = self._view.box.sceneBoundingRect().adjusted(2, 2, -2, -2)
        across, down = self._random.uniform(size=2)
        place = QPointF(plot.left() + across * plot.width(), plot.top() + down * plot.height())
        window = self._view.window()
        nothing = Qt.MouseButton.NoButton
        on_screen = QPointF(self._view.viewport().mapToGlobal(place.toPoint()))
        place = QPointF(window.mapFromGlobal(on_screen.toPoint()))
        move = QMouseEvent(QEvent.Type.MouseMove, place, on_screen, nothing, nothing, Qt.KeyboardModifier.NoModifier)
        self._moved, self._answered = time.perf_counter(), False
        # From the system's window on, all that a hand sets off: courtesy, crosshair, card, decoder, nearest images.
        QApplication.sendEvent(window.windowHandle(), move)

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        if answer.channel == CHANNEL and answer.error is None:
            self.decoding.append(answer.milliseconds)

    @Slot(object)
    def _see(self, decoded: Decoded) -> None:
        # Newer weights may have been asked about meanwhile; the picture of this place is shown all the same.
        cursor = self._session.selection.cursor
        self._answered = cursor is not None and np.array_equal(decoded.code, cursor)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._moved is not None and self._answered:
            self.to_picture.append((time.perf_counter() - self._moved) * 1e3)
            self._moved = None
        return False


class Asking(QObject):
    """Has codes decoded with the hand off the map: nothing is painted for it, and nothing else asks."""

    def __init__(self, session: Session, run: Run) -> None:
        super().__init__()
        self.decoding: list[float] = []
        self._session = session
        self._run = run
        self._random = np.random.default_rng(0)
        session.asks.answered.connect(self._hear)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._ask)
        self._timer.start(HOVER)

    @Slot()
    def _ask(self) -> None:
        snapshot = self._run.snapshot
        assert snapshot is not None
        z = self._random.normal(size=(1, *snapshot.latent_shape)).astype(np.float32)
        self._session.asks.ask(ASKED, lambda: snapshot.decode(z))

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        if answer.channel == ASKED and answer.error is None:
            self.decoding.append(answer.milliseconds)


def rows() -> list[tuple[str, float, float]]:
    """What was measured, how many times under its limit that stays, and 1: at least the limit is wanted."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    with tempfile.TemporaryDirectory() as folder:
        session = Session(runs_folder=Path(folder) / "runs")
        window = Window(session, Settings(Path(folder) / "settings.ini"))
        window.show()
        decoder, latent_map = window.panels["decoder"], window.panels["latent_map"]
        assert isinstance(decoder, DecoderPanel) and isinstance(latent_map, LatentMapPanel)
        session.document.override("schedule.epochs=100000")
        run = session.document.train()
        assert run is not None
        while run.state is not RunState.TRAINING or not run.epochs_kept[1:]:
            if run.state is RunState.FAILED:
                raise RuntimeError(run.problem)
            _spin(0.1)
        lateness = Lateness()
        _spin(SECONDS)
        late = lateness.milliseconds
        lateness.deleteLater()
        hover = Hover(session, latent_map.view, decoder)
        _spin(SECONDS)
        assert run.state is RunState.TRAINING
        hover.deleteLater()
        beside = Asking(session, run)
        _spin(SECONDS)
        assert run.state is RunState.TRAINING
        beside.deleteLater()
        run.stop()
        while run.state.active:
            _spin(0.1)
        alone = Asking(session, run)
        _spin(SECONDS)
        alone.deleteLater()
        window.hide()
        session.close()
        window.deleteLater()
    return [
        _row("event-loop lateness while training, map and curves live", late, 10.0),
        _row("one decode alone", alone.decoding, 2.0),
        _row("one decode while training", beside.decoding, 2.0),
        _row("one decode while training and hovering", hover.decoding, 2.0),
        _row("hover to decoded picture on screen while training", hover.to_picture, 33.0),
    ]


def _row(what: str, milliseconds: list[float], most: float) -> tuple[str, float, float]:
    half, nearly_all = np.percentile(milliseconds, (50, 99))
    measured = f"p50 {half:.1f}, p99 {nearly_all:.1f} ms of {most:g}, n = {len(milliseconds)}"
    return f"{what} ({measured})", most / max(float(nearly_all), 1e-3), 1.0


def _spin(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1e3), loop.quit)
    loop.exec()


if __name__ == "__main__":
    for what, ratio, wanted in rows():
        print(f"{what}: {ratio:.1f}x (wanted {wanted:g}x)")
