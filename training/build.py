"""Recipe to model: the only place where the parts of a recipe are put together."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn

from training.errors import InputError
from training.memory import free_memory, is_out_of_memory
from training.models.autoencoder import Autoencoder
from training.models.backbone import ImageShape
from training.recipe import Recipe
from training.seeds import initialise

LARGEST_IMAGE = 2**28
"""Numbers in an image. Far larger ones are a slip, and would end in an overflow somewhere inside."""


def build_model(recipe: Recipe, image_shape: ImageShape) -> Autoencoder:
    """The recipe's untrained model for images of shape (C, H, W), its weights drawn from the recipe's seed.

    It is on torch's default device: under ``torch.device("meta")`` it has shapes and no weights.

    Raises:
        InputError: no shape of an image, parts that do not go together, layers that images of this shape do not fit
            through, or a model that does not fit into memory.
    """
    image_shape = _checked(image_shape)
    recipe.objective.check(recipe.model.output)
    device = torch.get_default_device()
    # Without weights first: they would be drawn twice, and a model that is too large is better refused before.
    with torch.device("meta"):
        backbone = recipe.model.build(image_shape)
        model = Autoencoder(
            backbone.encoder,
            recipe.bottleneck.build(backbone),
            backbone.decoder,
            latent_shape=backbone.latent_shape,
            image_shape=image_shape,
            output=backbone.output,
        )
    if device.type == "meta":
        return model
    parameters = sum(parameter.numel() for parameter in model.parameters())
    try:
        if device.type == "cpu" and parameters * torch.float32.itemsize > free_memory():
            raise MemoryError
        model = model.to_empty(device=device)
        initialise(model, recipe.seed)
        return _arranged(model)
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise InputError(
            f"The model does not fit into this machine's memory: it has {parameters:,} parameters. "
            "Choose smaller hidden widths, fewer channels or a smaller latent size."
        ) from error


def _arranged(model: Autoencoder) -> Autoencoder:
    """The same weights, in the order in memory that convolutions are fastest in (up to 1.7 times on CPUs)."""
    if any(isinstance(module, nn.Conv2d | nn.ConvTranspose2d) for module in model.modules()):
        return model.to(memory_format=torch.channels_last)
    return model


def _checked(shape: Any) -> ImageShape:
    match shape:
        case [int(c), int(h), int(w)] if min(c, h, w) > 0 and math.prod((c, h, w)) <= LARGEST_IMAGE:
            return c, h, w
    raise InputError(
        f"{shape!r} is no shape of an image. Give (channels, height, width): whole numbers from 1 on, "
        f"of a product of at most {LARGEST_IMAGE:,}."
    )
