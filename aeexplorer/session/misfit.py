"""Whether a recipe's model takes images of a shape, found without memory for its weights."""

from __future__ import annotations

from training.errors import InputError
from training.recipe import Recipe


def misfit(recipe: Recipe, image_shape: tuple[int, int, int]) -> str:
    """Why the recipe cannot be trained on images of shape (C, H, W), or "". Not for the GUI thread: it needs torch."""
    import torch

    from training.build import build_model

    try:
        recipe.corruption.check(image_shape)
        # On the meta device layers have shapes but no memory.
        with torch.device("meta"):
            build_model(recipe, image_shape)
    except InputError as error:
        return str(error)
    return ""
