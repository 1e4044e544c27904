"""What each metric is called, in which unit it is measured, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication

from aeexplorer.session.loss_words import loss_words, reconstruction_words

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
        unit, meaning = loss_words(recipe)
        return Measure(metric, translate("Measures", "Loss"), unit, "down", meaning)
    if metric == "reconstruction":
        unit, meaning = reconstruction_words(recipe)
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
    if metric == "penalty":
        meaning = translate("Measures", "Weight λ × the sum of the norms of all parameters; a part of the loss.")
        return Measure(metric, translate("Measures", "Parameter norm"), "", "", meaning)
    if metric in ("psnr_noisy", "psnr_between"):
        name, meaning = {
            "psnr_noisy": (
                translate("Measures", "PSNR, noisy code"),
                translate("Measures", "Pictures decoded from noisy codes against the images."),
            ),
            "psnr_between": (
                translate("Measures", "PSNR, noisy to clean"),
                translate("Measures", "Pictures decoded from noisy codes against those from the codes without noise."),
            ),
        }[metric]
        return Measure(metric, name, translate("Measures", "dB"), "up", meaning, 1, ratio=False)
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
    if metric == "mse_pasted":
        meaning = translate(
            "Measures",
            "Mean squared error per pixel after the pixels that were not hidden are pasted back from the original.",
        )
        return Measure(metric, translate("Measures", "MSE, pasted back"), "", "down", meaning)
    if metric == "speed":
        meaning = translate("Measures", "Training images per second, on this machine, beside whatever else it did.")
        return Measure(metric, translate("Measures", "Speed"), translate("Measures", "images/s"), "up", meaning, 0)
    if metric == "active_units":
        meaning = translate(
            "Measures", "Numbers of the code that change from image to image (variance of the mean above 0.01)."
        )
        return Measure(
            metric, translate("Measures", "Active units"), translate("Measures", "numbers"), "", meaning, 0, ratio=False
        )
    return Measure(metric, metric.replace("_", " ").capitalize(), "", "", "")
