"""Document: the recipe that is being edited, the runs that are open, and which of them is current."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from aeexplorer.session.engine import MakeEvents, fit_events
from aeexplorer.session.new_folder import dated, free
from aeexplorer.session.run import Run, RunState
from aeexplorer.session.run_queue import RunQueue
from training.recipe import DEFAULT_RECIPE, Recipe
from training.run_folder import RunFolder


class Document(QObject):
    """What is open. A run keeps the recipe that it was made from; editing the draft never changes a run."""

    recipe_changed = Signal()
    runs_changed = Signal()
    current_changed = Signal()
    refused = Signal()
    """A run was wanted, but ``draft_problem`` stands against it; nothing was started."""
    not_opened = Signal(object)
    """The Problem with a saved run that was to be opened; it is closed again."""

    def __init__(
        self,
        runs_folder: Path,
        parent: QObject | None = None,
        *,
        make_events: MakeEvents = fit_events,
    ) -> None:
        """``runs_folder`` is where new runs get their folders; ``make_events`` as in ``Run``."""
        super().__init__(parent)
        self.runs_folder = runs_folder
        self._make_events = make_events
        self._recipe = Recipe.load(DEFAULT_RECIPE)
        self._runs: tuple[Run, ...] = ()
        self._closing: set[Run] = set()
        self._current: Run | None = None
        self._before_opening: Run | None = None
        self.queue = RunQueue(self.active_runs, self)
        """Open runs that start by themselves."""
        self.draft_problem = ""
        """What is wrong with a draft that is being typed, said by whoever edits it; while it stands, nothing starts."""

    @property
    def recipe(self) -> Recipe:
        """The draft: what the next run will train."""
        return self._recipe

    def set_recipe(self, recipe: Recipe) -> None:
        """Replace the draft."""
        if recipe != self._recipe:
            self._recipe = recipe
            self.recipe_changed.emit()

    def override(self, *assignments: str) -> None:
        """Set keys of the draft: ``override("schedule.epochs=3")``.

        Raises:
            InputError: unknown key or impossible value; the draft is as it was.
        """
        self.set_recipe(self._recipe.override(*assignments))

    def load_recipe(self, name_or_path: str | Path) -> None:
        """Make a built-in recipe or one from a TOML file the draft.

        Raises:
            InputError: no such recipe, or not a valid one; the draft is as it was.
        """
        self.set_recipe(Recipe.load(name_or_path))

    @property
    def runs(self) -> tuple[Run, ...]:
        """The open runs, oldest first."""
        return self._runs

    @property
    def current(self) -> Run | None:
        """The run that the panels show."""
        return self._current

    @property
    def draft_continues_current(self) -> bool:
        """Whether the draft is the current run's recipe, or asks of it only more epochs than it has trained."""
        run = self._current
        if run is None:
            return False
        if self._recipe == run.recipe:
            return True
        return (
            _but_for_epochs(self._recipe) == _but_for_epochs(run.recipe)
            and self._recipe.schedule.epochs > run.epochs_trained
        )

    def new_run(self, folder: Path | None = None, *, recipe: Recipe | None = None, current: bool = True) -> Run:
        """Open a run of the draft, or of another ``recipe``, and make it current unless told not to.

        It starts when told to. ``folder`` is where it saves itself: a new one under ``runs_folder`` unless given.
        Nothing is written yet.
        """
        recipe = recipe or self._recipe
        run = Run(recipe, folder or self._new_folder(recipe), self, make_events=self._make_events)
        self._open(run)
        if current:
            self.make_current(run)
        return run

    def open_run(self, folder: Path, *, current: bool = True) -> Run:
        """Open the run saved in ``folder``, if it is not open already, and make it ``current`` unless told not to.

        Its images, weights and codes arrive by and by. The recipe of one that is then current becomes the draft, so
        that Train goes on with it.

        Raises:
            InputError: there is no run, or its recipe is damaged. What else is wrong is said by ``not_opened``.
        """
        folder = folder.resolve()
        for run in self._runs:
            if run.folder is not None and run.folder.resolve() == folder:
                if current:
                    self.make_current(run)
                return run
        run = Run(RunFolder.open(folder).recipe, folder, self, make_events=self._make_events)
        run.state_changed.connect(self._hear_opened)
        self._open(run)
        if current:
            self._before_opening = self._current
            self.make_current(run)
        run.open()
        return run

    def _open(self, run: Run) -> None:
        run.state_changed.connect(self.queue.start_next)
        self._runs = (*self._runs, run)
        self.runs_changed.emit()

    @Slot(object)
    def _hear_opened(self, state: RunState) -> None:
        """Take the recipes of runs that have just been opened, and close those that could not be."""
        run = self.sender()
        if not isinstance(run, Run) or state.active:
            return
        run.state_changed.disconnect(self._hear_opened)
        if not run.opening:
            if run is self._current:
                self.set_recipe(run.recipe)
            return
        before, problem = self._before_opening, run.problem
        was_current = run is self._current
        self.close_run(run)
        if was_current and before in self._runs:
            self.make_current(before)
        self.not_opened.emit(problem)

    def train(self) -> Run | None:
        """What the Train button does: start the current run or go on with it, or open one if the draft differs.

        None, and ``refused``, where that would start something while there is a ``draft_problem``.
        """
        run = self._run_of_draft()
        if run is None:
            return None
        if run.state.active:
            run.resume()
        else:
            self._start(run, paused=False)
        return run

    def train_anew(self) -> Run | None:
        """Pause the current run and train the draft from the start; None and ``refused`` as in ``train``."""
        if self._refuses():
            return None
        if self._current is not None and self._current.state.active:
            self._current.pause()
        run = self.new_run()
        run.start()
        return run

    def step(self) -> Run | None:
        """Take one step of the current run, or of a new one if the draft differs, and wait; None as in ``train``."""
        run = self._run_of_draft()
        if run is None:
            return None
        if not run.state.active:
            self._start(run, paused=True)
        run.step()
        return run

    def _run_of_draft(self) -> Run | None:
        """The current run if it is active or the draft continues it; else a new one. None if refused."""
        run = self._current
        if run is not None and run.state.active:
            return run
        if self._refuses():
            return None
        return run if run is not None and self.draft_continues_current else self.new_run()

    def _refuses(self) -> bool:
        if self.draft_problem:
            self.refused.emit()
        return bool(self.draft_problem)

    def _start(self, run: Run, *, paused: bool) -> None:
        more = self._recipe.schedule.epochs if self._recipe.schedule.epochs != run.recipe.schedule.epochs else None
        was_draft = self._recipe == run.recipe
        run.start(epochs=more, paused=paused)
        if was_draft:
            # A completed run has given itself more epochs; the form shows them.
            self.set_recipe(run.recipe)

    def toggle(self) -> None:
        """What Space does: train, pause or go on."""
        if self._current is not None and self._current.state.active:
            self._current.toggle()
        else:
            self.train()

    def make_current(self, run: Run | None) -> None:
        """Show an open run in the panels."""
        if run is not None and run not in self._runs:
            raise ValueError("only an open run can be current")
        if run is not self._current:
            self._current = run
            self.current_changed.emit()

    def choose(self, run: Run) -> None:
        """Show an open run in the panels; its recipe becomes the draft, unless edits of the draft would be lost."""
        edited = self._current is None or self._recipe != self._current.recipe or bool(self.draft_problem)
        self.make_current(run)
        if not edited:
            self.set_recipe(run.recipe)

    def close_run(self, run: Run) -> None:
        """Close an open run; if it is active it stops and saves, and is kept until it has."""
        if run not in self._runs:
            return
        at = self._runs.index(run)
        self._runs = tuple(other for other in self._runs if other is not run)
        self.queue.remove(run)
        if run.state.active:
            self._closing.add(run)
            run.state_changed.connect(self._forget_ended)
            run.stop()
        else:
            run.deleteLater()
        self.runs_changed.emit()
        if run is self._current:
            self.make_current(self._runs[min(at, len(self._runs) - 1)] if self._runs else None)

    def active_runs(self) -> tuple[Run, ...]:
        """Every run with a thread, closed ones that still save included."""
        return tuple(run for run in (*self._runs, *self._closing) if run.state.active)

    @Slot()
    def _forget_ended(self) -> None:
        for run in [run for run in self._closing if not run.state.active]:
            self._closing.discard(run)
            run.deleteLater()

    def _new_folder(self, recipe: Recipe) -> Path:
        taken = {run.folder for run in (*self._runs, *self._closing)}
        return free(self.runs_folder / dated(recipe.title, "run"), taken)


def _but_for_epochs(recipe: Recipe) -> Recipe:
    return recipe.model_copy(update={"schedule": recipe.schedule.model_copy(update={"epochs": 1})})
