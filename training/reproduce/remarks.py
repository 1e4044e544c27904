"""Remarks: what the figures of a run alone do not tell, such as a collapse or a loss that jumped."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

import torch

from training.reproduce.trained import Trained

COLLAPSED = 0.02
"""Share of the images' variance below which the reconstructions are called the same."""
JUMP = 3.0
"""How many times its best value a loss has to become to be said to jump."""
_PROBE = 256


def remarks(trained: Trained) -> Iterator[str]:
    """Sentences about a run, of which most runs have none."""
    if trained.failure:
        yield f"{trained.failure} The last good weights are measured."
    if jump := loss_jump(trained):
        epoch, times = jump
        yield f"The training loss jumped to {times:.0f} times its best in epoch {epoch}."
    if varies(trained) < COLLAPSED:
        yield "Collapsed: every image is reconstructed as nearly the same picture, the mean of all."


@torch.inference_mode()
def varies(trained: Trained) -> float:
    """Variance over images of the reconstructions as a share of that of the images themselves.

    A model that decodes every code to the mean image has 0 (a VAE whose code says nothing), a perfect one has 1.
    """
    x = trained.images.batch(trained.rows("training")[:_PROBE])
    out = trained.model.decode(trained.model.encode(x).mean)
    spread = x.var(0, correction=0).sum()
    return float(out.var(0, correction=0).sum() / spread) if spread > 0 else 1.0


def loss_jump(trained: Trained) -> tuple[int, float] | None:
    """The epoch in which the mean training loss was the largest multiple of its best so far, and that multiple.

    None where it never was ``JUMP`` times as large, or where losses may be negative.
    """
    losses = [(entry["epoch"], entry["training"]["loss"]) for entry in trained.epochs if entry["training"].get("loss")]
    best = list(accumulate((loss for _, loss in losses), min))
    times = [(loss / low, epoch) for (epoch, loss), low in zip(losses[1:], best, strict=False) if low > 0]
    most, epoch = max(times, default=(0.0, 0))
    return (epoch, most) if most >= JUMP else None
