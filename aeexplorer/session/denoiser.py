"""Denoiser: another run, trained with corruption, that restores beside the ways of the current one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from aeexplorer.session.current_run import CurrentRun
from aeexplorer.session.document import Document
from aeexplorer.session.members import why_not
from aeexplorer.session.other_data import learned_elsewhere
from aeexplorer.session.run import Run, RunState
from aeexplorer.session.ways import DENOISER
from training.errors import InputError

if TYPE_CHECKING:
    from training.snapshot import Snapshot


class Denoiser(QObject):
    """Any open run may be chosen; ``problem`` says why one cannot restore these images, ``caution`` why it may fail.

    Until one, or none, is chosen by hand, the only open run that was trained with corruption on the same data is taken.
    """

    changed = Signal()
    """``run``, ``candidates`` or ``problem``."""
    weights_changed = Signal()
    """``weights``, while they are learned."""

    def __init__(self, document: Document, current: CurrentRun, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._current = document, current
        self._run: Run | None = None
        self._by_hand = False
        self._heard: frozenset[Run] = frozenset()
        self.refused = ""
        """Why a saved run could not be opened, in sentences; or ""."""
        document.runs_changed.connect(self._follow_runs)
        for signal in (current.changed, current.started):
            signal.connect(self._preselect)
            signal.connect(self.changed)

    @property
    def runs_folder(self) -> Path:
        """Where saved runs are, for the most part."""
        return self._document.runs_folder

    @property
    def run(self) -> Run | None:
        """The run that was chosen, by hand or as the only one that fits."""
        return self._run

    @property
    def candidates(self) -> tuple[Run, ...]:
        """Open runs besides the current one that were trained with corruption, oldest first; and the chosen one."""
        return tuple(
            run
            for run in self._document.runs
            if run is self._run or (run is not self._current.run and run.recipe.corruption.corrupts)
        )

    @property
    def weights(self) -> Snapshot | None:
        """What restores; None while there is a ``problem``."""
        return self._run.snapshot if self._run is not None and not self.problem else None

    @property
    def by_way(self) -> dict[str, Snapshot]:
        """``weights`` by the id of the way that is theirs."""
        weights = self.weights
        return {} if weights is None else {DENOISER: weights}

    @property
    def problem(self) -> str:
        """Why nothing is restored by it, and what to do, in sentences; or ""."""
        run, current, tr = self._run, self._current.run, QCoreApplication.translate
        if self.refused:
            return self.refused
        if run is None:
            return tr("Denoiser", "Choose a run that was trained with corruption, under “Denoiser”.")
        name = run.recipe.title
        if not run.recipe.corruption.corrupts:
            return tr(
                "Denoiser",
                "“{name}” was trained without corruption, so it has not learned to undo any. Choose another.",
            ).format(name=name)
        if run.snapshot is None or run.image_shape is None:
            under_way = run.state is RunState.LOADING or run.state is RunState.TRAINING
            return (
                tr("Denoiser", "The first weights of “{name}” are on their way.")
                if under_way
                else tr("Denoiser", "“{name}” is not trained yet. Train it, or choose another.")
            ).format(name=name)
        if current is not None and current.image_shape is not None and run.image_shape != current.image_shape:
            return tr(
                "Denoiser", "“{name}” has learned images of {its}, and these are of {ours}. Choose another."
            ).format(name=name, its=_by(run.image_shape), ours=_by(current.image_shape))
        return ""

    @property
    def caution(self) -> str:
        """Why what it restores may not go with these images, though it can be tried, in sentences; or ""."""
        run, current = self._run, self._current.run
        if run is None or current is None or self.problem:
            return ""
        return learned_elsewhere(run, current)

    def choose(self, run: Run | None) -> None:
        """Restore with this run's weights, too; with None, with those of none until another is chosen."""
        self._by_hand = True
        self._take(run)

    def _take(self, run: Run | None) -> None:
        self.refused = ""
        if run is not self._run:
            if self._run is not None:
                self._run.snapshot_changed.disconnect(self._announce_weights)
                self._run.state_changed.disconnect(self.changed)
            self._run = run
            if run is not None:
                run.snapshot_changed.connect(self._announce_weights)
                run.state_changed.connect(self.changed)
        self.changed.emit()

    def open(self, folder: Path) -> None:
        """Open the run saved in ``folder`` beside the current one, and choose it; what is wrong is the ``problem``."""
        try:
            self.choose(self._document.open_run(folder, current=False))
        except InputError as error:
            self.refused = str(error)
            self.changed.emit()

    @Slot()
    def _preselect(self) -> None:
        """Take the only run that fits. One that was taken so stays when others come to fit, too."""
        if self._by_hand or (self._run is not None and self._suits(self._run)):
            return
        fitting = [run for run in self.candidates if run.snapshot is not None and self._suits(run)]
        found = fitting[0] if len(fitting) == 1 else None
        if found is not self._run:
            self._take(found)

    def _suits(self, run: Run) -> bool:
        """Whether it has learned to undo corruption of the current run's images."""
        current = self._current.run
        if current is None or run is current:
            return False
        return run.recipe.corruption.corrupts and not why_not(current, run)

    @Slot()
    def _announce_weights(self) -> None:
        self.weights_changed.emit()

    @Slot()
    def _follow_runs(self) -> None:
        if self._run is not None and self._run not in self._document.runs:
            # A closed run is deleted, and its signals with it.
            self._run = None
            self._by_hand = False
        runs = frozenset(self._document.runs)
        for run in runs - self._heard:
            run.snapshot_changed.connect(self._preselect)
        self._heard = runs
        self._preselect()
        self.changed.emit()


def _by(shape: tuple[int, int, int]) -> str:
    channels, height, width = shape
    return f"{height} × {width} × {channels}" if channels > 1 else f"{height} × {width}"
