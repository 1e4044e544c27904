"""Anomalies: how badly a model reconstructs an image, and how well that tells strange images from ordinary ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training import metrics
from training.data.images import to_unit
from training.feed import images_at_once
from training.models.autoencoder import Autoencoder

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Roc:
    """The receiver operating characteristic: one point per threshold, from “none is strange” to “all are”.

    Attributes:
        false_positive: (k,) share of the ordinary images with a score of at least the threshold.
        true_positive: (k,) share of the strange ones.
        threshold: (k,) falling, the first infinite.
    """

    false_positive: Floats
    true_positive: Floats
    threshold: Floats

    @property
    def area(self) -> float:
        """Area under the curve: the chance that a strange image scores above an ordinary one, ties counted half."""
        return float(np.trapezoid(self.true_positive, self.false_positive))


@torch.inference_mode()
def scores(model: Autoencoder, pixels: Tensor, *, chunk: int | None = None) -> Tensor:
    """Mean squared reconstruction error (N,) of pixels (N, C, H, W), uint8 or float32 in [0, 1] (report H).

    ``pixels`` lie on the model's device; the model is in evaluation mode.
    """
    parts = []
    for part in torch.split(pixels, chunk or images_at_once(model.image_shape)):
        x = to_unit(part)
        parts.append(metrics.mse(model.decode(model.encode(x).mean).clamp(0, 1), x))
    return torch.cat(parts) if parts else torch.zeros(0)


def roc(scores: NDArray[Any], strange: NDArray[Any]) -> Roc:
    """The curve of ``scores`` (n,), high where an image is thought strange, against the truth ``strange`` (n,) bool.

    Raises:
        ValueError: not both kinds of images, or scores that are not finite.
    """
    values, truth = np.asarray(scores, np.float64), np.asarray(strange, bool)
    if not truth.any() or truth.all():
        raise ValueError("a curve needs strange and ordinary images")
    if not np.isfinite(values).all():
        raise ValueError("scores have to be finite")
    order = np.argsort(-values, kind="stable")
    values, truth = values[order], truth[order]
    # Images of one score pass the threshold together: a point stands at the last of them.
    last = np.append(np.flatnonzero(np.diff(values)), len(values) - 1)
    hits = np.cumsum(truth)[last]
    alarms = last + 1 - hits
    start = np.zeros(1)
    return Roc(
        np.concatenate((start, alarms / (~truth).sum())),
        np.concatenate((start, hits / truth.sum())),
        np.concatenate((start + np.inf, values[last])),
    )
