"""Comparing: runs fed the same images and the same noise; pictures follow the slider, figures come after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from aeexplorer.session.compare_question import Compared as Compared
from aeexplorer.session.compare_question import Question, Side, compared
from aeexplorer.session.compare_question import SideShown as SideShown
from aeexplorer.session.compare_scores import Scores as Scores
from aeexplorer.session.compared_images import MOST_SHOWN, Numbers, Show, held_out_by_all, of_every_class
from aeexplorer.session.members import Member as Member
from aeexplorer.session.members import Members
from aeexplorer.session.spreads import Spreads
from training.compare.conditions import Conditions
from training.twin import twin

if TYPE_CHECKING:
    from typing import Literal

    from aeexplorer.session.ask_thread import Answer, AskThread
    from aeexplorer.session.document import Document
    from aeexplorer.session.run import Run
    from aeexplorer.session.selection import Selection
    from training.compare.robustness import Point as RobustnessPoint

CHANNEL = "compare"
WEIGHTS_MS = 100
"""Newer weights of a run that trains are looked at so often at most."""


class Comparing(QObject):
    """Computes only while somebody watches; the newest question wins, and the last good results stay."""

    members_changed = Signal()
    """``members``, or one of them has started anew."""
    settings_changed = Signal()
    """``conditions``, ``difference`` or the choice of images."""
    results_changed = Signal()
    scores_changed = Signal()
    robustness_changed = Signal()
    """One more point of ``curves``, or others."""
    cursor_changed = Signal()
    problem_changed = Signal()

    def __init__(
        self, document: Document, selection: Selection, asks: AskThread, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._selection, self._asks = document, selection, asks
        self._members = Members(document, self)
        self._conditions = Conditions()
        self._difference: Literal["original", "noise-free"] = "original"
        self._show: Show = "class"
        self._number = 9
        self._chosen: tuple[int, ...] = ()
        self._cursor: int | None = None
        self._results: Compared | None = None
        self._result_runs: dict[str, Run] = {}
        self._scores: Scores | None = None
        self._curves: dict[str, list[RobustnessPoint]] = {}
        self._problem = ""
        self._spreads = Spreads()
        self._watchers = 0
        self._stale = True
        self._shown = self._first = 0
        self._soon, self._later = QTimer(self), QTimer(self)
        for timer, milliseconds in ((self._soon, 0), (self._later, WEIGHTS_MS)):
            timer.setSingleShot(True)
            timer.setInterval(milliseconds)
            timer.timeout.connect(self._ask)
        self._members.changed.connect(self._follow_members)
        self._members.weights_changed.connect(self._follow_weights)
        asks.answered.connect(self._take)

    # Who is compared

    @property
    def members(self) -> tuple[Member, ...]:
        """None to four; while nobody has chosen, the current run and the newest open one on the same images."""
        return self._members.all

    def set_member(self, place: int, run: Run | None) -> None:
        """Compare ``run`` at ``place``, 0 to 3; None takes out who is there."""
        self._members.set(place, run)

    def add(self, run: Run | None = None) -> None:
        """Compare one more: ``run``, or the newest open one that can be; nothing happens where there is none."""
        self._members.add(run)

    def remove(self, place: int) -> None:
        """Compare the run at ``place`` no more; those after it move up."""
        self._members.remove(place)

    def comparable(self, run: Run) -> str:
        """Why ``run`` cannot be compared with A, in sentences; "" if it can."""
        return self._members.comparable(run)

    def train_twin(self, of: Run) -> Run:
        """Compare a run with its twin, the other kind of autoencoder; it trains as soon as no other run does.

        One that is open already is taken. Where there is no room for it, it takes the last place.
        """
        recipe = twin(of.recipe)
        run = next((run for run in self._document.runs if run.recipe == recipe), None)
        run = run or self._document.new_run(recipe=recipe, current=False)
        if of not in self._members.runs:
            self._members.add(of)
        self._members.set(len(self.members), run)
        if run.snapshot is None and not run.state.active:
            self._document.queue(run)
        return run

    # What is done to their codes, and which images are shown

    @property
    def conditions(self) -> Conditions:
        """The noise."""
        return self._conditions

    def set_conditions(self, conditions: Conditions) -> None:
        """Put other noise on."""
        if conditions != self._conditions:
            self._conditions = conditions
            self._settings_changed()

    @property
    def difference(self) -> Literal["original", "noise-free"]:
        """What pictures are compared with: the original image, or the picture without noise."""
        return self._difference

    @difference.setter
    def difference(self, difference: Literal["original", "noise-free"]) -> None:
        if difference != self._difference:
            self._difference = difference
            self.settings_changed.emit()

    @property
    def show(self) -> Show:
        """Which images: of every class, the first held-out ones, ``chosen`` ones, or those that fare worst."""
        return self._show

    @show.setter
    def show(self, show: Show) -> None:
        if show != self._show:
            self._show = show
            self._settings_changed()

    @property
    def number(self) -> int:
        """How many are shown at most, 1 to 12."""
        return self._number

    @number.setter
    def number(self, number: int) -> None:
        number = min(max(number, 1), MOST_SHOWN)
        if number != self._number:
            self._number = number
            self._settings_changed()

    @property
    def chosen(self) -> tuple[int, ...]:
        """Numbers of the images that were chosen."""
        return self._chosen

    @chosen.setter
    def chosen(self, chosen: tuple[int, ...]) -> None:
        if chosen != self._chosen:
            self._chosen = tuple(chosen)
            self._settings_changed()

    @property
    def cursor(self) -> int | None:
        """Number of the image that is pointed at, on any map or in any row."""
        return self._cursor

    @cursor.setter
    def cursor(self, image: int | None) -> None:
        if image != self._cursor:
            self._cursor = image
            self.cursor_changed.emit()

    # What comes of it

    @property
    def results(self) -> Compared | None:
        """What the models make of the images that are shown."""
        return self._results

    @property
    def scores(self) -> Scores | None:
        """Figures over many held-out images."""
        return self._scores

    @property
    def curves(self) -> dict[str, list[RobustnessPoint]]:
        """Points by letter, by growing strength of the noise, as they are computed."""
        return self._curves

    @property
    def problem(self) -> str:
        """Why nothing, or not everybody, can be compared, in sentences; or ""."""
        return self._problem

    # Asking

    def watch(self) -> None:
        """Somebody begins to look."""
        self._watchers += 1
        if self._stale:
            self._soon.start()

    def unwatch(self) -> None:
        """Somebody ends to look: without anybody, nothing is computed."""
        self._watchers = max(self._watchers - 1, 0)

    @property
    def is_watched(self) -> bool:
        """Whether somebody looks."""
        return self._watchers > 0

    def _settings_changed(self) -> None:
        self.settings_changed.emit()
        self._outdate()

    @Slot()
    def _follow_members(self) -> None:
        self._forget_strangers()
        self.members_changed.emit()
        self._outdate()

    @Slot()
    def _follow_weights(self) -> None:
        self._stale = True
        if self._watchers and not self._soon.isActive() and not self._later.isActive():
            self._later.start()

    def _outdate(self) -> None:
        self._stale = True
        if self._watchers and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _ask(self) -> None:
        if not self._watchers:
            return
        self._later.stop()
        members, said = self._ready()
        if not members:
            self._say(said)
            return
        images = members[0].run.images
        assert images is not None
        self._stale = False
        question = Question(
            sides=tuple(
                Side(member.letter, member.run.snapshot, member.run.codes)
                for member in members
                if member.run.snapshot is not None
            ),
            images=images,
            indices=self._images_shown([member.run for member in members]),
            conditions=self._conditions,
        )
        runs = {member.letter: member.run for member in members}
        self._asks.ask(CHANNEL, lambda: (compared(question, self._spreads), runs, said))

    def _ready(self) -> tuple[list[Member], str]:
        """The members that can be asked, and why the others cannot."""
        ready, said = [], ""
        for member in self.members:
            why = self.comparable(member.run) or ("" if member.run.snapshot else "It has no weights yet.")
            if why:
                said = said or f"{member.name}: {why}"
            else:
                ready.append(member)
        return ready, said

    def _images_shown(self, runs: list[Run]) -> Numbers:
        held_out = held_out_by_all(runs)
        images = runs[0].images
        if self._show == "chosen":
            return np.array(self.chosen[: self._number], np.int64)
        labels = None if images is None or images.labels is None else images.labels.numpy()
        return of_every_class(held_out, labels if self._show == "class" else None, self._number)

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel != CHANNEL or answer.id <= max(self._shown, self._first):
            return
        if answer.error is not None:
            if self._asks.is_latest(answer):
                self._say(answer.error)
            return
        # While a slider is dragged, each answer is overtaken by the next question: it is shown all the same.
        self._shown = answer.id
        self._results, self._result_runs, said = answer.result
        self._forget_strangers()
        self._say(said)
        self.results_changed.emit()

    def _forget_strangers(self) -> None:
        """Keep of the results only what is of members, under the letters that they have now."""
        if self._results is None:
            return
        letters = {member.run: member.letter for member in self.members}
        runs = self._result_runs
        sides = tuple(
            replace(side, letter=letters[runs[side.letter]])
            for side in self._results.sides
            if runs[side.letter] in letters
        )
        self._result_runs = {letters[run]: run for run in runs.values() if run in letters}
        self._results = replace(self._results, sides=sides) if sides else None

    def _say(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self.problem_changed.emit()
