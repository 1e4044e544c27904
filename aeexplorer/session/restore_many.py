"""RestoreMany: a class of images or the whole held-out set restored in every way, portion by portion, into a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from aeexplorer.session.known_images import KnownImages
from training.errors import InputError

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import Answer, AskThread
    from aeexplorer.session.damage import Damage
    from training.data.images import ImageSet
    from training.restore.table import Progress, Table
    from training.restore.way import Way
    from training.snapshot import Snapshot

CHANNEL = "restore many"
Scope = Literal["shown", "selected", "held-out"]
"""The images to choose from, those that are selected on the map, or all that are held out."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Order:
    """What is to be restored: images ``indices`` (n,), with the holes of ``cover`` (H, W) or, without any, rectangles.

    ``neighbours`` (n,) are the images that a fill takes from; all else as in ``restore_job.Question``.
    """

    images: ImageSet
    indices: NDArray[np.int64]
    neighbours: NDArray[np.int64]
    cover: NDArray[np.uint8]
    damage: Damage
    snapshot: Snapshot
    others: Mapping[str, Snapshot]
    codes: NDArray[np.float32]
    training: NDArray[np.int64]
    ways: dict[str, Way]


class RestoreMany(QObject):
    """One table at a time. It stays until the next one is begun."""

    changed = Signal()

    def __init__(
        self, order: Callable[[Scope], Order | None], asks: AskThread, known: KnownImages, parent: QObject
    ) -> None:
        """``order`` says what is to be restored now."""
        super().__init__(parent)
        self._order, self._asks, self._known = order, asks, known
        self._progress: Progress | None = None
        self._problem = ""
        self._is_wanted = False
        self._work: Iterator[Progress] | None = None
        self.painted = True
        """Whether the holes are the painted one, not random rectangles."""
        asks.answered.connect(self._take)

    @property
    def is_wanted(self) -> bool:
        """Whether a table is looked at, and not one image."""
        return self._is_wanted

    @property
    def is_running(self) -> bool:
        """Whether there are images to come."""
        return self._work is not None

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return self._progress.done / max(self._progress.of, 1) if self._progress else 0.0

    @property
    def table(self) -> Table | None:
        """The rows that are done, by the ids of their columns; None before the first."""
        return self._progress.table if self._progress and self._progress.table.rows else None

    @property
    def problem(self) -> str:
        """Why it ended too early, or ""."""
        return self._problem

    def begin(self, scope: Scope) -> None:
        """Restore the images of ``scope`` in all ways that are ticked; the table grows by a row a way."""
        self._is_wanted = True
        order = self._order(scope)
        if order is None:
            return
        self._progress, self._problem = None, ""
        self.painted = bool(order.cover.any())
        self._work = _restored(order, self._known)
        self._ask()
        self.changed.emit()

    def stop(self) -> None:
        """Leave it at the rows that are done."""
        if self._work is not None:
            self._asks.cancel(CHANNEL)
            self._work = None
            self.changed.emit()

    def leave(self) -> None:
        """Look at one image again."""
        self._is_wanted = False
        self.stop()
        self.changed.emit()

    def _ask(self) -> None:
        work = self._work
        # The iterator is only ever used in the thread that answers.
        self._asks.ask(CHANNEL, lambda: (work, next(work, None) if work is not None else None))

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel != CHANNEL or not self._asks.is_latest(answer):
            return
        if answer.error is not None:
            self._problem, self._work = answer.error, None
        else:
            work, progress = answer.result
            if work is not self._work:
                return
            if progress is None:
                self._work = None
            else:
                self._progress = progress
                self._ask()
        self.changed.emit()


def _restored(order: Order, known: KnownImages) -> Iterator[Progress]:
    """Tabulate, for the thread that answers; the rows are named by the ids of their columns."""
    import torch

    from training.corruption import Corrupted
    from training.corruption.erase import Erase
    from training.restore.table import Entry, tabulate

    if not len(order.indices):
        raise InputError(QCoreApplication.translate("RestoreMany", "There are no such images to restore."))
    pixels, numbers = order.images.batch(torch.from_numpy(order.indices)), torch.from_numpy(order.indices)
    neighbours = order.images.batch(torch.from_numpy(order.neighbours)).numpy()
    given, hidden = order.damage.apply(pixels.numpy(), order.cover, neighbours, order.indices)
    if not order.cover.any() and not order.damage.corrupts_all:
        drawn = Erase(value=float(np.mean(order.damage.colour))).apply(
            pixels, seed=order.damage.seed, purpose="restore many", indices=numbers
        )
        given, hidden = drawn.pixels, drawn.hidden
    training = torch.from_numpy(order.training)
    entries = [Entry("corrupted", None)]
    for name, way in order.ways.items():
        entries.append(
            Entry(
                name,
                way,
                order.others.get(name, order.snapshot) if "model" in way.needs else None,
                known.prior(order.codes) if "prior" in way.needs else None,
                known.subspace(order.images, training) if "subspace" in way.needs else None,
            )
        )
    yield from tabulate(entries, pixels, Corrupted(given, hidden), indices=numbers, seed=order.damage.seed)
