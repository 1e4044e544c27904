"""Anomalies: how badly a model reconstructs an image, by which strange images may be told from ordinary ones."""

from __future__ import annotations

import torch
from torch import Tensor

from training import metrics
from training.data.images import to_unit
from training.feed import images_at_once
from training.models.autoencoder import Autoencoder


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
