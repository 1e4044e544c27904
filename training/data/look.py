"""A first look at a data set: which images to show, how many there are of each class, the mean image, the size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.images import ImageSet, to_unit
from training.seeds import generator

CHUNK_BYTES = 32 * 1024**2
"""Float pixels that are in memory at a time."""
MOST_AVERAGED = 20_000
"""Images that mean and range are taken from; of more, as many evenly spread ones."""


@dataclass(frozen=True, slots=True)
class Look:
    """What can be seen of a set before training.

    Attributes:
        indices: images to show, (n,) int64: of every class alike as far as there are enough, class after class.
        counts: images of each class, in the order of ``classes``; empty without classes.
        classes: names of the classes.
        mean: the mean image (C, H, W), float32 in [0, 1].
        n: how many images there are.
        shape: (C, H, W) of one image.
        dtype: ``uint8`` or ``float32``.
        nbytes: what all pixels take in memory.
        range: least and largest pixel, on [0, 1].
        averaged: how many images ``mean`` and ``range`` are of.
    """

    indices: NDArray[np.int64]
    counts: tuple[int, ...]
    classes: tuple[str, ...]
    mean: NDArray[np.float32]
    n: int
    shape: tuple[int, int, int]
    dtype: str
    nbytes: int
    range: tuple[float, float]
    averaged: int


def look(images: ImageSet, n: int = 48, seed: int = 0) -> Look:
    """A first look at ``images``; ``seed`` decides which ``n`` of them are shown.

    A memory-mapped set is read in portions, never as a whole.
    """
    counts: tuple[int, ...] = ()
    if images.labels is not None:
        counts = tuple(images.labels.bincount(minlength=len(images.classes)).tolist())
    averaged = min(len(images), MOST_AVERAGED)
    total = torch.zeros(images.shape, dtype=torch.float64)
    low, high = float("inf"), float("-inf")
    for pixels in _portions(images, averaged):
        total += pixels.sum(0, dtype=torch.float64)
        low, high = min(low, float(pixels.min())), max(high, float(pixels.max()))
    return Look(
        indices=_chosen(images, n, seed),
        counts=counts,
        classes=images.classes,
        mean=(total / averaged).float().numpy(),
        n=len(images),
        shape=images.shape,
        dtype=str(images.pixels.dtype).removeprefix("torch."),
        nbytes=images.pixels.numel() * images.pixels.element_size(),
        range=(low, high),
        averaged=averaged,
    )


def _portions(images: ImageSet, count: int) -> Iterator[Tensor]:
    """``count`` images from all over the set, some at a time."""
    indices = torch.linspace(0, len(images) - 1, count, dtype=torch.float64).round().long()
    rows = max(1, CHUNK_BYTES // (4 * images.shape[0] * images.shape[1] * images.shape[2]))
    for first in range(0, count, rows):
        yield to_unit(images.pixels[indices[first : first + rows]])


def _chosen(images: ImageSet, n: int, seed: int) -> NDArray[np.int64]:
    """``n`` images, drawn one by one from class after class until these run out."""
    order = torch.randperm(len(images), generator=generator(seed, "look"))
    if images.labels is None:
        return order[:n].sort().values.numpy()
    labels = images.labels[order]
    turn = torch.empty(len(images), dtype=torch.int64)
    for label in torch.unique(labels):
        of_class = (labels == label).nonzero().squeeze(1)
        turn[of_class] = torch.arange(len(of_class))
    # Every class has its first turn before any has its second.
    chosen = order[(turn * (int(labels.max()) + 1) + labels).argsort()[:n]].sort().values
    return chosen[images.labels[chosen].argsort(stable=True)].numpy()
