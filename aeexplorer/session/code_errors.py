"""CodeErrors: how badly the images on the map are rebuilt, by the weights that are shown."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from aeexplorer.session.long_question import LongQuestion, Pace

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import AskThread
    from aeexplorer.session.current_run import CurrentRun
    from training.data.images import ImageSet
    from training.snapshot import Snapshot

Errors = NDArray[np.float64]


class CodeErrors(QObject):
    """Measures while somebody watches, again when the weights have changed; until then the last errors stay."""

    changed = Signal()
    """``errors``."""

    def __init__(self, asks: AskThread, current: CurrentRun, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current = current
        self._found: tuple[NDArray[np.int64], Errors] | None = None
        self._question = LongQuestion("map errors", asks, self._begin, self)
        self._question.said.connect(self._take)
        current.changed.connect(self._start_over)
        current.started.connect(self._start_over)
        current.latents_changed.connect(self._question.outdate)
        current.snapshot_changed.connect(self._question.outdate)

    def watch(self, watching: bool) -> None:
        """Somebody looks, or nobody does any more."""
        self._question.watch(watching)
        if watching and self._found is None:
            self._question.ask_anew()

    def of(self, indices: NDArray[np.int64]) -> Errors | None:
        """Mean squared errors (n,) of the images ``indices`` (n,), as far as measured; None before."""
        if self._found is None or not np.array_equal(self._found[0], indices):
            return None
        return self._found[1]

    @Slot()
    def _start_over(self) -> None:
        self._found = None
        self._question.ask_anew()
        self.changed.emit()

    def _begin(self) -> Iterator[tuple[NDArray[np.int64], Errors] | float] | None:
        run = self._current.run
        if run is None or run.images is None or run.snapshot is None or not len(run.indices):
            return None
        return measured(run.images, run.indices, run.snapshot)

    @Slot(object)
    def _take(self, said: tuple[NDArray[np.int64], Errors] | float) -> None:
        if isinstance(said, tuple):
            self._found = said
            self.changed.emit()


def measured(
    images: ImageSet, indices: NDArray[np.int64], snapshot: Snapshot
) -> Iterator[tuple[NDArray[np.int64], Errors] | float]:
    """Yields the share that is done, and at last ``indices`` (n,) with their mean squared errors (n,).

    For the thread that answers questions.
    """
    import torch

    from training.anomaly import scores

    found = np.empty(len(indices))
    pace = Pace()
    done = 0
    while done < len(found):
        end = min(done + pace.size, len(found))
        began = time.perf_counter()
        found[done:end] = scores(snapshot.model, images.pixels[torch.from_numpy(indices[done:end].copy())]).numpy()
        done = end
        pace.follow(time.perf_counter() - began)
        yield done / len(found)
    yield indices, found
