"""The strip at the top of the Run panel: one problem at a time, and a button that does something about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from aeexplorer.session.problem import Problem
from aeexplorer.session.run import Run
from aeexplorer.widgets.error_strip import ErrorStrip
from aeexplorer.widgets.figures import editable


class RemedyStrip(ErrorStrip):
    """Says why a run failed, or what else is in the way. A problem of a run that was dismissed does not come back."""

    train_wanted = Signal()
    """The draft is to be trained from the start."""
    learning_rate_wanted = Signal(float)
    """The draft is to have this learning rate."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._run: Run | None = None
        self._dismissed: Problem | None = None
        self._remedy: Callable[[], None] = self.train_wanted.emit
        self.pressed.connect(self._help)
        self.dismissed.connect(self._settle)

    def show_run(self, run: Run | None) -> None:
        """Say what ended ``run``, or nothing if there is no such thing."""
        self._run = run
        problem = self._run_problem()
        if run is None or problem is None:
            self.show_problem("")
            return
        self._remedy, button = self.train_wanted.emit, self.tr("Train again")
        if run.history.advice().kind == "diverged":
            rate = float(f"{run.recipe.optimizer.learning_rate / 10:.3g}")
            self._remedy = partial(self.learning_rate_wanted.emit, rate)
            button = self.tr("Use learning rate {rate}").format(rate=editable(rate))
        self.show_problem(problem.what, problem.why, problem.advice, button)

    def show_remedy(self, what: str, why: str, button: str, remedy: Callable[[], None]) -> None:
        """Say what else is wrong; the ``button`` calls ``remedy``."""
        self._remedy = remedy
        self.show_problem(what, why, "", button)

    def leave(self, why: str) -> bool:
        """Say no more of what ended the run if it is this, which is said nearer to its cause; whether it is."""
        problem = self._run_problem()
        if problem is None or problem.why != why:
            return False
        self._settle()
        self.show_problem("")
        return True

    def _run_problem(self) -> Problem | None:
        """What ended the run, unless it was dismissed."""
        problem = self._run.problem if self._run is not None else None
        return None if problem is self._dismissed else problem

    @Slot()
    def _settle(self) -> None:
        self._dismissed = self._run.problem if self._run is not None else None

    @Slot()
    def _help(self) -> None:
        self._settle()
        self.show_problem("")
        self._remedy()
