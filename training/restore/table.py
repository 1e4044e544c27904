"""Table: several ways to restore, measured on the same damaged images, one row each."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from training.corruption import Corrupted
from training.data.images import to_unit
from training.restore.measure import BETTER, Key, Scores, measure, winners
from training.restore.remarks import remark_on
from training.restore.restoration import restore
from training.restore.way import Way

if TYPE_CHECKING:
    from training.models.autoencoder import Autoencoder
    from training.restore.prior import Prior
    from training.restore.subspace import Subspace
    from training.snapshot import Snapshot

PORTION = 64
"""Images at a time: so often a table says how far it is, and can be stopped."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A row to come.

    Attributes:
        name: for people.
        way: how to restore; None for the damaged images as they are.
        model: a trained model, for a way that needs one.
        prior: of that model's codes.
        subspace: of the training images.
    """

    name: str
    way: Way | None
    model: Autoencoder | Snapshot | None = None
    prior: Prior | None = None
    subspace: Subspace | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A way, measured: its scores, how long it took, and what it said of itself on some images, each sentence once."""

    name: str
    scores: Scores
    seconds: float
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The rows that are done, and what has to be said of the holes."""

    rows: tuple[Row, ...] = ()
    about: str = ""

    @property
    def images(self) -> int:
        """How many images were restored."""
        return len(self.rows[0].scores.numbers) if self.rows else 0

    @property
    def note(self) -> str:
        """What has to be said of the holes, and of how they are measured."""
        return " ".join(filter(None, (self.about, self.rows[0].scores.note if self.rows else "")))

    def winners(self, key: Key) -> frozenset[str]:
        """Names of the rows with the best mean of a metric."""
        return winners({row.name: row.scores.mean(key) for row in self.rows}, BETTER[key])

    def pooled_winners(self) -> frozenset[str]:
        """Names of the rows with the best PSNR over all holes together."""
        return winners({row.name: row.scores.pooled_psnr() for row in self.rows}, "higher")


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """How far a table is: the entry at hand, images restored of all entries' together, and the rows that are done."""

    name: str
    done: int
    of: int
    table: Table


def tabulate(
    entries: Sequence[Entry],
    pixels: Tensor,
    given: Corrupted,
    *,
    indices: Tensor | None = None,
    seed: int = 0,
) -> Generator[Progress]:
    """Restore images in every way; the last thing said has the whole table. Stop reading to stop it.

    Args:
        entries: what to compare.
        pixels: the originals (n, C, H, W), uint8 or float in [0, 1].
        given: the same images damaged, and where.
        indices: (n,) int64, each image's number in its data set.
        seed: decides what a way draws.

    Raises:
        InputError: images and a model do not go together, or something is missing that a way needs.
    """
    numbers = torch.arange(len(pixels)) if indices is None else indices
    rows: list[Row] = []
    about = "" if given.hidden is None else remark_on(given.pixels, given.hidden)
    of = len(entries) * len(pixels)
    for count, entry in enumerate(entries):
        scores, remarks, began = [], dict[str, None](), time.perf_counter()
        for portion in torch.split(torch.arange(len(pixels)), PORTION):
            damaged = given.pixels[portion]
            hidden = None if given.hidden is None else given.hidden[portion]
            restored = damaged
            if entry.way is not None:
                answer = restore(
                    entry.way,
                    entry.model,
                    damaged,
                    hidden,
                    prior=entry.prior,
                    subspace=entry.subspace,
                    seed=seed,
                    indices=numbers[portion],
                    keep_path=False,
                )
                restored = answer.pixels
                remarks |= dict.fromkeys(filter(None, [answer.remark]))
            scores.append(measure(restored, to_unit(pixels[portion]), hidden))
            done = count * len(pixels) + int(portion[-1]) + 1
            if done < (count + 1) * len(pixels):
                yield Progress(entry.name, done, of, Table(tuple(rows), about))
        rows.append(Row(entry.name, Scores.joined(scores), time.perf_counter() - began, tuple(remarks)))
        yield Progress(entry.name, (count + 1) * len(pixels), of, Table(tuple(rows), about))
