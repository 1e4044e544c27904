"""What the thread that generates is asked: the first images of an order, and all of them, written to a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from training.errors import InputError

if TYPE_CHECKING:
    from training.data.images import ImageSet
    from training.generation.generated import Generated
    from training.generation.order import Order
    from training.generation.origin import Origin, Tell
    from training.snapshot import Snapshot

GROUPS, EACH = 60, 12
"""Images or classes that are previewed, and samples of each."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Question:
    """An order and the trained model for it.

    Attributes:
        order: what is to be made.
        seed: decides every draw.
        snapshot: the weights.
        images: the run's images.
        training: (k,) int64, the rows of the training images.
        run: name of the run's folder.
        title: of its recipe.
    """

    order: Order
    seed: int
    snapshot: Snapshot
    images: ImageSet
    training: NDArray[np.int64]
    run: str
    title: str


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """The first images of an order, and how many there are in all (of classes without images none come)."""

    question: Question
    made: Generated
    total: int


@dataclass(frozen=True, slots=True)
class Target:
    """Where images go and as what.

    Attributes:
        folder: it is made if there is none; ``~`` is one's home.
        arrays: ``images.npy`` and ``labels.npy``.
        sheet: a PNG of all of them.
        pictures: a folder with a PNG of each.
        replace: whether files of an earlier set may be written over.
    """

    folder: Path
    arrays: bool = True
    sheet: bool = True
    pictures: bool = False
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """The files and folders that were written, or those in the way that may be replaced; one of them is empty."""

    paths: tuple[Path, ...] = ()
    in_the_way: tuple[str, ...] = ()


class Weights:
    """The thread's own copy of the weights: a snapshot may be used in one thread at a time, and others use it, too."""

    def __init__(self) -> None:
        self._of: Snapshot | None = None
        self._own: Snapshot | None = None

    def of(self, snapshot: Snapshot) -> Snapshot:
        """A copy of ``snapshot``."""
        from training.snapshot import Snapshot

        if self._own is None or snapshot is not self._of:
            self._own = Snapshot(snapshot.model, step=snapshot.step, epoch=snapshot.epoch)
            self._of = snapshot
        return self._own


def previewed(question: Question, weights: Weights, tell: Tell) -> Preview:
    """The first images.

    Raises:
        InputError: as ``Order.made``.
    """
    origin = _origin(question, weights, tell)
    total = question.order.total(origin)
    return Preview(question, question.order.first(origin, GROUPS, EACH).made(origin), total)


def written(
    question: Question, target: Target, weights: Weights, tell: Tell, wait_for_writing: Callable[[], None]
) -> Written:
    """Make all images and write them; ``wait_for_writing`` is called before the first file and may raise, too.

    The arrays are those of ``training generate`` with the same order and seed, byte for byte.

    Raises:
        InputError: as ``Order.made``, or the folder cannot be written.
    """
    from training.generation.save import FOLDER, present, save
    from training.generation.sheet import sheet

    tr = QCoreApplication.translate
    try:
        target = replace(target, folder=target.folder.expanduser())
    except RuntimeError as error:
        words = tr("Generation", "“{folder}” names no folder: there is no such user. Choose another one.")
        raise InputError(words.format(folder=target.folder)) from error
    found = present(target.folder, folder=target.pictures)
    if FOLDER in found:
        words = tr("Generation", "{folder} holds pictures that would be among the new ones. Choose another folder.")
        raise InputError(words.format(folder=target.folder / FOLDER))
    if found and not target.replace:
        return Written(in_the_way=tuple(found))
    origin = _origin(question, weights, tell)
    made = question.order.made(origin)
    picture = sheet(made, question.images, f"New images: {question.title}") if target.sheet else None
    how = question.order.how(origin, run=question.run, title=question.title)
    wait_for_writing()
    paths = save(made, target.folder, how=how, arrays=target.arrays, sheet=picture, folder=target.pictures)
    return Written(tuple(paths))


def _origin(question: Question, weights: Weights, tell: Tell) -> Origin:
    from training.generation.origin import Origin

    return Origin(weights.of(question.snapshot), question.images, question.training, question.seed, tell)
