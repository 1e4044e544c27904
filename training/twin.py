"""The twin of a recipe: the other kind of autoencoder, and everything else the same."""

from __future__ import annotations

import re

from training.recipe import Recipe

LONGEST_TITLE = 120


def twin(recipe: Recipe) -> Recipe:
    """A VAE's plain autoencoder, or the VAE of an autoencoder without a KL divergence, noisy or not.

    Seed and all other tables stay, so both see the same images in the same order, and layers of the same name and
    shape start equal: all of them but the VAE's head of log-variances. What a point bottleneck puts on codes (batch
    norm and ReLU where the model has them, power normalisation) a VAE's means go without.

    With β = 0, sampling off and no such finish, a VAE and its twin have the same losses, bit for bit.
    """
    kind = "plain" if recipe.bottleneck.has_kl else "gaussian"
    other = recipe.with_values({"bottleneck.kind": kind})
    return other.model_copy(update={"title": _title(recipe, other)})


def _title(recipe: Recipe, other: Recipe) -> str:
    """The title with the kind changed where it is named, or else added."""
    old, new = recipe.bottleneck.short, other.bottleneck.short
    title, found = re.subn(rf"\b{old}\b", new, recipe.title)
    if found:
        return title[:LONGEST_TITLE]
    ending = f" ({new} twin)"
    return recipe.title[: LONGEST_TITLE - len(ending)] + ending
