"""``evaluate``: how good a trained model is, as JSON."""

from __future__ import annotations

import json
import math
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from training.commands.weights import Weights, WeightsOption

if TYPE_CHECKING:
    from torch import Tensor

    from training.data.images import ImageSet
    from training.recipe import Recipe


class Part(StrEnum):
    """Which of the images to evaluate on."""

    HELD_OUT = "held-out"
    TRAINING = "training"
    ALL = "all"


def evaluate(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    data: Annotated[
        Path | None, typer.Option(help="File or folder with other images than the run's.", show_default=False)
    ] = None,
    part: Annotated[Part, typer.Option("--images", help="Which of the images.")] = Part.HELD_OUT,
    weights: WeightsOption = Weights.LAST,
) -> None:
    """Print a trained model's loss, MSE, PSNR and SSIM as JSON; of a VAE reconstruction and KL, too.

    Images are corrupted as the recipe says, and pictures compared with the clean ones.
    """
    print(json.dumps(_measure(run, data, part, weights), indent=2, ensure_ascii=False, allow_nan=False))


def _measure(path: Path, data: Path | None, part: Part, weights: Weights) -> dict[str, Any]:
    from training.commands.images import load_for, with_data
    from training.devices import open_device
    from training.evaluate import evaluate as measure
    from training.feed import open_feed
    from training.memory import image_budget
    from training.recipe import Device
    from training.run_folder import RunFolder
    from training.saved_run import load_model

    folder = RunFolder.open(path)
    recipe = with_data(folder.recipe, data)
    model, checkpoint = load_model(folder, weights.value)
    images = load_for(recipe, model.image_shape)
    indices = _chosen(images, recipe, part)
    fabric, report = open_device(Device())
    model = model.to(fabric.device)
    fits = len(indices) * images.pixels[:1].nbytes <= image_budget(fabric.device)
    found = measure(
        model,
        recipe.objective,
        open_feed(images.pixels, indices, fabric.device, resident=fits),
        indices.to(fabric.device),
        seed=recipe.seed,
        corruption=recipe.corruption,
    )
    is_vae = "kl" in found
    return {
        "run": str(path),
        "title": recipe.title,
        "weights": weights.value,
        "step": checkpoint.step,
        "epoch": checkpoint.epoch,
        "data": images.name,
        "part": part.value,
        "images": len(indices),
        "device": report.name,
        # JSON knows no infinity: the PSNR of perfect pictures is null.
        **{name: value if math.isfinite(value) else None for name, value in found.items()},
        "beta": recipe.objective.beta if is_vae else None,
        "effective_beta": recipe.objective.effective_beta(images.shape) if is_vae else None,
    }


def _chosen(images: ImageSet, recipe: Recipe, part: Part) -> Tensor:
    import torch

    if part is Part.ALL:
        return torch.arange(len(images))
    split = images.split(recipe.data.held_out, recipe.seed)
    return split.held_out if part is Part.HELD_OUT else split.training
