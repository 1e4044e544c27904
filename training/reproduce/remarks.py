"""Remarks: what the figures of a run alone do not tell, such as a collapse or a loss that jumped."""

from __future__ import annotations

from collections.abc import Iterator

import torch

from training.collapse import is_uniform
from training.reproduce.trained import Trained

_SAMPLE = 512


def remarks(trained: Trained) -> Iterator[str]:
    """Sentences about a run, of which most runs have none."""
    jumps = [entry for entry in trained.events if entry["event"] == "LossJumped"]
    if jumps:
        first = jumps[0]
        step = f"from {first['before']:.4g} to {first['after']:.4g}"
        yield f"The loss jumped after {first['epoch']:.1f} epochs, {step}; {len(jumps)} such jumps in all."
    if trained.failure:
        yield f"{trained.failure} The last good weights are measured."
    if collapsed(trained):
        yield "Collapsed: every image is decoded to nearly the same picture, the mean image. The code says nothing."


@torch.inference_mode()
def collapsed(trained: Trained) -> bool:
    """Whether reconstructions of some training images hardly differ from each other."""
    rows = trained.rows("training")
    x = trained.images.batch(rows[torch.linspace(0, len(rows) - 1, min(_SAMPLE, len(rows))).long()])
    return is_uniform(trained.model.decode(trained.model.encode(x).mean), x)
