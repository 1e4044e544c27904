"""Ways to train the same model on the same images, as endless iterators that say how many steps they have taken."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from training import fit
from training.build import build_model
from training.data.images import ImageSet
from training.events import Progress
from training.fast_linear import accelerate
from training.models.autoencoder import Autoencoder
from training.recipe import Recipe

Steps = Iterator[int]
SHAPE = (1, 28, 28)

DENSE = Recipe.load("mnist-ae-2d").override("data.held_out=0.01", "schedule.epochs=1000")
LINEAR = DENSE.override("model.kind=linear", "model.latent_size=128", "objective.reconstruction=mse")


def random_digits(n: int = 60_000) -> ImageSet:
    """Noise of MNIST's size: what is learned does not matter here."""
    return ImageSet.from_array(np.random.default_rng(0).integers(0, 256, (n, 28, 28), np.uint8))


def ours(recipe: Recipe, images: ImageSet) -> Steps:
    """Our ``fit``, with everything that belongs to it: reports, evaluation and codes at the ends of epochs."""
    for event in fit(recipe, images):
        if isinstance(event, Progress):
            yield event.step


def one_batch(recipe: Recipe, images: ImageSet) -> Steps:
    """The bare computation: one batch over and over, nothing fetched, shuffled, read or reported."""
    model = build_model(recipe, SHAPE)
    accelerate(model)
    x = images.batch(slice(0, recipe.schedule.batch_size))
    adam = torch.optim.Adam(model.parameters(), recipe.optimizer.learning_rate, fused=True)
    step = 0
    while True:
        adam.zero_grad()
        _loss(recipe, model, x).backward()  # type: ignore[no-untyped-call]
        adam.step()
        step += 1
        yield step


def textbook(recipe: Recipe, images: ImageSet) -> Steps:
    """As in most tutorials: a dataset of Pillow images, transforms, a DataLoader, and the loss read every step."""
    model = build_model(recipe, SHAPE)
    adam = torch.optim.Adam(model.parameters(), recipe.optimizer.learning_rate)
    loader = DataLoader(_PillowImages(images), recipe.schedule.batch_size, shuffle=True)
    step, total = 0, 0.0
    while True:
        for x, _ in loader:
            adam.zero_grad()
            loss = _loss(recipe, model, x)
            loss.backward()  # type: ignore[no-untyped-call]
            adam.step()
            total += loss.item()
            step += 1
            yield step


class _PillowImages(Dataset[tuple[torch.Tensor, int]]):
    """What torchvision's MNIST does with each image."""

    def __init__(self, images: ImageSet) -> None:
        from torchvision.transforms import Compose, ToTensor

        self._pixels = images.pixels[:, 0].numpy()
        self._transform = Compose([ToTensor()])

    def __len__(self) -> int:
        return len(self._pixels)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        from PIL import Image

        return self._transform(Image.fromarray(self._pixels[index])), 0


def _loss(recipe: Recipe, model: Autoencoder, x: torch.Tensor) -> torch.Tensor:
    return recipe.objective.terms(model, model(x), x)["loss"].mean()


class Contender:
    """Runs one of them in slices, each with the number of threads that it left off with."""

    def __init__(self, steps: Steps, threads: int) -> None:
        self._steps = steps
        self._threads = threads
        self.taken = 0
        self.seconds = 0.0
        self.rates: list[float] = []
        """Steps per second of each slice."""

    def run(self, seconds: float) -> None:
        """Go on for so long."""
        torch.set_num_threads(self._threads)
        before, began = self.taken, time.perf_counter()
        while time.perf_counter() - began < seconds:
            self.taken = next(self._steps)
        took = time.perf_counter() - began
        self._threads = torch.get_num_threads()
        self.seconds += took
        self.rates.append((self.taken - before) / took)

    def forget(self) -> None:
        """What was measured so far was warming up."""
        self.rates.clear()
        self.seconds = 0.0


def race(contenders: dict[str, Contender], *, slices: int, seconds: float) -> None:
    """Let them run in turns, after one turn to warm up."""
    for turn in range(slices + 1):
        for contender in contenders.values():
            contender.run(seconds)
            if turn == 0:
                contender.forget()


def times_faster(one: Contender, other: Contender) -> float:
    """Median over the turns of how much faster ``one`` was: neighbours in time share the machine's moods."""
    return median(a / b for a, b in zip(one.rates, other.rates, strict=True))
