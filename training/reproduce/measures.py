"""Measures: figures that several systems have in common, as pure functions of a trained model and its images."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from training import metrics
from training.corruption import Corrupted
from training.evaluate import evaluate
from training.reproduce.parts import Part
from training.reproduce.trained import Trained

CHUNK = 512
"""Images at a time."""


def quality(trained: Trained, on: Part) -> dict[str, float]:
    """What ``evaluate`` says: means over images of loss, MSE, PSNR (dB) and SSIM, with the recipe's corruption."""
    return evaluate(
        trained.model,
        trained.recipe.objective,
        trained.pixels(on),
        trained.rows(on),
        seed=trained.recipe.seed,
        corruption=trained.recipe.corruption,
    )


def with_parameters(trained: Trained, on: Part) -> dict[str, float]:
    """``quality``, and the number of parameters."""
    count = float(sum(parameter.numel() for parameter in trained.model.parameters()))
    return {**quality(trained, on), "parameters": count}


def after_epochs(trained: Trained, epochs: tuple[int, ...]) -> dict[str, float]:
    """Held-out PSNR at the ends of some epochs as ``psnr-5``, …, where the learning rate knew of no end."""
    if trained.recipe.optimizer.decay != "none":
        return {}
    logged = {entry["epoch"]: entry["held_out"].get("psnr") for entry in trained.epochs}
    return {f"psnr-{epoch}": logged[epoch] for epoch in epochs if logged.get(epoch) is not None}


@torch.inference_mode()
def outputs(trained: Trained, on: Part) -> Iterator[tuple[Tensor, Corrupted, Tensor]]:
    """Chunks of images: clean pixels, what the model was given, and its output, which may leave [0, 1].

    The corruption is the one that ``evaluate`` draws for each image.
    """
    for rows in torch.split(trained.rows(on), CHUNK):
        clean = trained.images.batch(rows)
        given = corrupted(trained, clean, rows)
        yield clean, given, trained.model.decode(trained.model.encode(given.pixels).mean)


def corrupted(trained: Trained, clean: Tensor, rows: Tensor) -> Corrupted:
    """Images (n, C, H, W) with number ``rows`` (n,) as the model is given them in ``evaluate``."""
    return trained.recipe.corruption.apply(clean, seed=trained.recipe.seed, purpose="evaluate", indices=rows)


@torch.inference_mode()
def reconstructed(trained: Trained, pixels: Tensor) -> Tensor:
    """Reconstructions (n, C, H, W) in [0, 1] of pixels: the decoded means of their codes, clamped."""
    return trained.model.decode(trained.model.encode(pixels).mean).clamp(0, 1)


@torch.inference_mode()
def encoded(trained: Trained, rows: Tensor) -> Tensor:
    """Codes (n, *latent_shape) of its images with number ``rows``: the means of the posteriors."""
    return torch.cat([trained.model.encode(trained.images.batch(part)).mean for part in torch.split(rows, CHUNK)])


@torch.inference_mode()
def decoded(trained: Trained, codes: Tensor) -> Tensor:
    """Pixels (n, C, H, W) in [0, 1] of codes (n, *latent_shape)."""
    return torch.cat([trained.model.decode(part).clamp(0, 1) for part in torch.split(codes, CHUNK)])


def psnr_between(x: Tensor, y: Tensor) -> Tensor:
    """PSNR (n,) in dB of images that may be equal: those are said to have 100 dB, so that a mean exists."""
    return metrics.psnr(x, y).clamp(max=100)


def samples(trained: Trained, count: int, on: Part = "held out") -> Tensor:
    """Numbers of ``count`` of its images, classes in turn where there are any, (count,) int64."""
    rows = trained.rows(on)
    if trained.images.labels is None or len(rows) <= count:
        return rows[:count]
    labels = trained.images.labels[rows]
    # Rank of each image within its class: the first of every class, then the second ones …
    order = torch.argsort(labels, stable=True)
    starts = torch.searchsorted(labels[order].contiguous(), labels[order].contiguous())
    rank = torch.empty_like(order)
    rank[order] = torch.arange(len(order)) - starts
    return rows[torch.argsort(rank * (int(labels.max()) + 1) + labels, stable=True)[:count]]
