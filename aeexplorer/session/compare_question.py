"""What compared models make of the images that are shown: asked in the window's thread, answered in the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from aeexplorer.session.spreads import Spreads
    from training.compare.comparison import Metric
    from training.compare.conditions import Conditions
    from training.data.images import ImageSet
    from training.snapshot import Snapshot

Pixels = NDArray[np.float32]
Scores = dict["Metric", NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """A compared model as it is asked about: its ``letter``, weights, and codes (n, d) of its images."""

    letter: str
    snapshot: Snapshot
    codes: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Feed all ``sides`` the same ``images`` with numbers ``indices`` (n,), under the same ``conditions``."""

    sides: tuple[Side, ...]
    images: ImageSet
    indices: NDArray[np.int64]
    conditions: Conditions


@dataclass(frozen=True, slots=True, eq=False)
class SideShown:
    """What one model makes of the n images.

    Attributes:
        letter: the member's.
        pictures: (n, C, H, W) in [0, 1].
        clean: (n, C, H, W), its pictures without noise.
        codes: (n, d) before noise was put on them.
        moved: (n, d) that were decoded.
        scores: MSE, PSNR and SSIM (n,) of ``pictures`` against the originals.
        scores_free: of ``pictures`` against ``clean``.
    """

    letter: str
    pictures: Pixels
    clean: Pixels
    codes: NDArray[np.float32]
    moved: NDArray[np.float32]
    scores: Scores
    scores_free: Scores


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The n images that are shown, and what the models make of them.

    Attributes:
        conditions: the noise.
        indices: (n,) their numbers in the data set.
        labels: (n,), or None without classes.
        originals: (n, C, H, W) in [0, 1].
        fed: (n, C, H, W) that every model was given.
        sides: in the order of the members; those are left out that could not be asked.
    """

    conditions: Conditions
    indices: NDArray[np.int64]
    labels: NDArray[np.int64] | None
    originals: Pixels
    fed: Pixels
    sides: tuple[SideShown, ...]

    def side(self, letter: str) -> SideShown | None:
        """The side of the member with that letter; None if it could not be asked."""
        return next((side for side in self.sides if side.letter == letter), None)


def without_noise(conditions: Conditions) -> Conditions:
    """The conditions with all noise taken off: what “noise-free” means."""
    code = conditions.code.model_copy(update={"amount": 0.0})
    return conditions.model_copy(update={"input_noise": 0.0, "sampling": False, "code": code})


def compared(question: Question, spreads: Spreads) -> Compared:
    """Answer. Not for the GUI thread: it needs torch.

    Raises:
        InputError: models for images of another shape, or a number that a code does not have.
    """
    import torch

    from training.compare.comparison import scored
    from training.compare.conditions import pictures

    asked = question.conditions
    indices = torch.from_numpy(question.indices)
    pixels = question.images.batch(indices)
    shown = []
    for side in question.sides:
        spread = spreads.of(side.letter, side.codes, side.snapshot.latent_shape) if asked.code.in_spreads else None
        made, codes, moved = pictures(side.snapshot, pixels, indices, asked, spread)
        clean, _, _ = pictures(side.snapshot, pixels, indices, without_noise(asked))
        # Both comparisons at once: small batches cost their calls, and not their pixels.
        scores = scored(torch.cat((made, made)), torch.cat((pixels, clean)))
        n = len(indices)
        shown.append(
            SideShown(
                letter=side.letter,
                pictures=made.numpy(),
                clean=clean.numpy(),
                codes=codes.flatten(1).numpy(),
                moved=moved.flatten(1).numpy(),
                scores={metric: values[:n] for metric, values in scores.items()},
                scores_free={metric: values[n:] for metric, values in scores.items()},
            )
        )
    labels = question.images.labels
    return Compared(
        conditions=asked,
        indices=question.indices,
        labels=None if labels is None else labels.numpy()[question.indices],
        originals=pixels.numpy(),
        fed=asked.fed(pixels, indices).numpy(),
        sides=tuple(shown),
    )
