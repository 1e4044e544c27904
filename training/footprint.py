"""How much memory training takes at least, so that what cannot fit is refused before it is built."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from training.build import build_model
from training.errors import InputError
from training.memory import free_memory
from training.models.autoencoder import Autoencoder
from training.models.summary import summary

if TYPE_CHECKING:
    from training.models.backbone import ImageShape
    from training.recipe import Recipe

COPIES = 6
"""Numbers for each parameter: itself, its gradient, Adam's two means, the last good weights, and a snapshot."""
KEPT = 0.5
"""Share of what layers put out that is kept for the way back, at least: an activation keeps its result alone."""


def refuse_too_large(recipe: Recipe, image_shape: ImageShape, device: torch.device, processes: int = 1) -> None:
    """Refuse a recipe that cannot be trained in the memory of ``device``, which ``processes`` on it share.

    Raises:
        InputError: parameters and what is kept of each, or a batch on its way through the layers, do not fit; or the
            recipe has no model for images of ``image_shape`` (C, H, W).
    """
    with torch.device("meta"):
        model = build_model(recipe, image_shape)
    parameters = sum(parameter.numel() for parameter in model.parameters())
    batch = recipe.schedule.batch_size // processes
    of_weights = COPIES * parameters * torch.float32.itemsize
    of_batch = int(KEPT * batch * outputs(model)) * torch.float32.itemsize
    free = torch.cuda.mem_get_info(device)[0] if device.type == "cuda" else free_memory() // processes
    if of_weights + of_batch <= free:
        return
    where = "GPU" if device.type == "cuda" else "machine"
    advice = "Choose smaller hidden widths, fewer channels or a smaller latent size."
    if of_weights <= free:
        fitting = max(int(recipe.schedule.batch_size * (free - of_weights) / of_batch / 2), 1)
        advice = f"Choose a smaller batch, such as schedule.batch_size = {fitting}, or a smaller model."
    raise InputError(
        f"The model does not fit into this {where}'s memory: training takes at least {_size(of_weights)} for its "
        f"{parameters:,} parameters and {_size(of_batch)} for a batch of {batch:,}, and {_size(free)} are free. "
        + advice
    )


def outputs(model: Autoencoder) -> int:
    """Numbers that all layers together put out for one image; of a model on the meta device none is computed."""
    return sum(math.prod(layer.output_shape) for layer in summary(model))


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / 1e6:,.1f} MB"
