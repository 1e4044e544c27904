"""What each metric is called, in which unit it is measured, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from training.recipe import Recipe

Better = Literal["up", "down", ""]


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric, as people read it."""

    metric: str
    """Its name in the engine's events: ``loss``, ``kl``, ``psnr`` …"""
    name: str
    unit: str
    better: Better
    meaning: str
    """One or two sentences, for the tooltip."""
    decimals: int | None = None
    """Fixed number of decimals; None leaves them to the value's size."""
    ratio: bool = True
    """Whether a log scale makes sense: positive, and not logarithmic already."""


translate = QCoreApplication.translate
"""Under this name lupdate finds the texts below."""


def measure(metric: str, recipe: Recipe) -> Measure:
    """The measure that ``metric`` is in a run of ``recipe``; unknown metrics keep their own name."""
    if metric == "loss":
        unit, meaning = _loss(recipe)
        return Measure(metric, translate("Measures", "Loss"), unit, "down", meaning)
    if metric == "reconstruction":
        unit, meaning = _reconstruction(recipe)
        return Measure(metric, translate("Measures", "Reconstruction"), unit, "down", meaning)
    if metric == "kl":
        return Measure(
            metric,
            translate("Measures", "KL divergence"),
            translate("Measures", "nats"),
            "",
            translate(
                "Measures",
                "Nats per image: how far the codes' distributions are from the prior. 0 says nothing of the image.",
            ),
        )
    if metric == "psnr":
        meaning = translate(
            "Measures", "Peak signal-to-noise ratio in decibels, pixels from 0 to 1, averaged over images."
        )
        return Measure(
            metric, translate("Measures", "PSNR"), translate("Measures", "dB"), "up", meaning, 1, ratio=False
        )
    if metric == "ssim":
        meaning = translate(
            "Measures", "Structural similarity, averaged over images: 1 is the same image. It has no unit."
        )
        return Measure(metric, translate("Measures", "SSIM"), "", "up", meaning, 2, ratio=False)
    if metric == "mse":
        return Measure(
            metric,
            translate("Measures", "MSE"),
            "",
            "down",
            translate("Measures", "Mean squared error per pixel, pixels from 0 to 1."),
        )
    if metric == "active_units":
        meaning = translate(
            "Measures", "Numbers of the code that change from image to image (variance of the mean above 0.01)."
        )
        return Measure(
            metric, translate("Measures", "Active units"), translate("Measures", "numbers"), "", meaning, 0, ratio=False
        )
    return Measure(metric, metric.replace("_", " ").capitalize(), "", "", "")


def _reconstruction(recipe: Recipe) -> tuple[str, str]:
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
    }[objective.reconstruction, objective.reduction]


def _loss(recipe: Recipe) -> tuple[str, str]:
    unit, meaning = _reconstruction(recipe)
    if recipe.bottleneck.kind != "gaussian":
        return unit, meaning
    beta = f"{recipe.objective.beta:g}"
    if (recipe.objective.reconstruction, recipe.objective.reduction) != ("bce", "sum"):
        # A sum of two different units has none of its own.
        unit = translate("Measures", "rec. + β KL")
    return unit, meaning + " " + translate("Measures", "Plus {beta} × the KL divergence in nats.").format(beta=beta)
