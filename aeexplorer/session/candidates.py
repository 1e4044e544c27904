"""Candidates: images that a model never learned from, of the classes that it knows and of those that were left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

    from training.data.images import ImageSet
    from training.events import RunStarted

Numbers = NDArray[np.int64]
MOST = 4000
"""Images of either kind; of more, so many are taken, evenly spaced."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Place i is image ``rows[i]`` of the run or, from ``len(rows)`` on, of the images that were left out.

    Attributes:
        images: the run's.
        rows: (n,) int64, the held-out ones.
        classes: of the source, left-out ones too.
        labels: (n + m,) int64 into ``classes``; None without classes.
        left_out: images of classes that the run was not shown; None if there are none.
        other_rows: (m,) int64 into these.
    """

    images: ImageSet
    rows: Numbers
    classes: tuple[str, ...]
    labels: Numbers | None
    left_out: ImageSet | None
    other_rows: Numbers

    def __len__(self) -> int:
        return len(self.rows) + len(self.other_rows)

    @property
    def unknown(self) -> frozenset[int]:
        """Labels of classes that the model was never shown."""
        known = set(self.images.classes)
        return frozenset(k for k, name in enumerate(self.classes) if name not in known)

    def index(self, place: int) -> int | None:
        """The image's number in the run's data; None for one that was left out of these."""
        return int(self.rows[place]) if place < len(self.rows) else None

    def pixels(self, places: Numbers) -> Tensor:
        """Pixels (k, C, H, W) in [0, 1]. Not for the GUI thread: it needs torch, and may read a file."""
        import torch

        own = places < len(self.rows)
        found = torch.empty((len(places), *self.images.shape))
        found[torch.from_numpy(own)] = self.images.batch(torch.from_numpy(self.rows[places[own]]))
        if self.left_out is not None and not own.all():
            others = self.other_rows[places[~own] - len(self.rows)]
            found[torch.from_numpy(~own)] = self.left_out.batch(torch.from_numpy(others))
        return found


def candidates(start: RunStarted, whole: ImageSet | None = None) -> Candidates:
    """The held-out images of a run and, of ``whole``, all that its source has, those of classes that it leaves out.

    As in report H; where the source has held-out images of its own, those left out are taken from these.
    """
    images = start.images
    rows = _thinned(start.split.held_out.numpy())
    labels = None if images.labels is None else images.labels.numpy()[rows]
    others = np.empty(0, np.int64)
    fits = whole is not None and whole.shape == images.shape and set(images.classes) <= set(whole.classes)
    if not fits or whole is None or whole.labels is None or labels is None:
        return Candidates(images, rows, images.classes, labels, None, others)
    place = {name: k for k, name in enumerate(whole.classes)}
    labels = np.array([place[name] for name in images.classes], np.int64)[labels]
    known = np.isin(np.array(whole.classes), np.array(images.classes))
    foreign = ~known[whole.labels.numpy()]
    if whole.held_out_from is not None and foreign[whole.held_out_from :].any():
        foreign[: whole.held_out_from] = False
    others = _thinned(np.flatnonzero(foreign))
    labels = np.concatenate((labels, whole.labels.numpy()[others]))
    return Candidates(images, rows, whole.classes, labels, whole if len(others) else None, others)


def _thinned(rows: Numbers) -> Numbers:
    """As many as may be, evenly spaced."""
    if len(rows) <= MOST:
        return rows
    kept: Numbers = rows[np.linspace(0, len(rows) - 1, MOST).round().astype(np.int64)]
    return kept
