"""AnomalyView: how well a run's reconstruction errors tell strange images from ordinary ones, as it trains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from aeexplorer.session.judged import Judged, Kind, interval, judge
from aeexplorer.session.left_out_images import LeftOutImages
from aeexplorer.session.long_question import LongQuestion
from aeexplorer.session.rebuilt import RebuiltImages

if TYPE_CHECKING:
    from aeexplorer.session.run import Run
    from aeexplorer.session.session import Session
    from training.roc import Roc
    from training.threshold import Rates

SIGNALS = ("started", "snapshot_changed")


class AnomalyView(QObject):
    """Of one run, on images that it never learned from; computes only while somebody watches."""

    run_changed = Signal()
    changed = Signal()
    """``judged``, which classes are strange, ``curve`` or ``area``, and with them the threshold."""
    threshold_changed = Signal()
    progressed = Signal()
    """``share`` or ``problem``."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self._strange: frozenset[int] | None = None
        self._threshold: float | None = None
        self._bounds: tuple[tuple[float, float], float] | None = None
        self.judged: Judged | None = None
        self.curve: Roc | None = None
        """None without strange or without ordinary images."""
        self.share = 0.0
        """How much of the scores that come next is done."""
        self._problem = ""
        self.images = LeftOutImages(session.reader, self)
        self._scores = LongQuestion("anomaly scores", session.asks, self._begin, self)
        self._interval = LongQuestion("anomaly interval", session.asks, self._begin_interval, self)
        self.pictures = RebuiltImages("anomaly pictures", session.asks, self)
        self._scores.said.connect(self._take)
        self._interval.said.connect(self._take_interval)
        for part in (self._scores, self._interval, self.pictures):
            part.failed.connect(self._hear_failure)
        self.images.changed.connect(self._scores.ask_anew)

    # Of which run

    @property
    def run(self) -> Run | None:
        """Whose errors are looked at."""
        return self._run

    def set_run(self, run: Run | None) -> None:
        """Look at another run's."""
        if run is self._run:
            return
        data = run.recipe.data if run is not None else None
        if self._run is None or self._run.recipe.data != data:
            self._strange = None
        for name, slot in zip(SIGNALS, (self._start_over, self._scores.outdate), strict=True):
            if self._run is not None:
                getattr(self._run, name).disconnect(slot)
            if run is not None:
                getattr(run, name).connect(slot)
        self._run = run
        self._start_over()
        self.run_changed.emit()

    def watch(self, watching: bool) -> None:
        """Somebody begins or ends to look."""
        for part in (self.images, self._scores, self._interval, self.pictures):
            part.watch(watching)

    @property
    def is_busy(self) -> bool:
        """Whether newer scores or a newer interval are on their way."""
        return self.images.is_reading or self._scores.is_busy or self._interval.is_busy

    @property
    def problem(self) -> str:
        """What is wrong, in sentences; or ""."""
        return self._problem or self.images.problem

    @Slot(str)
    def _hear_failure(self, problem: str) -> None:
        self._problem = problem
        self.progressed.emit()

    @Slot()
    def _start_over(self) -> None:
        """Another run, or this one from its beginning: its images may be others."""
        for part in (self._scores, self._interval):
            part.drop()
        self.judged = self.curve = self._threshold = self._bounds = None
        self._problem = ""
        self.share = 0.0
        self.pictures.use(None)
        self.images.begin(self._run)
        self.changed.emit()
        self._scores.ask_anew()

    # Scores

    def _begin(self) -> Iterator[float | Judged] | None:
        run, images = self._run, self.images
        # Until the left-out images are there, there is nothing to tell from the others.
        if run is None or run.snapshot is None or images.candidates is None or images.is_reading:
            return None
        return judge(images.candidates, run.snapshot)

    @Slot(object)
    def _take(self, said: float | Judged) -> None:
        if isinstance(said, float):
            self.share = said
            self.progressed.emit()
            return
        same = self.judged is not None and self.judged.candidates is said.candidates
        self.judged = said
        self._problem = ""
        if self._strange is None:
            self._strange = said.candidates.unknown or frozenset((0,) if said.candidates.classes else ())
        self.pictures.use(said.rebuild, same_images=same)
        self._draw_curve()

    # What counts as strange

    @property
    def strange(self) -> frozenset[int]:
        """Labels, of the source's classes, that count as the anomaly."""
        return self._strange or frozenset()

    @strange.setter
    def strange(self, labels: frozenset[int]) -> None:
        if labels != self._strange:
            self._strange = frozenset(labels)
            self._threshold = self._bounds = None
            self._draw_curve()

    def toggle(self, label: int) -> None:
        """Count a class as the anomaly, or no more."""
        self.strange = self.strange ^ {label}

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the source's classes."""
        return self.images.candidates.classes if self.images.candidates is not None else ()

    @property
    def are_strange(self) -> NDArray[np.bool_]:
        """(n,) which of the judged images count as strange."""
        return np.zeros(0, bool) if self.judged is None else self.judged.is_strange(self.strange)

    def _draw_curve(self) -> None:
        from training.roc import roc

        self.curve = None
        strange = self.are_strange
        if self.judged is not None and strange.any() and not strange.all():
            if np.isfinite(self.judged.scores).all():
                self.curve = roc(self.judged.scores, strange)
            else:
                self._problem = QCoreApplication.translate(
                    "AnomalyView",
                    "Some errors are not numbers, as the weights of this run are not: its training diverged, or its "
                    "checkpoint is damaged. Choose an earlier epoch, or train again with a smaller learning rate.",
                )
        if self.curve is not None:
            self._interval.ask_anew()
        else:
            self._interval.drop()
        self.changed.emit()
        self.threshold_changed.emit()

    def _begin_interval(self) -> Iterator[float | tuple[tuple[float, float], float]] | None:
        if self.judged is None or self.curve is None:
            return None
        area = self.curve.area
        found = interval(self.judged.scores, self.are_strange)
        return (said if isinstance(said, float) else (said, area) for said in found)

    @Slot(object)
    def _take_interval(self, said: float | tuple[tuple[float, float], float]) -> None:
        if not isinstance(said, float):
            self._bounds = said
            self.changed.emit()

    @property
    def area(self) -> tuple[float, float, float] | None:
        """Area under the curve with its interval, lower and upper; while one trains they are of a moment ago.

        The bounds are NaN before they are known; None without a curve.
        """
        if self.curve is None:
            return None
        if self._bounds is None:
            return self.curve.area, float("nan"), float("nan")
        (low, high), area = self._bounds
        return area, low, high

    # The threshold

    @property
    def threshold(self) -> float:
        """The error from which on an image is called strange: what was chosen, or else what serves best."""
        if self._threshold is not None:
            return self._threshold
        if self.curve is None:
            return float("inf")
        from training.threshold import best_threshold

        best = best_threshold(self.curve)
        return best if np.isfinite(best) else float(self.curve.threshold[1])

    @threshold.setter
    def threshold(self, threshold: float) -> None:
        if threshold != self._threshold:
            self._threshold = float(threshold)
            self.threshold_changed.emit()

    def choose_best_threshold(self) -> None:
        """Follow what serves best again: found less wrongly alarmed, as shares."""
        self._threshold = None
        self.threshold_changed.emit()

    @property
    def rates(self) -> Rates | None:
        """What the threshold finds, misses and wrongly calls strange."""
        from training.threshold import rates

        if self.judged is None or self.curve is None:
            return None
        return rates(self.judged.scores, self.are_strange, self.threshold)

    def order(self, kind: Kind) -> NDArray[np.int64]:
        """Places of the images of a kind, in the order in which they are looked through."""
        if self.judged is None:
            return np.empty(0, np.int64)
        return self.judged.order(kind, self.strange, self.threshold)
