"""The status bar: what the run does at the left; map rate, decoding time, device and seed at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer, Slot
from PySide6.QtWidgets import QStatusBar, QWidget

from aeexplorer.session.ask_thread import Answer
from aeexplorer.session.run import Run, RunState
from aeexplorer.session.session import WARM_UP, Session
from aeexplorer.theme import appearance, px
from aeexplorer.widgets.label import Label
from aeexplorer.widgets.run_words import state_word

if TYPE_CHECKING:
    from training.devices import DeviceReport
    from training.events import FeedKind

_tr = QCoreApplication.translate

REFRESH_MS = 500


class Status(QStatusBar):
    """24 px of facts about the current run."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._run: Run | None = None
        self._machine: DeviceReport | None = None
        """Where a run would compute, before there is one."""
        self._state, self._what = Label(role="heading"), Label(role="caption")
        self._decode, self._device, self._seed = Label(role="caption"), Label(role="caption"), Label(role="caption")
        self.setSizeGripEnabled(False)
        for label in (self._state, self._what):
            self.addWidget(label)
        self._feed = Label(role="caption")
        for label in (self._decode, self._feed, self._device, self._seed):
            self.addPermanentWidget(label)
        session.document.current_changed.connect(self._follow)
        session.asks.answered.connect(self._hear_of_machine)
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        appearance().changed.connect(self._dress)
        self._dress()
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Hear of the current run's state only."""
        if self._run is not None:
            self._run.state_changed.disconnect(self._hear_state)
            self._run.started.disconnect(self.refresh)
        self._run = self._session.document.current
        if self._run is not None:
            self._run.state_changed.connect(self._hear_state)
            self._run.started.connect(self.refresh)
        self.refresh()

    @Slot(object)
    def _hear_state(self, _state: RunState) -> None:
        self.refresh()

    @Slot(object)
    def _hear_of_machine(self, answer: Answer) -> None:
        if answer.channel == WARM_UP and answer.error is None:
            self._machine = answer.result
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Say how things stand."""
        run = self._run
        recipe = run.recipe if run else self._session.document.recipe
        self._state.setText(state_word(run.state).capitalize() if run else _tr("Status", "Ready"))
        computed = run is not None and run.images is not None and run.images.synthetic
        data = _tr("Status", "{data} (synthetic)") if computed else "{data}"
        data = data.format(data=recipe.data.source)
        self._what.setText(_tr("Status", "{recipe} on {data}").format(recipe=recipe.title, data=data) if run else "")
        milliseconds = self._session.asks.last_milliseconds
        self._decode.setText(
            _tr("Status", "Decode {ms} ms").format(ms=f"{milliseconds:.1f}") if run and milliseconds else ""
        )
        self._seed.setText(_tr("Status", "Seed {seed}").format(seed=recipe.seed))
        started = run.start_event if run else None
        self._feed.setText(_feed_word(started.feed) if started else "")
        self._feed.setToolTip(_feed_tip(started.feed) if started else "")
        device = started.device if started else self._machine
        if device is None:
            self._device.setText("")
            return
        threads = _tr("Status", "1 thread") if device.threads == 1 else _tr("Status", "{n} threads")
        threads = threads.format(n=device.threads)
        kind = f"CPU, {threads}" if device.accelerator == "cpu" else device.name
        self._device.setText(f"{kind} · {device.reason.rstrip('.')}")
        self._device.setToolTip(f"{device.name}. {device.reason}")

    @Slot()
    def _dress(self) -> None:
        self.setFixedHeight(px(24))
        self.setContentsMargins(px(12), 0, px(12), 0)


def _feed_word(feed: FeedKind) -> str:
    if feed == "resident":
        return _tr("Status", "Data: in memory")
    return _tr("Status", "Data: read while training")


def _feed_tip(feed: FeedKind) -> str:
    if feed == "resident":
        return _tr("Status", "All images fit into the memory of the device.")
    return _tr(
        "Status",
        "The images do not all fit into the memory of the device, so batches are read while the run trains. "
        "The results are the same; it may be slower.",
    )
