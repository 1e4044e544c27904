"""Comparing: runs fed the same images and the same noise; pictures follow the slider, figures come after."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from aeexplorer.session.compare_figures import CompareFigures
from aeexplorer.session.compare_pictures import Compared as Compared
from aeexplorer.session.compare_pictures import PictureMaker
from aeexplorer.session.compare_pictures import SideShown as SideShown
from aeexplorer.session.compare_question import Question, Side
from aeexplorer.session.compare_scores import Scores as Scores
from aeexplorer.session.compare_settings import CompareSettings
from aeexplorer.session.compare_words import cannot_move, no_images, why_not_yet
from aeexplorer.session.compared_images import ComparedImages, Numbers
from aeexplorer.session.members import Member as Member
from aeexplorer.session.members import Members, why_not
from training.twin import twin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aeexplorer.session.ask_thread import Answer, AskThread
    from aeexplorer.session.document import Document
    from aeexplorer.session.run import Run
    from aeexplorer.session.selection import Selection
    from training.compare.robustness import Point as RobustnessPoint

CHANNEL = "compare"
WEIGHTS_MS = 100
"""Newer weights of a run that trains are looked at so often at most."""


class Comparing(CompareSettings):
    """Computes only while somebody watches; the newest question wins, and the last good results stay."""

    members_changed = Signal()
    """``members``, or one of them has started anew."""
    results_changed = Signal()
    scores_changed = Signal()
    robustness_changed = Signal()
    """One more point of ``curves``, or others."""
    problem_changed = Signal()

    def __init__(
        self, document: Document, selection: Selection, asks: AskThread, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._selection, self._asks = document, selection, asks
        self._members = Members(document, self)
        self._images = ComparedImages(self)
        self._figures = CompareFigures(self, asks, self._question_of_many, self)
        self._results: Compared | None = None
        self._runs: dict[str, Run] = {}
        """Of the results, by letter."""
        self._problem = ""
        self._maker = PictureMaker()
        self._watchers = 0
        self._stale = True
        self._shown = self._first = self._asked = 0
        self._soon, self._later = QTimer(self), QTimer(self)
        for timer, milliseconds in ((self._soon, 0), (self._later, WEIGHTS_MS)):
            timer.setSingleShot(True)
            timer.setInterval(milliseconds)
            timer.timeout.connect(self._ask)
        self.settings_changed.connect(self._follow_settings)
        self.moves_changed.connect(self._outdate)
        self._members.changed.connect(self._follow_members)
        self._members.weights_changed.connect(self._follow_weights)
        self._figures.scores_changed.connect(self._follow_scores)
        self._figures.curves_changed.connect(self.robustness_changed)
        self._figures.failed.connect(self._say)
        asks.answered.connect(self._take)

    # Who is compared

    @property
    def members(self) -> tuple[Member, ...]:
        """None to four; while nobody has chosen, the current run and the newest open one on the same images."""
        return self._members.all

    def set_member(self, place: int, run: Run | None) -> None:
        """Compare ``run`` at ``place``, 0 to 3; None takes out who is there."""
        self._members.set(place, run)

    def choose(self, runs: Sequence[Run]) -> None:
        """Compare ``runs`` alone, four at most."""
        self._members.choose(runs)

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
        """Compare a run with its twin, the other kind of autoencoder, which trains as soon as no other run does.

        One that is open already is taken. Where there is no room, it takes the last place.
        """
        recipe = twin(of.recipe)
        run = next((run for run in self._document.runs if run.recipe == recipe), None)
        run = run or self._document.new_run(recipe=recipe, current=False)
        if of not in self._members.runs:
            self._members.set(0, of)
        if run not in self._members.runs:
            self._members.set(len(self.members), run)
        if run.snapshot is None:
            self._document.queue.add(run)
        return run

    # What comes of it

    @property
    def results(self) -> Compared | None:
        """What the models make of the images that are shown."""
        return self._results

    @property
    def scores(self) -> Scores | None:
        """Figures over up to 128 images that none of the models has learned from."""
        return self._figures.scores

    @property
    def curves(self) -> dict[str, list[RobustnessPoint]]:
        """By letter, points by growing strength of the noise on the codes, as far as they are computed."""
        return self._figures.curves

    @property
    def problem(self) -> str:
        """Why nothing, or not everybody, can be compared, in sentences; or ""."""
        return self._problem

    def select(self, image: int) -> None:
        """Select an image in every workspace, if the current run has it, too."""
        self.cursor = image
        current = self._document.current
        if current is not None and self.members and not why_not(self.members[0].run, current):
            self._selection.image = image

    # Asking

    def watch(self, watching: bool) -> None:
        """Somebody begins or ends to look: without anybody, nothing is computed."""
        self._watchers = max(self._watchers + (1 if watching else -1), 0)
        self._figures.watch(self.is_watched)
        if watching and self._stale:
            self._soon.start()

    @property
    def is_watched(self) -> bool:
        """Whether somebody looks."""
        return self._watchers > 0

    @property
    def is_busy(self) -> bool:
        """Whether newer pictures or figures are to come."""
        return self._stale or self._shown < self._asked or self._figures.is_busy

    @Slot()
    def _follow_settings(self) -> None:
        self._figures.follow_settings()
        self._outdate()

    @Slot()
    def _follow_members(self) -> None:
        # What is under way has letters that may not hold any more.
        self._first = self._asked
        letters = self._letters_kept()
        self._runs = {letters[letter]: run for letter, run in self._runs.items() if letter in letters}
        if self._results is not None:
            sides = [
                replace(side, letter=letters[side.letter]) for side in self._results.sides if side.letter in letters
            ]
            sides.sort(key=lambda side: side.letter)
            self._results = replace(self._results, sides=tuple(sides)) if sides else None
        if not letters:
            # The images may be others, too.
            self.cursor = None
        self._figures.follow_members(letters)
        self.members_changed.emit()
        self.results_changed.emit()
        self._outdate()

    def _letters_kept(self) -> dict[str, str]:
        """Letters in the results, and those that the same runs have now."""
        now = {member.run: member.letter for member in self.members}
        return {letter: now[run] for letter, run in self._runs.items() if run in now}

    @Slot()
    def _follow_weights(self) -> None:
        self._stale = True
        self._figures.follow_weights()
        if self._watchers and not self._soon.isActive() and not self._later.isActive():
            self._later.start()

    @Slot()
    def _follow_scores(self) -> None:
        self.scores_changed.emit()
        if self.show == "worst":
            self._outdate()

    @Slot()
    def _outdate(self) -> None:
        self._stale = True
        if self._watchers and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _ask(self) -> None:
        if not self._watchers:
            return
        self._soon.stop()
        self._later.stop()
        self._stale = False
        members, said = self._ready()
        question = self._question(members, self._images.shown([member.run for member in members], self.scores))
        if question is None:
            self._say(said)
            return
        if not len(question.indices):
            self._say(said or no_images(self.show))
            return
        question = replace(question, levels=self.levels, moves=self.moves)
        said = said or cannot_move(members, self.moves)
        runs = {member.letter: member.run for member in members}
        maker = self._maker
        self._asked = self._asks.ask(CHANNEL, lambda: (maker.compared(question), runs, said))

    def _question_of_many(self) -> Question | None:
        members, _ = self._ready()
        question = self._question(members, self._images.many([member.run for member in members]))
        return question if question is not None and len(question.indices) else None

    def _question(self, members: list[Member], indices: Numbers) -> Question | None:
        images = members[0].run.images if members else None
        if images is None:
            return None
        sides = tuple(
            Side(member.letter, member.name, member.short, member.run.snapshot, member.run.codes)
            for member in members
            if member.run.snapshot is not None
        )
        return Question(sides, images, indices, self.conditions)

    def _ready(self) -> tuple[list[Member], str]:
        """The members that can be asked, and why the others cannot."""
        ready, said = [], ""
        for member in self.members:
            why = why_not_yet(member, self.comparable(member.run), waits=member.run in self._document.queue.runs)
            said = said or why
            if not why:
                ready.append(member)
        return ready, said

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel != CHANNEL or answer.id <= max(self._shown, self._first):
            return
        if answer.error is not None:
            if self._asks.is_latest(answer):
                self._shown = answer.id
                self._say(answer.error)
            return
        # While a slider is dragged, each answer is overtaken by the next question: it is shown all the same.
        self._shown = answer.id
        self._results, self._runs, said = answer.result
        self._say(said or self._results.refused)
        self.results_changed.emit()

    @Slot(str)
    def _say(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            self.problem_changed.emit()
