"""What the loss curves advise: still falling, flat, rising, overfitting, jumped, collapsed or diverged."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from training.events import Collapsed, LossJumped

TOLERANCE = 0.002
"""Relative change of a loss that counts as a change."""
LOOK_BACK = 5
"""Epochs over which a fall is judged."""
PATIENCE = 3
"""Epochs before anything is said."""
RISE = 0.01
"""How far above its best a held-out loss has to stand to have risen; less is noise of one epoch to the next."""
RISEN_FOR = 5
"""Epochs in a row that it has to stand there before this is called overfitting."""


RECOVERED = 1.5
"""A held-out loss below so many times its best has recovered from a jump."""
LEFT = 0.03
"""A model whose held-out loss has fallen by this share since it had collapsed is on its way out."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A kind and the numbers that prove it: the held-out loss was ``then`` at epoch ``since`` and is ``now``.

    Of a loss that jumped, ``since`` is the epoch whose weights are kept (0: none); of a model that collapsed, ``now``
    is its PSNR.
    """

    kind: Literal["early", "falling", "flat", "rising", "overfitting", "jumped", "collapsed", "diverged"]
    epoch: int = 0
    since: int = 0
    then: float = math.nan
    now: float = math.nan


def advise(
    epochs: Sequence[int],
    held_out: Sequence[float],
    training: Mapping[int, float],
    failed_at: float | None,
    jump: LossJumped | None = None,
    collapse: Collapsed | None = None,
) -> Advice:
    """Judge the held-out losses at the ends of ``epochs`` (ascending), with the training losses by epoch.

    ``jump`` and ``collapse`` are the newest that the run has told of; they count until the losses show otherwise.
    """
    if failed_at is not None:
        last = epochs[-1] if epochs else 0
        return Advice("diverged", epoch=math.ceil(failed_at), since=last, now=math.nan)
    if jump is not None and not _recovered(epochs, held_out, jump):
        return Advice("jumped", math.ceil(jump.epoch), math.floor(jump.kept_epoch or 0), jump.before, jump.after)
    if collapse is not None and not _left(epochs, held_out, collapse):
        return Advice("collapsed", epoch=collapse.epoch, now=collapse.psnr)
    if len(epochs) < PATIENCE:
        return Advice("early", epoch=epochs[-1] if epochs else 0)
    now, epoch = held_out[-1], epochs[-1]
    best = min(range(len(held_out)), key=held_out.__getitem__)
    risen = [loss > held_out[best] + RISE * abs(held_out[best]) for loss in held_out]
    if risen[-1]:
        then, trained = training.get(epochs[best]), training.get(epoch)
        fits = then is not None and trained is not None and trained < then
        # The best epoch has not risen above itself, so that fewer epochs than these never are all.
        lasting = fits and all(risen[-RISEN_FOR:])
        return Advice("overfitting" if lasting else "rising", epoch, epochs[best], held_out[best], now)
    back = max(0, len(epochs) - 1 - LOOK_BACK)
    if held_out[back] - now > TOLERANCE * abs(held_out[back]):
        return Advice("falling", epoch, epochs[back], held_out[back], now)
    # Flat since the first epoch that was already about as good as now.
    since = next(i for i, loss in enumerate(held_out) if loss <= now + TOLERANCE * abs(now))
    return Advice("flat", epoch, epochs[since], held_out[since], now)


def _recovered(epochs: Sequence[int], held_out: Sequence[float], jump: LossJumped) -> bool:
    """Whether an epoch has ended since, with a loss that is near the best again."""
    return bool(epochs) and epochs[-1] > jump.epoch and held_out[-1] <= RECOVERED * min(held_out)


def _left(epochs: Sequence[int], held_out: Sequence[float], collapse: Collapsed) -> bool:
    """Whether the loss has fallen since."""
    then = next((loss for epoch, loss in zip(epochs, held_out, strict=True) if epoch == collapse.epoch), None)
    return then is not None and held_out[-1] < then - LEFT * abs(then)
