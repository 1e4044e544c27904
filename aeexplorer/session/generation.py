"""Generation: new images of a trained model, previewed as they are set up, and written to a folder."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from aeexplorer.session.ask_thread import Answer
from aeexplorer.session.current_run import CurrentRun
from aeexplorer.session.stoppable_asks import Progress, StoppableAsks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aeexplorer.session.document import Document
    from aeexplorer.session.generation_job import Preview, Question, Target, Weights, Written
    from aeexplorer.session.generation_wishes import Wishes
    from aeexplorer.session.real_neighbours import Neighbours, RealNeighbours
    from aeexplorer.session.run import Run
    from training.compare.conditions import Conditions
    from training.generation.origin import Tell

# Most visits generate nothing: what is needed for that is imported when somebody does.

PREVIEW, NEAREST, SAVE = "preview", "nearest", "save"


class Generation(QObject):
    """One set at a time, in a thread of its own: a sampler may take seconds to fit, and a large set minutes."""

    wanted = Signal()
    """Somebody wants to set one up; ``open`` says so."""
    changed = Signal()
    """``wishes``, ``run`` or ``runs``."""
    preview_changed = Signal()
    """``preview``, ``neighbours``, ``problem`` or ``is_busy``."""
    saving_changed = Signal()
    """``progress``, ``saved``, ``in_the_way`` or ``refusal``."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._current = CurrentRun(document, self)
        self._asks = StoppableAsks(self)
        self._asks.answered.connect(self._hear)
        self._asks.told.connect(self._hear_progress)
        self._known: tuple[Weights, RealNeighbours] | None = None
        self._watched = False
        self._chosen: Run | None = None
        self._asked_of: Run | None = None
        self._wishes: Wishes | None = None
        self._set: frozenset[str] = frozenset()
        """What of the wishes somebody has set, as ``Wishes.changed_in`` has it."""
        self.preview: Preview | None = None
        """The first images of what was asked for last and could be made; None before that."""
        self.neighbours: Neighbours | None = None
        """Of the preview's images, or of the first of them; None until some are found."""
        self.problem = ""
        """Why what is wished for cannot be made, in a sentence; or ""."""
        self.progress: Progress | None = None
        """How far saving is; None while nothing is saved."""
        self.saved: tuple[Path, ...] = ()
        """What was written last."""
        self.in_the_way: tuple[str, ...] = ()
        """Files of an earlier set that keep one from being written."""
        self.refusal = ""
        """Why nothing was written, in a sentence; or ""."""
        document.runs_changed.connect(self._follow)
        for signal in (self._current.changed, self._current.started, self._current.snapshot_changed):
            signal.connect(self._follow)

    def open(self) -> None:
        """Have the window show what can be set."""
        self.wanted.emit()

    # What is wished for

    @property
    def runs(self) -> tuple[Run, ...]:
        """Open runs that have images and weights, oldest first."""
        return tuple(run for run in self._document.runs if run.images is not None and run.snapshot is not None)

    @property
    def run(self) -> Run | None:
        """The run that generates: the chosen one, or else the document's current one."""
        runs = self.runs
        if self._chosen in runs:
            return self._chosen
        current = self._document.current
        return current if current in runs else (runs[-1] if runs else None)

    def choose(self, run: Run) -> None:
        """Generate with another run."""
        if run is not self.run:
            self._chosen = run
            self._ask_anew()

    @property
    def knows_selection(self) -> bool:
        """Whether what is selected on the map, images of the document's current run, are the generating run's, too."""
        run, current = self.run, self._document.current
        return run is not None and current is not None and run.recipe.data == current.recipe.data

    @property
    def wishes(self) -> Wishes:
        """The settings; setting others has the preview made anew."""
        from aeexplorer.session.generation_wishes import Wishes

        if self._wishes is None:
            self._wishes = Wishes()
        wishes, run = self._wishes, self.run
        if wishes.by == "class" and run is not None and not run.classes:
            return replace(wishes, by="image")
        return wishes

    @wishes.setter
    def wishes(self, wishes: Wishes) -> None:
        if wishes != self._wishes:
            self._set |= self.wishes.changed_in(wishes)
            self._wishes = wishes
            self._ask_anew()

    def start_from(self, conditions: Conditions | None) -> None:
        """Begin with a comparison's noise and seed, or with the usual ones, wherever nobody has set others."""
        self._wishes = self.wishes.starting_from(conditions, self._set)
        self._ask_anew()

    @property
    def has_prior(self) -> bool:
        """Whether the run's codes are pressed to a prior, which one can then draw from."""
        run = self.run
        return run is not None and run.recipe.bottleneck.has_kl

    # Preview

    def watch(self) -> None:
        """Make previews from now on."""
        from aeexplorer.session.generation_job import Weights
        from aeexplorer.session.real_neighbours import RealNeighbours

        self._watched, self._known = True, (Weights(), RealNeighbours())
        self.progress, self.saved, self.in_the_way, self.refusal = None, (), (), ""
        self._ask_anew()

    def unwatch(self) -> None:
        """Nobody looks any more: make nothing, and give the memory back."""
        self._watched = False
        self._chosen = self._asked_of = None
        self._asks.drop(PREVIEW, NEAREST, SAVE)
        self.preview = self.neighbours = self.progress = self._known = None

    @property
    def is_busy(self) -> bool:
        """Whether a newer preview is being made."""
        return self._asks.is_busy(PREVIEW)

    @property
    def is_judging(self) -> bool:
        """Whether more neighbours of the preview's images are being looked for."""
        return self._asks.is_busy(NEAREST)

    def _ask_anew(self) -> None:
        self.in_the_way, self.refusal = (), ""
        if self._watched:
            self._asks.drop(PREVIEW, NEAREST)
            self._asked_of = self.run
            if (question := self._question()) is not None:
                self._ask_preview(question)
        self.changed.emit()
        self.preview_changed.emit()

    def _ask_preview(self, question: Question) -> None:
        from aeexplorer.session.generation_job import previewed

        assert self._known is not None
        weights, _ = self._known
        self._asks.ask(PREVIEW, lambda tell: previewed(question, weights, tell))

    def _question(self) -> Question | None:
        from aeexplorer.session.generation_job import Question

        run = self.run
        if run is None or run.images is None or run.snapshot is None or run.start_event is None:
            return None
        return Question(
            order=self.wishes.order(has_prior=self.has_prior),
            seed=self.wishes.seed,
            snapshot=run.snapshot,
            images=run.images,
            training=run.start_event.split.training.numpy(),
            run=run.folder.name if run.folder is not None else run.recipe.title,
            title=run.recipe.title,
        )

    @Slot()
    def _follow(self) -> None:
        """Other runs are open; one that is training does not change what is shown, so that it can be looked at."""
        if not self._watched:
            return
        if self.run is not self._asked_of:
            self._ask_anew()
        else:
            self.changed.emit()

    # Saving

    def save(self, target: Target) -> None:
        """Make all that is previewed and write it; ``saving_changed`` tells how that goes."""
        from aeexplorer.session.generation_job import written

        if self.preview is None or self._known is None or self.problem or self.progress is not None:
            return
        question, (weights, _) = self.preview.question, self._known
        self.progress, self.saved, self.in_the_way, self.refusal = Progress("", 0, 1), (), (), ""

        def compute(tell: Tell) -> Written:
            return written(question, target, weights, tell, partial(tell, "written", 0, 1))

        self._asks.ask(SAVE, compute)
        self.saving_changed.emit()

    def forget_outcome(self) -> None:
        """What came of saving to one folder says nothing of another."""
        self.saved, self.in_the_way, self.refusal = (), (), ""
        self.saving_changed.emit()

    def cancel(self) -> None:
        """Save nothing after all; nothing has been written yet, or all is about to be."""
        if self.progress is not None:
            self._asks.drop(SAVE)
            self.progress = None
            self.saving_changed.emit()

    def stop(self) -> None:
        """End the thread after what it cannot leave."""
        self._asks.stop()

    def wait_for(self, milliseconds: int) -> bool:
        """Block until the thread has ended, ``milliseconds`` at most; whether it has."""
        return self._asks.wait_for(milliseconds)

    # What comes of it

    @Slot(str, object)
    def _hear_progress(self, channel: str, progress: Progress) -> None:
        if channel == SAVE and self.progress is not None:
            self.progress = progress
            self.saving_changed.emit()

    @Slot(object)
    def _hear(self, answer: Answer) -> None:
        if answer.channel == SAVE:
            self._hear_saved(answer)
        elif answer.channel == NEAREST:
            self._hear_neighbours(answer)
        else:
            self._hear_preview(answer)

    def _hear_preview(self, answer: Answer) -> None:
        self.problem = answer.error or ""
        if answer.error is None and self._known is not None:
            preview: Preview = answer.result
            self.preview, self.neighbours = preview, None
            _, real = self._known
            self._ask_neighbours(real.of(preview.made.pixels, preview.question.images, preview.question.training))
        self.preview_changed.emit()

    def _ask_neighbours(self, work: Iterator[Neighbours]) -> None:
        # The iterator is only ever used in the thread; between its portions other questions have their turn.
        self._asks.ask(NEAREST, lambda _tell: (work, next(work, None)))

    def _hear_neighbours(self, answer: Answer) -> None:
        if answer.error is None and answer.result[1] is not None:
            work, self.neighbours = answer.result
            self._ask_neighbours(work)
        self.preview_changed.emit()

    def _hear_saved(self, answer: Answer) -> None:
        self.progress = None
        if answer.error is not None:
            self.refusal = answer.error
        else:
            self.saved, self.in_the_way = answer.result.paths, answer.result.in_the_way
        self.saving_changed.emit()
