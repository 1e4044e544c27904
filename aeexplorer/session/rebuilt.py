"""Rebuilt: images beside what models make of them, computed for those that are looked at."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from aeexplorer.session.long_question import LongQuestion, Pace

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import AskThread

Pixels = NDArray[np.float32]
KEPT_BYTES = 2**26


@dataclass(frozen=True, slots=True, eq=False)
class Rebuilt:
    """One image and what each model made of it.

    Attributes:
        original: (C, H, W) in [0, 1].
        pictures: the same of each model.
        codes: (d,) of each model.
    """

    original: Pixels
    pictures: tuple[Pixels, ...]
    codes: tuple[NDArray[np.float32], ...]

    @property
    def nbytes(self) -> int:
        """Memory of all of it."""
        return sum(array.nbytes for array in (self.original, *self.pictures, *self.codes))


Rebuild = Callable[[NDArray[np.int64]], list[Rebuilt]]
"""What becomes of the images at some places; called in the ask thread."""


class RebuiltImages(QObject):
    """Those that were wanted last, by their places; the newest wish counts."""

    changed = Signal()
    failed = Signal(str)

    def __init__(self, channel: str, asks: AskThread, parent: QObject) -> None:
        super().__init__(parent)
        self._question = LongQuestion(channel, asks, self._begin, self)
        self._question.said.connect(self._take)
        self._question.failed.connect(self.failed)
        self._rebuild: Rebuild | None = None
        self._known: dict[int, Rebuilt] = {}
        self._old: dict[int, Rebuilt] = {}
        self._wanted: tuple[int, ...] = ()

    @property
    def is_busy(self) -> bool:
        """Whether pictures that are wanted are still to come."""
        return self._question.is_busy

    def watch(self, watching: bool) -> None:
        """Somebody looks, or nobody does any more."""
        self._question.watch(watching)

    def use(self, rebuild: Rebuild | None, *, same_images: bool = False) -> None:
        """From now on pictures come from ``rebuild``; of the ``same_images``, old ones stay until they have come.

        Of others nothing is wanted yet: there may be fewer, and the old places mean nothing.
        """
        self._rebuild = rebuild
        kept = {place: self.at(place) for place in self._wanted} if same_images else {}
        self._old = {place: rebuilt for place, rebuilt in kept.items() if rebuilt is not None}
        self._known = {}
        if not same_images:
            self._wanted = ()
        self._ask()

    def want(self, places: Sequence[int]) -> None:
        """Have the images at ``places`` rebuilt."""
        if tuple(places) != self._wanted:
            self._wanted = tuple(places)
            if not all(place in self._known for place in places):
                self._ask()

    def at(self, place: int) -> Rebuilt | None:
        """The image at a place; None while it is on its way."""
        return self._known.get(place) or self._old.get(place)

    def _ask(self) -> None:
        if self._rebuild is None or not self._wanted:
            self._question.drop()
        else:
            self._question.ask_anew()

    def _begin(self) -> Iterator[dict[int, Rebuilt]] | None:
        missing = [place for place in self._wanted if place not in self._known]
        return _portions(self._rebuild, missing) if self._rebuild is not None and missing else None

    @Slot(object)
    def _take(self, found: dict[int, Rebuilt]) -> None:
        self._known.update(found)
        for place in found:
            self._old.pop(place, None)
        if sum(rebuilt.nbytes for rebuilt in self._known.values()) > KEPT_BYTES:
            self._known = {place: self._known[place] for place in self._wanted if place in self._known}
        self.changed.emit()


def _portions(rebuild: Rebuild, places: list[int]) -> Iterator[dict[int, Rebuilt]]:
    pace = Pace()
    done = 0
    while done < len(places):
        some = places[done : done + pace.size]
        began = time.perf_counter()
        found = rebuild(np.array(some, np.int64))
        done += len(some)
        pace.follow(time.perf_counter() - began)
        yield dict(zip(some, found, strict=True))
