"""A problem of restoring: damaged images, which of their pixels are hidden, and what is known besides."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.errors import InputError

if TYPE_CHECKING:
    from torch import Tensor

    from training.models.autoencoder import Autoencoder
    from training.restore.prior import Prior
    from training.restore.subspace import Subspace

BRIGHTEST = 16.0
"""Pixels farther from 0 than noise takes them were not divided by 255."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Problem:
    """What a way to restore works on; all tensors on the CPU, nothing is to be written to.

    Attributes:
        damaged: (n, C, H, W) float32.
        hidden: (n, 1, H, W) bool; all false where nobody knows which pixels are damaged.
        model: a trained model that nobody trains meanwhile, if there is one.
        prior: what codes of undamaged images are like, if known.
        subspace: what the training images are like, if known.
        seed: decides what is drawn.
        indices: (n,) int64, each image's number in its data set: decides what is drawn for it.
    """

    damaged: Tensor
    hidden: Tensor
    model: Autoencoder | None
    prior: Prior | None
    subspace: Subspace | None
    seed: int
    indices: Tensor

    @property
    def trained(self) -> Autoencoder:
        """The model of a way that needs one."""
        assert self.model is not None
        return self.model


def checked(damaged: Tensor, hidden: Tensor | None, model: Autoencoder | None) -> tuple[Tensor, Tensor]:
    """Damaged images (n, C, H, W) as float32, and where they are hidden (n, 1, H, W), both on the CPU.

    Raises:
        InputError: another shape than the model's or the mask's, or pixels that are no numbers in about [0, 1].
    """
    import torch

    from training.data.images import to_unit

    if damaged.ndim != 4 or not (damaged.is_floating_point() or damaged.dtype == torch.uint8):
        raise InputError(
            f"Damaged images have to be (N, C, H, W), uint8 or float in [0, 1]; these are {_listed(damaged.shape)} of "
            f"{damaged.dtype}. Give a single image as (1, C, H, W)."
        )
    if model is not None and tuple(damaged.shape[1:]) != model.image_shape:
        raise InputError(
            f"The image is {picture(tuple(damaged.shape[1:]))}, but the model was trained on "
            f"{picture(model.image_shape)}. Fit the image to that, or choose a model of such images."
        )
    pixels = _outside_inference(to_unit(damaged.detach().cpu()).float())
    if not bool(torch.isfinite(pixels).all()):
        raise InputError("Some pixels of the damaged image are no numbers (NaN or infinite). Load the image again.")
    if pixels.numel() and float(pixels.abs().max()) > BRIGHTEST:
        raise InputError(
            f"Pixels have to lie in [0, 1]; one of the damaged image is {float(pixels.abs().max()):g}. Divide by 255."
        )
    n, _, height, width = pixels.shape
    if hidden is None:
        return pixels, torch.zeros(n, 1, height, width, dtype=torch.bool)
    if tuple(hidden.shape) != (n, 1, height, width) or hidden.dtype != torch.bool:
        raise InputError(
            f"The mask has to be truth values of shape {_listed((n, 1, height, width))}, as the images are; this one "
            f"is {_listed(hidden.shape)} of {hidden.dtype}."
        )
    return pixels, _outside_inference(hidden.detach().cpu())


def picture(shape: tuple[int, ...]) -> str:
    """An image's shape (C, H, W) in words."""
    channels, height, width = shape
    mode = {1: "grey", 3: "RGB"}.get(channels, f"{channels} channels")
    return f"{width} × {height} pixels, {mode}"


def _outside_inference(tensor: Tensor) -> Tensor:
    """The same numbers, such that gradients may pass by them."""
    import torch

    with torch.inference_mode(False):
        return tensor.clone() if tensor.is_inference() else tensor


def _listed(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))})" if math.prod(shape) or shape else "()"
