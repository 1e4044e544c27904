"""Recipe to model: the only place where the parts of a recipe are put together."""

from __future__ import annotations

import math
from typing import Any

from training.errors import InputError
from training.models.autoencoder import Autoencoder
from training.models.backbone import ImageShape
from training.recipe import Recipe
from training.seeds import initialise

LARGEST_IMAGE = 2**28
"""Numbers in an image. Far larger ones are a slip, and would end in an overflow somewhere inside."""


def build_model(recipe: Recipe, image_shape: ImageShape) -> Autoencoder:
    """The recipe's untrained model for images of shape (C, H, W), its weights drawn from the recipe's seed.

    Raises:
        InputError: no shape of an image, or a model that does not fit into memory.
    """
    image_shape = _checked(image_shape)
    try:
        return _build(recipe, image_shape)
    except (RuntimeError, MemoryError) as error:
        if isinstance(error, RuntimeError) and "alloc" not in str(error) and "memory" not in str(error):
            raise
        raise InputError(
            "The model does not fit into this machine's memory. Choose smaller hidden widths or a smaller latent size."
        ) from error


def _build(recipe: Recipe, image_shape: ImageShape) -> Autoencoder:
    recipe.objective.check(recipe.model.output)
    backbone = recipe.model.build(image_shape)
    model = Autoencoder(
        backbone.encoder,
        recipe.bottleneck.build(backbone),
        backbone.decoder,
        latent_shape=backbone.latent_shape,
        image_shape=image_shape,
        output=backbone.output,
    )
    initialise(model, recipe.seed)
    return model


def _checked(shape: Any) -> ImageShape:
    match shape:
        case [int(c), int(h), int(w)] if min(c, h, w) > 0 and math.prod((c, h, w)) <= LARGEST_IMAGE:
            return c, h, w
    raise InputError(
        f"{shape!r} is no shape of an image. Give (channels, height, width): whole numbers from 1 on, "
        f"of a product of at most {LARGEST_IMAGE:,}."
    )
