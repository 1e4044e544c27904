"""What the loss of a run is, in words: its unit, what it is the sum of, and where losses of several runs differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from training.recipe import Recipe

translate = QCoreApplication.translate
"""Under this name lupdate finds the texts below."""


def reconstruction_words(recipe: Recipe) -> tuple[str, str]:
    """Unit and meaning of the reconstruction error."""
    objective = recipe.objective
    return {
        ("bce", "sum"): (
            translate("Measures", "nats"),
            translate("Measures", "Nats per image: cross-entropy, summed over the pixels."),
        ),
        ("bce", "mean"): (
            translate("Measures", "nats per pixel"),
            translate("Measures", "Nats per pixel: cross-entropy, averaged over the pixels."),
        ),
        ("mse", "sum"): (
            translate("Measures", "squared error"),
            translate("Measures", "Squared error per image, summed over the pixels."),
        ),
        ("mse", "mean"): (
            translate("Measures", "squared error"),
            translate("Measures", "Squared error per pixel, averaged over the pixels."),
        ),
        ("l1", "sum"): (
            translate("Measures", "absolute error"),
            translate("Measures", "Absolute error per image, summed over the pixels."),
        ),
        ("l1", "mean"): (
            translate("Measures", "absolute error"),
            translate("Measures", "Absolute error per pixel, averaged over the pixels."),
        ),
        ("log-cosh", "sum"): (
            translate("Measures", "log cosh error"),
            translate(
                "Measures", "Logarithm of the hyperbolic cosine of the error, summed over the pixels of an image."
            ),
        ),
        ("log-cosh", "mean"): (
            translate("Measures", "log cosh error"),
            translate("Measures", "Logarithm of the hyperbolic cosine of the error, averaged over the pixels."),
        ),
    }[objective.reconstruction, objective.reduction]


def loss_words(recipe: Recipe) -> tuple[str, str]:
    """Unit and meaning of what a run minimises."""
    objective = recipe.objective
    unit, meaning = reconstruction_words(recipe)
    sentences = [meaning]
    if objective.visible_weight != 1 and recipe.corruption.corrupts:
        sentences.append(
            translate("Measures", "Pixels that the corruption leaves as they are count {weight} times.").format(
                weight=f"{objective.visible_weight:g}"
            )
        )
    if recipe.bottleneck.has_kl:
        if (objective.reconstruction, objective.reduction) != ("bce", "sum"):
            # A sum of two different units has none of its own.
            unit = translate("Measures", "rec. + β KL")
        sentences.append(
            translate("Measures", "Plus {beta} × the KL divergence in nats.").format(beta=f"{objective.beta:g}")
        )
        if objective.kl_warmup:
            sentences.append(
                translate("Measures", "Its weight rises from 0 over {epochs} epochs.").format(
                    epochs=f"{objective.kl_warmup:g}"
                )
            )
        if objective.free_bits:
            sentences.append(
                translate("Measures", "Each number of the code has {nats} nats free.").format(
                    nats=f"{objective.free_bits:g}"
                )
            )
    if objective.parameter_norm:
        sentences.append(
            translate("Measures", "Plus {weight} × the sum of the norms of all parameters.").format(
                weight=f"{objective.parameter_norm:g}"
            )
        )
    return unit, " ".join(sentences)


def losses_apart(runs: Sequence[tuple[str, Recipe]]) -> str:
    """That the losses of runs, names and recipes, are different quantities, and which; "" where they are one."""
    names: dict[str, list[str]] = {}
    for name, recipe in runs:
        names.setdefault(_sum(recipe), []).append(name)
    if len(names) < 2:
        return ""
    of = translate("Measures", "{loss} of {runs}")
    told = "; ".join(of.format(loss=loss, runs=", ".join(some)) for loss, some in names.items())
    return translate("Measures", "Different losses: {losses}.").format(losses=told)


def _sum(recipe: Recipe) -> str:
    """The loss as a sum, in a few words; equal for equal quantities."""
    objective = recipe.objective
    error = {
        "bce": translate("Measures", "cross-entropy"),
        "mse": translate("Measures", "squared error"),
        "l1": translate("Measures", "absolute error"),
        "log-cosh": translate("Measures", "log cosh error"),
    }[objective.reconstruction]
    if objective.reduction == "mean":
        error = translate("Measures", "{error} per pixel").format(error=error)
    if objective.visible_weight != 1 and recipe.corruption.corrupts:
        weight = f"{objective.visible_weight:g}"
        error = translate("Measures", "{error} (visible × {weight})").format(error=error, weight=weight)
    parts = [error]
    if recipe.bottleneck.has_kl:
        kl = translate("Measures", "KL") if objective.beta == 1 else f"{objective.beta:g} × KL"
        if objective.kl_warmup:
            epochs = f"{objective.kl_warmup:g}"
            kl = translate("Measures", "{kl} (rising for {epochs} epochs)").format(kl=kl, epochs=epochs)
        if objective.free_bits:
            nats = f"{objective.free_bits:g}"
            kl = translate("Measures", "{kl} ({nats} nats a number free)").format(kl=kl, nats=nats)
        parts.append(kl)
    if objective.parameter_norm:
        weight = f"{objective.parameter_norm:g}"
        parts.append(translate("Measures", "{weight} × norms of parameters").format(weight=weight))
    return " + ".join(parts)
