"""Preview: a handful of images that show what a data set looks like, and how many are learned from and held out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from training.data.images import ImageSet

TILES = 8


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """What is shown of a data set.

    Attributes:
        source: name of the set that the pixels belong to.
        pictures: (n, C, H, W) uint8 or float32, ``TILES`` at most.
        names: what each picture is.
        training, held_out: how many images there are of both.
        shape: (C, H, W) of one image.
        note: a sentence about the set, or "".
        synthetic: whether the images were computed.
    """

    source: str
    pictures: NDArray[Any]
    names: tuple[str, ...]
    training: int
    held_out: int
    shape: tuple[int, int, int]
    note: str
    synthetic: bool = False


def preview_of(images: ImageSet, training: int, held_out: int) -> Preview:
    """One image of each of the first eight classes; where classes are fewer, more of each; without, from all over."""
    if images.labels is None:
        chosen = np.unique(np.linspace(0, len(images) - 1, TILES).astype(np.int64))
        names = [str(index) for index in chosen]
    else:
        labels = images.labels.numpy()
        classes = np.unique(labels)[:TILES]
        each = -(-TILES // len(classes))
        rows = [np.flatnonzero(labels == label)[:each] for label in classes]
        chosen = np.concatenate(rows)[:TILES]
        names = [images.classes[label] for label in labels[chosen]]
    pictures = images.pixels[chosen].numpy()
    return Preview(images.name, pictures, tuple(names), training, held_out, images.shape, images.note, images.synthetic)
