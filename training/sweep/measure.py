"""Measures a trained case: the same figures on training and held-out images, and the same held-out pictures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.images import ImageSet, Split, to_unit
from training.devices import open_device
from training.evaluate import evaluate
from training.events import Metrics
from training.feed import open_feed
from training.memory import image_budget
from training.models.autoencoder import Autoencoder
from training.recipe import Recipe
from training.run_folder import RunFolder
from training.saved_run import load_model
from training.sweep.outcome import Outcome, Pictures, write_pictures


def measure(folder: Path, images: ImageSet, outcome: Outcome, *, count: int) -> Outcome:
    """The figures of the run in ``folder``, added to its ``outcome``; its ``count`` pictures are written there.

    Raises:
        InputError: the run cannot be read.
        OSError: the pictures cannot be written.
    """
    run = RunFolder.open(folder)
    model, _ = load_model(run)
    fabric, _ = open_device(run.recipe.device)
    model = model.to(fabric.device).requires_grad_(False)
    split = images.split(run.recipe.data.held_out, run.recipe.seed)
    write_pictures(folder, pictures(model, run.recipe, images, chosen(images, split, count), fabric.device))
    return replace(
        outcome,
        training=_figures(model, run.recipe, images, split.training, fabric.device),
        held_out=_figures(model, run.recipe, images, split.held_out, fabric.device),
    )


def _figures(model: Autoencoder, recipe: Recipe, images: ImageSet, rows: Tensor, device: torch.device) -> Metrics:
    resident = images.pixels.nbytes <= image_budget(device, 1)
    feed = open_feed(images.pixels, rows, device, resident=resident)
    return evaluate(model, recipe.objective, feed, rows.to(device), seed=recipe.seed, corruption=recipe.corruption)


@torch.inference_mode()
def pictures(model: Autoencoder, recipe: Recipe, images: ImageSet, rows: Tensor, device: torch.device) -> Pictures:
    """Images with number ``rows`` (k,), as they are, as the model is given them in ``evaluate``, and reconstructed."""
    clean = to_unit(images.pixels[rows]).to(device)
    corruption = recipe.corruption
    given = corruption.apply(clean, seed=recipe.seed, purpose="evaluate", indices=rows.to(device)).pixels
    return Pictures(_bytes(clean), _bytes(given), _bytes(model.decode(model.encode(given).mean)))


def chosen(images: ImageSet, split: Split, count: int) -> Tensor:
    """Numbers (k,) int64 of ``count`` held-out images, classes in turn where there are any."""
    rows = split.held_out
    if images.labels is None:
        return rows[:count]
    labels = images.labels[rows].tolist()
    seen: dict[int, int] = {}
    turns = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        turns.append((seen[label], label))
    order = sorted(range(len(rows)), key=turns.__getitem__)
    return rows[torch.tensor(order[:count])]


def _bytes(pixels: Tensor) -> NDArray[np.uint8]:
    array: NDArray[np.uint8] = (pixels.float().nan_to_num(0).clamp(0, 1) * 255).round().to(torch.uint8).cpu().numpy()
    return array
