"""The strip at the top of the Run panel: one problem at a time, and a button that does something about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from aeexplorer.session.advice import Advice
from aeexplorer.session.advice_words import trouble
from aeexplorer.session.problem import Problem
from aeexplorer.session.run import Run
from aeexplorer.widgets.error_strip import ErrorStrip
from aeexplorer.widgets.figures import editable


class RemedyStrip(ErrorStrip):
    """Says why a run failed or what is wrong with it while it trains, or what else is in the way.

    A problem of a run that was dismissed does not come back.
    """

    train_wanted = Signal()
    """The draft is to be trained from the start."""
    learning_rate_wanted = Signal(float)
    """The draft is to have this learning rate."""
    back_wanted = Signal()
    """The run is to go back to the weights from before its loss jumped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._run: Run | None = None
        self._told: Problem | Advice | None = None
        self._dismissed: tuple[Run | None, Problem | Advice | None] = None, None
        self._remedy: Callable[[], None] = self.train_wanted.emit
        self.pressed.connect(self._help)
        self.dismissed.connect(self._settle)

    def show_run(self, run: Run | None) -> None:
        """Say what ended ``run`` or is wrong with it, or nothing if there is no such thing."""
        self._run = run
        self._told = told = self._trouble()
        if run is self._dismissed[0] and told is None:
            # The same may go wrong once more.
            self._dismissed = None, None
        if run is None or told is None or (run, told) == self._dismissed:
            self.show_problem("")
            return
        rate = float(f"{run.recipe.optimizer.learning_rate / 10:.3g}")
        smaller = self.tr("Use learning rate {rate}").format(rate=editable(rate))
        tip = ""
        if isinstance(told, Problem):
            what, why, remedy = told.what, told.why, told.advice
            self._remedy, button = self.train_wanted.emit, self.tr("Train again")
            if run.history.advice().kind == "diverged":
                self._remedy, button = partial(self.learning_rate_wanted.emit, rate), smaller
        else:
            what, why, remedy = trouble(told) or ("", "", "")
            self._remedy, button = partial(self.learning_rate_wanted.emit, rate), smaller
            if told.kind == "jumped" and told.since and run.folder is not None:
                self._remedy = self.back_wanted.emit
                button = self.tr("Go back to epoch {n}").format(n=told.since)
                tip = self.tr("Show these weights again, and forget what came after. Resume trains on from there.")
        self.show_problem(what, why, remedy, button)
        self.button.setToolTip(tip)

    def follow(self, run: Run | None) -> None:
        """As ``show_run``, where there is something else to say of it than before."""
        before = self._run, self._told
        self._run = run
        if (run, self._trouble()) != before:
            self.show_run(run)

    def show_remedy(self, what: str, why: str, button: str, remedy: Callable[[], None]) -> None:
        """Say what else is wrong; the ``button`` calls ``remedy``."""
        self._remedy = remedy
        self.show_problem(what, why, "", button)
        self.button.setToolTip("")

    def leave(self, why: str) -> bool:
        """Say no more of what ended the run if it is this, which is said nearer to its cause; whether it is."""
        told = self._trouble()
        if not isinstance(told, Problem) or (self._run, told) == self._dismissed or told.why != why:
            return False
        self._settle()
        self.show_problem("")
        return True

    def _trouble(self) -> Problem | Advice | None:
        """What ended the run, or what is wrong with one that goes on."""
        if self._run is None or self._run.problem is not None:
            return self._run.problem if self._run is not None else None
        advice = self._run.history.advice()
        return advice if trouble(advice) else None

    @Slot()
    def _settle(self) -> None:
        self._dismissed = self._run, self._trouble()

    @Slot()
    def _help(self) -> None:
        self._settle()
        self.show_problem("")
        self._remedy()
