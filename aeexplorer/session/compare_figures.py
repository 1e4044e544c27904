"""Figures of compared models over many held-out images, and their curves: computed a little at a time, after the rest.

The pictures that are shown come first: while a slider is dragged, nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from aeexplorer.session.compare_curves import curving
from aeexplorer.session.compare_question import with_strength
from aeexplorer.session.compare_scores import Scores, scoring
from aeexplorer.session.long_question import LongQuestion
from aeexplorer.session.spreads import Spreads

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import AskThread
    from aeexplorer.session.compare_question import Question
    from aeexplorer.session.compare_settings import CompareSettings
    from training.compare.conditions import Conditions
    from training.compare.robustness import Point as RobustnessPoint

SCORES_CHANNEL, CURVES_CHANNEL = "compare scores", "compare robustness"
REST_MS = 150
"""So long nothing may have been changed before figures are computed."""


class CompareFigures(QObject):
    """``scores`` and ``curves``; the last good ones stay while newer ones are computed."""

    scores_changed = Signal()
    curves_changed = Signal()
    failed = Signal(str)

    def __init__(
        self, settings: CompareSettings, asks: AskThread, ask: Callable[[], Question | None], parent: QObject
    ) -> None:
        """``ask`` gives the question about many held-out images; None where nobody can be asked."""
        super().__init__(parent)
        self.scores: Scores | None = None
        self.curves: dict[str, list[RobustnessPoint]] = {}
        self._settings, self._question = settings, ask
        self._spreads = Spreads()
        self._drawn_for: Conditions | None = None
        self._scoring = LongQuestion(SCORES_CHANNEL, asks, self._score, self)
        self._curving = LongQuestion(CURVES_CHANNEL, asks, self._draw, self)
        self._scoring.said.connect(self._take_scores)
        self._curving.said.connect(self._take_point)
        self._scoring.failed.connect(self.failed)
        self._curving.failed.connect(self.failed)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask_anew)
        self._conditions: Conditions | None = None
        self._curves_stale = False
        self._scoring.ask_anew()
        self._curving.ask_anew()

    @property
    def is_busy(self) -> bool:
        """Whether newer figures are to come."""
        return self._rest.isActive() or self._scoring.is_busy or self._curving.is_busy

    def watch(self, watching: bool) -> None:
        """Somebody looks, or nobody does any more."""
        self._scoring.watch(watching)
        self._curving.watch(watching)

    def follow_settings(self) -> None:
        """The noise has changed; curves do not depend on how strong it is on the codes."""
        if self._settings.conditions == self._conditions:
            return
        self._conditions = self._settings.conditions
        if self._curving.is_busy or with_strength(self._conditions, 0.0) != self._drawn_for:
            self._curves_stale = True
        self._scoring.drop()
        self._curving.drop()
        self._rest.start()

    def follow_weights(self) -> None:
        """Newer weights of a member: what is under way is finished first."""
        if not self._rest.isActive():
            self._scoring.outdate()
            self._curving.outdate()

    def follow_members(self, letters: dict[str, str]) -> None:
        """Other members: those that stay had the letters that are keys, and have those that are values now."""
        self._scoring.drop()
        self._curving.drop()
        if self.scores is not None:
            self.scores = None
            self.scores_changed.emit()
        self.curves = {now: self.curves[before] for before, now in letters.items() if before in self.curves}
        self._curves_stale = True
        self.curves_changed.emit()
        self._rest.start()

    @Slot()
    def _ask_anew(self) -> None:
        self._scoring.ask_anew()
        if self._curves_stale:
            self._curves_stale = False
            self._curving.ask_anew()

    def _score(self) -> Iterator[Any] | None:
        question = self._question()
        return None if question is None else scoring(question, self._spreads)

    def _draw(self) -> Iterator[Any] | None:
        question = self._question()
        if question is None:
            return None
        before, self._drawn_for = self._drawn_for, with_strength(question.conditions, 0.0)
        if before is not None and before.code.way != self._drawn_for.code.way:
            # Other strengths: their points would stand among the old ones.
            self.curves = {}
            self.curves_changed.emit()
        return curving(question, self._settings.strengths, self._spreads)

    @Slot(object)
    def _take_scores(self, said: Any) -> None:
        if isinstance(said, Scores):
            self.scores = said
            self.scores_changed.emit()

    @Slot(object)
    def _take_point(self, said: Any) -> None:
        if said is ...:
            return
        point: RobustnessPoint = said
        others = [other for other in self.curves.get(point.model, []) if other.strength != point.strength]
        points = sorted([*others, point], key=lambda point: point.strength)
        self.curves = {**self.curves, point.model: points}
        self.curves_changed.emit()
