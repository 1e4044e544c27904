"""Recipe to model: the only place where the parts of a recipe are put together."""

from __future__ import annotations

from training.models.autoencoder import Autoencoder
from training.models.backbone import ImageShape
from training.recipe import Recipe
from training.seeds import initialise


def build_model(recipe: Recipe, image_shape: ImageShape) -> Autoencoder:
    """The recipe's untrained model for images of shape (C, H, W), its weights drawn from the recipe's seed."""
    backbone = recipe.model.build(image_shape)
    model = Autoencoder(
        backbone.encoder,
        recipe.bottleneck.build(backbone.head),
        backbone.decoder,
        latent_shape=backbone.latent_shape,
        image_shape=image_shape,
        output=backbone.output,
    )
    initialise(model, recipe.seed)
    return model
