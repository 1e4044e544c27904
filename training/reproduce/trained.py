"""A run that is over, as figures and pictures need it: model, images, and what the run said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.data.images import ImageSet, Split
from training.models.autoencoder import Autoencoder
from training.recipe import Recipe
from training.reproduce.parts import Part
from training.run_folder import RunFolder
from training.saved_run import load_model


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A trained model and the images that it was trained on.

    Attributes:
        recipe: what was trained.
        model: on the CPU, in evaluation mode.
        images: what it was trained and evaluated on.
        everything: the images before the recipe's choice of classes.
        split: which of ``images`` it learned from.
        events: what the run said, oldest first.
    """

    recipe: Recipe
    model: Autoencoder
    images: ImageSet
    everything: ImageSet
    split: Split
    events: list[dict[str, Any]]

    @classmethod
    def load(cls, folder: Path, images: ImageSet, everything: ImageSet) -> Trained:
        """The run in ``folder``, trained on ``images``.

        Raises:
            InputError: the run cannot be read.
        """
        run = RunFolder.open(folder)
        model, _ = load_model(run)
        recipe = run.recipe
        split = images.split(recipe.data.held_out, recipe.seed)
        return cls(recipe, model.eval().requires_grad_(False), images, everything, split, run.events())

    @property
    def seconds(self) -> float:
        """Time spent on its epochs."""
        return float(sum(entry["seconds"] for entry in self.epochs))

    @property
    def epochs(self) -> list[dict[str, Any]]:
        """The ends of its epochs, one entry for each epoch."""
        ended = {entry["epoch"]: entry for entry in self.events if entry["event"] == "EpochEnded"}
        return [ended[epoch] for epoch in sorted(ended) if epoch > 0]

    @property
    def failure(self) -> str:
        """Why it could not go on; empty if it could."""
        last = self.events[-1] if self.events else {}
        return str(last.get("what", "")) if last.get("event") == "RunFailed" else ""

    def rows(self, on: Part) -> Tensor:
        """Numbers of its training or held-out images, (n,) int64."""
        return self.split.training if on == "training" else self.split.held_out

    def pixels(self, on: Part) -> Tensor:
        """Its training or held-out images (n, C, H, W), as stored."""
        return self.images.pixels[self.rows(on)]


def is_over(folder: Path) -> bool:
    """Whether the run in ``folder`` has come to its end, be it by divergence."""
    if not (folder / "recipe.toml").is_file():
        return False
    run = RunFolder.open(folder)
    match run.events()[-1:]:
        case [{"event": "RunFinished", "reason": "completed"} | {"event": "RunFailed"}]:
            return run.has("last")
    return False


def fewer(images: ImageSet, count: int) -> ImageSet:
    """About ``count`` of the images, evenly spaced, no class lost; a source's own split stays, in its shares."""
    n = len(images)
    if n <= count:
        return images
    first = images.held_out_from
    if first is None:
        chosen = torch.unique(torch.cat((_spaced(0, n, count), _first_of_classes(images))))
    else:
        training = max(1, round(count * first / n))
        chosen = torch.cat((_spaced(0, first, training), _spaced(first, n, max(1, count - training))))
        first = training
    return replace(
        images,
        pixels=images.pixels[chosen],
        labels=None if images.labels is None else images.labels[chosen],
        factors=None if images.factors is None else {name: values[chosen] for name, values in images.factors.items()},
        held_out_from=first,
    )


def _first_of_classes(images: ImageSet) -> Tensor:
    """The first image of every class: a class of one image would be lost otherwise."""
    if images.labels is None:
        return torch.zeros(0, dtype=torch.int64)
    return torch.tensor([int((images.labels == label).nonzero()[0]) for label in torch.unique(images.labels)])


def _spaced(start: int, end: int, count: int) -> Tensor:
    return start + torch.arange(min(count, end - start)) * (end - start) // min(count, end - start)
