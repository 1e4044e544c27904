"""Restoration: an image, what is done to it, and how it is restored; results follow the brush."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from aeexplorer.session.current_run import CurrentRun
from aeexplorer.session.damage import Damage
from aeexplorer.session.denoiser import Denoiser
from aeexplorer.session.known_images import KnownImages
from aeexplorer.session.restore_job import Progress, Question, RestoreJob
from aeexplorer.session.restore_many import Order, RestoreMany, Scope
from aeexplorer.session.restore_results import RestoreResults
from aeexplorer.session.subject import Subject
from aeexplorer.session.ways import COLUMNS, DENOISER, WaySettings

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import Answer, AskThread
    from aeexplorer.session.document import Document
    from aeexplorer.session.selection import Selection
    from training.restore.way import Way

CHANNEL = "restore"
FIRST_MS, MORE_MS = 12.0, 25.0
"""How long a job may work at first and each time after: in between, other questions are answered."""
GATHER_MS = 8
"""Changes within so many milliseconds are one question."""


class Restoration(RestoreResults):
    """Asks only while somebody watches; the newest question wins, and the last good picture of a way stays."""

    settings_changed = Signal()
    """``damage`` or ``ways``."""
    watched_changed = Signal()
    """Somebody begins to look, or nobody does any more."""
    problem_changed = Signal()
    """``problem``."""

    def __init__(
        self, document: Document, selection: Selection, asks: AskThread, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._asks = asks
        self.current = CurrentRun(document, self)
        self.subject = Subject(self.current, selection, asks, self)
        self.painting, self.brush = self.subject.painting, self.subject.brush
        self.denoiser = Denoiser(document, self.current, self)
        self._damage = Damage()
        self._ways = WaySettings()
        self._known = KnownImages()
        self.many = RestoreMany(self._order, asks, self._known, self)
        self._erased = 0
        self._problem = ""
        self._job: RestoreJob | None = None
        self._first = self._jobs = 0
        self._watchers = 0
        self._stale = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(GATHER_MS)
        self._timer.timeout.connect(self._ask)
        self.painting.changed.connect(self._outdate)
        self.painting.image_changed.connect(self._follow_image)
        self.current.changed.connect(self._follow_run)
        self.current.started.connect(self._follow_run)
        self.current.snapshot_changed.connect(self._outdate)
        self.denoiser.changed.connect(self._follow_denoiser)
        self.denoiser.weights_changed.connect(self._follow_denoiser)
        asks.answered.connect(self._take)

    @property
    def problem(self) -> str:
        """Why nothing can be restored, in sentences; or ""."""
        return self._problem

    # What is done to it

    @property
    def damage(self) -> Damage:
        """Fill and further corruptions."""
        return self._damage

    @damage.setter
    def damage(self, damage: Damage) -> None:
        if damage != self._damage:
            if damage.seed != self._damage.seed:
                self._erased = 0
            self._damage = damage
            self.settings_changed.emit()
            self._outdate()

    @property
    def ways(self) -> WaySettings:
        """Which ways are wanted, and their settings."""
        return self._ways

    @ways.setter
    def ways(self, ways: WaySettings) -> None:
        if ways != self._ways:
            self._ways = ways
            self._keep_only(ways.ticked)
            self.settings_changed.emit()
            self._outdate()

    def tick(self, way: str, wanted: bool) -> None:
        """Want a way, or not."""
        ticked = self._ways.ticked | {way} if wanted else self._ways.ticked - {way}
        self.ways = replace(self._ways, ticked=ticked)

    def erase_randomly(self) -> None:
        """Paint the next rectangle of the seed's row, which begins anew with another seed."""
        self._erased += 1
        self.painting.erase_randomly(np.random.default_rng((self._damage.seed, self._erased)))

    @property
    def is_busy(self) -> bool:
        """Whether newer results are on their way."""
        if self._stale or self._job is None:
            return self._stale
        return self._progress is None or self._progress.job is not self._job or not self._progress.done

    # Asking

    def watch(self, watching: bool) -> None:
        """Somebody begins or ends to look: without anybody, nothing is computed."""
        before = self._watchers
        self._watchers = max(before + (1 if watching else -1), 0)
        if bool(before) != bool(self._watchers):
            self.watched_changed.emit()
        if watching and self._stale:
            self._timer.start()

    @property
    def is_watched(self) -> bool:
        """Whether somebody looks."""
        return self._watchers > 0

    @Slot()
    @Slot(object)
    def _outdate(self, _box: object = None) -> None:
        self._stale = True
        if self._watchers and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _ask(self) -> None:
        run = self.current.run
        if run is None or run.snapshot is None or run.start_event is None or run.images is None:
            return
        if not self.subject.fits:
            return
        self._stale = False
        question = Question(
            picture=self.painting.picture.copy(),
            cover=self.painting.cover.copy(),
            neighbour=self.subject.neighbour() if self._damage.fill == "neighbour" else None,
            index=self.subject.index or 0,
            damage=self._damage,
            snapshot=run.snapshot,
            others=self.denoiser.by_way,
            codes=run.codes,
            images=run.images,
            training=run.start_event.split.training,
            ways=self._wanted_ways(),
        )
        self._jobs += 1
        job = self._job = RestoreJob(question, self._known, self._jobs)
        self._asks.ask(CHANNEL, lambda: job.advance(FIRST_MS))

    def _order(self, scope: Scope) -> Order | None:
        """The images of a scope, damaged as this one is; None before there are weights to restore them with."""
        run, held_out = self.current.run, self.subject.held_out
        if run is None or run.snapshot is None or run.images is None or run.start_event is None:
            return None
        indices = {"shown": self.subject.choices, "selected": self.subject.selected, "held-out": held_out}[scope]
        after = np.searchsorted(held_out, indices, side="right") % max(len(held_out), 1)
        cover = self.painting.cover if self.subject.fits else np.zeros(run.images.shape[1:], np.uint8)
        return Order(
            images=run.images,
            indices=indices,
            neighbours=held_out[after],
            cover=cover.copy(),
            damage=self._damage,
            snapshot=run.snapshot,
            others=self.denoiser.by_way,
            codes=run.codes,
            training=run.start_event.split.training.numpy(),
            ways=self._wanted_ways(),
        )

    def _wanted_ways(self) -> dict[str, Way]:
        wanted = self._ways.ticked
        if self.denoiser.weights is None:
            wanted -= {DENOISER}
        return {column.id: column.build(self._ways) for column in COLUMNS if column.id in wanted}

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel != CHANNEL:
            return
        if answer.error is not None:
            if self._asks.is_latest(answer):
                # It comes to nothing, and what there is of earlier ones is the newest.
                self._job = None
                self._say(answer.error)
            return
        progress: Progress = answer.result
        # While one paints, each job is overtaken by the next before it ends: its first results are shown all the same.
        self._show(progress)
        if progress.job is self._job and not progress.done and self._asks.is_latest(answer):
            job = progress.job
            self._asks.ask(CHANNEL, lambda: job.advance(MORE_MS))

    def _show(self, progress: Progress) -> None:
        if progress.job.number < self._first:
            return
        if progress.job is self._job:
            self._say("")
        self._take_in(progress, self._ways.ticked)

    def _say(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self.problem_changed.emit()

    @Slot()
    def _follow_denoiser(self) -> None:
        if DENOISER not in self._ways.ticked:
            return
        if self.denoiser.weights is None:
            self._keep_only(self._ways.ticked - {DENOISER})
        self._outdate()

    @Slot()
    def _follow_run(self) -> None:
        """Another run, or this one from its beginning."""
        self._asks.cancel(CHANNEL)
        self.many.stop()
        self.subject.follow_run()
        self._follow_image()

    @Slot()
    def _follow_image(self) -> None:
        """What was made of another image, or by another run's weights, is forgotten, and so is what is under way."""
        self._first = self._jobs + 1
        self._forget()
        self._outdate()
