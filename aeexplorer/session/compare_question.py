"""What compared models are asked: the window puts the question together, another thread works on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training.errors import InputError

if TYPE_CHECKING:
    from torch import Tensor

    from aeexplorer.session.number_moves import NumberMoves
    from aeexplorer.session.spreads import Spreads
    from training.compare.conditions import Conditions
    from training.data.images import ImageSet
    from training.snapshot import Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A compared model as it is asked about.

    Attributes:
        letter: the member's.
        name: the member's, for sentences.
        short: the member's, such as “VAE”.
        snapshot: its weights.
        codes: (n, d) of its run's images.
    """

    letter: str
    name: str
    short: str
    snapshot: Snapshot
    codes: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Feed all ``sides`` the same ``images`` with the numbers ``indices`` (n,), under the same ``conditions``.

    ``levels`` are strengths of the noise on codes that are asked for besides. ``moves`` are made before the noise.
    """

    sides: tuple[Side, ...]
    images: ImageSet
    indices: NDArray[np.int64]
    conditions: Conditions
    levels: tuple[float, ...] = ()
    moves: NumberMoves | None = None

    def labels(self) -> NDArray[np.int64] | None:
        """Labels (n,) of the images; None without classes."""
        labels = self.images.labels
        return None if labels is None else labels.numpy()[self.indices]


def spread(side: Side, conditions: Conditions, spreads: Spreads) -> Tensor | None:
    """Spread (*latent_shape) of a side's codes, where the noise is measured in it."""
    if not conditions.code.in_spreads:
        return None
    return spreads.of(side.letter, side.codes, side.snapshot.latent_shape)


def without_noise(conditions: Conditions) -> Conditions:
    """The conditions with all noise taken off: what “noise-free” means."""
    return with_strength(conditions.model_copy(update={"input_noise": 0.0, "sampling": False}), 0.0)


def has_noise(conditions: Conditions) -> bool:
    """Whether codes or images are not taken as they are."""
    return conditions != without_noise(conditions)


def with_strength(conditions: Conditions, strength: float) -> Conditions:
    """The conditions with noise of another strength on the code."""
    return conditions.model_copy(update={"code": conditions.code.model_copy(update={"amount": strength})})


def that_can(question: Question, spreads: Spreads) -> Iterator[tuple[Side, str]]:
    """Each side, and why it cannot be asked this, or "": a code without the number that is to get noise, say."""
    import torch

    from training.compare.conditions import pictures

    first = torch.from_numpy(question.indices[:1])
    pixels = question.images.batch(first)
    for side in question.sides:
        try:
            pictures(side.snapshot, pixels, first, question.conditions, spread(side, question.conditions, spreads))
        except InputError as refused:
            yield side, f"{side.name}: {refused}"
        else:
            yield side, ""
