"""RestoreJob: one damaged image restored in every way, a little at a time, so that nothing else has to wait for it.

Everything here happens in the thread that answers questions.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from aeexplorer.session.damage import Damage
from aeexplorer.session.known_images import KnownImages
from aeexplorer.session.problem import logger
from aeexplorer.session.restore_outcome import NOT_MEASURED, Measured, Outcome, Pixels
from training.errors import InputError

if TYPE_CHECKING:
    from torch import Tensor

    from training.data.images import ImageSet
    from training.restore.way import Way
    from training.snapshot import Snapshot


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Question:
    """What is to be restored, and how.

    Attributes:
        picture: the original, (C, H, W).
        cover: how much of each pixel is painted over, (H, W) uint8.
        neighbour: another image of that shape, for a fill; or None.
        index: the image's number in its data set; 0 for one that is in none.
        damage: what is done to it.
        snapshot: the weights.
        others: by way, of those that have weights of their own.
        codes: (n, d), of the run's images.
        images, training: the run's images, and the numbers of those it learns from.
        ways: by id, in the order in which they are tried.
    """

    picture: Pixels
    cover: NDArray[np.uint8]
    neighbour: Pixels | None
    index: int
    damage: Damage
    snapshot: Snapshot
    others: Mapping[str, Snapshot]
    codes: NDArray[np.float32]
    images: ImageSet
    training: Tensor
    ways: dict[str, Way]


@dataclass(frozen=True, slots=True, eq=False)
class Progress:
    """Where a job stands.

    Attributes:
        job: which.
        corrupted: the damaged picture, (C, H, W); ``measured`` says how bad it is.
        hidden: where it is damaged, (H, W) bool; None if that is everywhere.
        true_code, damaged_code: of the original and of the damaged picture, (d,).
        outcomes: by way, those that have begun.
        done: whether all ways are through.
    """

    job: RestoreJob
    corrupted: Pixels
    measured: Measured
    hidden: NDArray[np.bool_] | None
    true_code: NDArray[np.float32]
    damaged_code: NDArray[np.float32]
    outcomes: dict[str, Outcome]
    done: bool


@dataclass(slots=True, eq=False)
class _Trail:
    """What a way has done so far."""

    pictures: list[Pixels] = field(default_factory=list)
    codes: list[NDArray[np.float32]] = field(default_factory=list)
    best: Tensor | None = None
    about: str = ""
    remark: str = ""
    done: bool = False
    error: str = ""
    outcome: Outcome | None = None


class RestoreJob:
    """Takes its steps in ``advance``, which returns where it stands; ``number`` tells jobs apart."""

    def __init__(self, question: Question, known: KnownImages, number: int = 0) -> None:
        self.question = question
        self.number = number
        self._known = known
        self._trails: dict[str, _Trail] = {}
        self._steps: Iterator[None] | None = None
        self._done = False

    def advance(self, milliseconds: float) -> Progress:
        """Go on for about so long, a step at least.

        Raises:
            InputError: the picture and the model do not go together.
        """
        if self._steps is None:
            self._begin()
            self._steps = self._go()
        until = time.perf_counter() + milliseconds / 1000
        while next(self._steps, self) is not self:
            if time.perf_counter() >= until:
                break
        else:
            self._done = True
        return self._progress()

    def _begin(self) -> None:
        import torch

        asked = self.question
        indices = np.array([asked.index])
        neighbours = None if asked.neighbour is None else asked.neighbour[None]
        self._x = torch.from_numpy(asked.picture[None].copy())
        given, hidden = asked.damage.apply(asked.picture[None], asked.cover, neighbours, indices)
        self._given, self._hidden, self._indices = given, hidden, torch.from_numpy(indices)
        if tuple(asked.picture.shape) != asked.snapshot.image_shape:
            raise InputError(
                QCoreApplication.translate(
                    "RestoreJob", "The picture is not of the shape of the images that the model has learned."
                )
            )
        with torch.inference_mode():
            codes = asked.snapshot.model.encode(torch.cat([self._x, given])).mean.flatten(1).numpy()
        self._true_code, self._damaged_code = codes.copy()
        self._measured = self._measure(given)

    def _go(self) -> Iterator[None]:
        """One step of one way after the other."""
        from training.restore.restoration import steps

        asked = self.question
        for name, way in asked.ways.items():
            trail = self._trails[name] = _Trail()
            try:
                needs = way.needs
                taken = steps(
                    way,
                    asked.others.get(name, asked.snapshot) if "model" in needs else None,
                    self._given,
                    self._hidden,
                    prior=self._known.prior(asked.codes) if "prior" in needs else None,
                    subspace=self._known.subspace(asked.images, asked.training) if "subspace" in needs else None,
                    seed=asked.damage.seed,
                    indices=self._indices,
                )
                for step in taken:
                    trail.pictures.append(step.picture[0].numpy())
                    # Codes of other weights lie in another latent space.
                    if step.codes is not None and name not in asked.others:
                        trail.codes.append(step.codes[0].flatten().numpy())
                    trail.best, trail.about, trail.remark, trail.outcome = step.pixels, step.about, step.remark, None
                    yield
            except InputError as refused:
                trail.error = str(refused)
            except Exception as broken:  # one way that breaks must not keep the others from trying
                logger.exception("The way “%s” broke", name)
                trail.error = f"{type(broken).__name__}: {broken}"
            trail.done, trail.outcome = True, None
            yield

    def _progress(self) -> Progress:
        # What is measured is only what is shown, not every step in between.
        for trail in self._trails.values():
            if trail.outcome is None:
                trail.outcome = Outcome(
                    None if trail.best is None else trail.best[0].numpy(),
                    NOT_MEASURED if trail.best is None else self._measure(trail.best),
                    tuple(trail.pictures),
                    tuple(trail.codes),
                    trail.about,
                    trail.remark,
                    trail.done,
                    trail.error,
                )
        return Progress(
            self,
            self._given[0].numpy(),
            self._measured,
            None if self._hidden is None else self._hidden[0, 0].numpy(),
            self._true_code,
            self._damaged_code,
            {name: trail.outcome for name, trail in self._trails.items() if trail.outcome is not None},
            self._done,
        )

    def _measure(self, pixels: Tensor) -> Measured:
        from training.restore.measure import measure

        values = measure(pixels, self._x, self._hidden).values
        return Measured(**{key: float(value[0]) for key, value in values.items()})
