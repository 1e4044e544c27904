"""Judged: how badly a model rebuilds each candidate, and what that says of strange images."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from aeexplorer.session.candidates import Candidates
from aeexplorer.session.long_question import SLICE, Pace
from aeexplorer.session.rebuilt import Rebuilt

if TYPE_CHECKING:
    from training.snapshot import Snapshot

Floats = NDArray[np.float64]
Kind = Literal["largest", "smallest", "missed", "alarms"]
"""Which images are looked through: those with the largest or the smallest errors, strange ones that a threshold misses,
the least inconspicuous first, and ordinary ones that it calls strange."""


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Mean squared errors ``scores`` (n,) of all candidates, under the weights of one snapshot."""

    candidates: Candidates
    snapshot: Snapshot
    scores: Floats

    def of_class(self, label: int) -> Floats:
        """The scores of one class."""
        labels = self.candidates.labels
        return self.scores if labels is None else self.scores[labels == label]

    def is_strange(self, strange: frozenset[int]) -> NDArray[np.bool_]:
        """(n,) whether an image is of a class that counts as strange."""
        labels = self.candidates.labels
        return np.zeros(len(self.scores), bool) if labels is None else np.isin(labels, list(strange))

    def order(self, kind: Kind, strange: frozenset[int], threshold: float) -> NDArray[np.int64]:
        """Places of the images of a kind, in the order in which they are looked through."""
        from training.ranking import ranked

        of_strange, called = self.is_strange(strange), self.scores >= threshold
        among = {"missed": of_strange & ~called, "alarms": ~of_strange & called}.get(kind)
        first: Literal["worst", "best"] = "best" if kind == "smallest" else "worst"
        return ranked(self.scores, "lower", first, among=among)

    def rebuild(self, places: NDArray[np.int64]) -> list[Rebuilt]:
        """What the model makes of some images. Not for the GUI thread."""
        import torch

        x = self.candidates.pixels(places)
        with torch.inference_mode():
            codes = self.snapshot.model.encode(x).mean
            pictures = self.snapshot.decode(codes).clamp(0, 1).numpy()
        flat = codes.flatten(1).numpy()
        return [Rebuilt(one, (picture,), (code,)) for one, picture, code in zip(x.numpy(), pictures, flat, strict=True)]


def judge(candidates: Candidates, snapshot: Snapshot) -> Iterator[float | Judged]:
    """Score all candidates a few at a time: yields the share that is done, from 0 to 1, and at last what came of it.

    For the thread that answers questions.
    """
    from training.anomaly import scores

    found = np.empty(len(candidates))
    pace = Pace()
    done = 0
    while done < len(found):
        places = np.arange(done, min(done + pace.size, len(found)))
        began = time.perf_counter()
        found[places] = scores(snapshot.model, candidates.pixels(places)).numpy()
        done += len(places)
        pace.follow(time.perf_counter() - began)
        yield done / len(found)
    yield Judged(candidates, snapshot, found)


def interval(scores: Floats, strange: NDArray[np.bool_]) -> Iterator[float | tuple[float, float]]:
    """Bootstrap the area under the curve: yields the share that is done, and at last the interval (95 %)."""
    from training.area_interval import REPEATS, bootstrap_areas, interval_of

    areas: list[float] = []
    until = time.perf_counter() + SLICE
    for area in bootstrap_areas(scores, strange):
        areas.append(area)
        if time.perf_counter() >= until:
            yield len(areas) / REPEATS
            until = time.perf_counter() + SLICE
    yield interval_of(np.array(areas))
