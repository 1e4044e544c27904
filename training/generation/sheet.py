"""The sheet of generated images: close together, or by class beside the images that they began at."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from training.contact_sheet import contact_sheet
from training.data.images import ImageSet
from training.generation.generated import Generated
from training.reproduce.image_panel import image_panel
from training.reproduce.lettering import footed
from training.reproduce.wafers import coloured

MIN_WIDTH = 56
"""Pixels on the sheet that smaller images are enlarged to, by a whole number."""
LARGEST = 4096
"""Pixels in width and height; a larger sheet is cut off, the array has all images."""
ROWS, COLUMNS = 60, 12
"""Most rows, and most generated images in each, of a sheet with originals."""
SIDE = 64
"""Pixels that images beside their originals are enlarged to, about."""


def sheet(generated: Generated, images: ImageSet, title: str) -> Image.Image:
    """The generated images; by class beside the originals, rows of ``images``, where they belong to any.

    Below them stands if the model has learned from synthetic images.
    """
    picture = _without_words(generated, images, title)
    return footed(picture, f"Data: synthetic {images.name}.") if images.synthetic else picture


def _without_words(generated: Generated, images: ImageSet, title: str) -> Image.Image:
    if generated.by == "nothing" or not len(generated):
        return _close_together(generated.pixels)
    groups = generated.groups
    lines = [_line(generated, images, members[:COLUMNS]) for members in groups[:ROWS]]
    most = max(len(line) for line in lines)
    heads = ("Original", *(f"New {turn}" for turn in range(1, most)))
    if generated.by == "class":
        heads = ("Original", "New") * (most // 2) if generated.starts is not None else ("A real one", *heads[1:])
    cut = len(groups) > ROWS or any(len(members) > COLUMNS for members in groups)
    return image_panel(
        lines,
        title=title,
        caption="These are the first; images.npy has all." if cut else "",
        columns=heads,
        names=[_name(generated, int(members[0])) for members in groups[:ROWS]],
        side=SIDE,
    )


def _close_together(images: NDArray[np.float32]) -> Image.Image:
    """Images (n, C, H, W) in rows of about as many as there are rows."""
    n, _, height, width = images.shape
    columns = min(math.isqrt(max(n - 1, 0)) + 1, max(1, LARGEST // width))
    rows = min(math.ceil(n / columns), max(1, LARGEST // height))
    zoom = max(1, MIN_WIDTH // width)
    fits = max(rows * height, columns * width) * zoom <= LARGEST
    return contact_sheet(images[: rows * columns], columns, zoom=zoom if fits else 1)


def _line(generated: Generated, images: ImageSet, members: NDArray[np.int64]) -> list[Tensor]:
    """The samples of one image after it, or each of one class after the image that it began at."""
    new = _shown(torch.from_numpy(generated.pixels[members]), images)
    if generated.starts is None:
        assert generated.labels is not None and images.labels is not None
        begun = (images.labels == int(generated.labels[members[0]])).nonzero().squeeze(1)
    else:
        begun = torch.from_numpy(generated.starts[members])
    if generated.starts is None or generated.by == "image":
        return [*_shown(images.batch(begun[:1]), images), *new]
    old = _shown(images.batch(begun), images)
    return [tile for pair in zip(old, new, strict=True) for tile in pair]


def _name(generated: Generated, member: int) -> str:
    """The class of a row, and the number of its image if it is about one."""
    names = [] if generated.labels is None else [generated.classes[generated.labels[member]]]
    if generated.by == "image" and generated.starts is not None:
        names.append(f"image {generated.starts[member] + 1}")
    return ", ".join(names)


def _shown(pixels: Tensor, images: ImageSet) -> Tensor:
    """Pixels (n, C, H, W) as people know them: wafer maps in colours, and of odd channels the first."""
    if images.name == "wafers" and pixels.shape[1] == 3:
        return torch.stack([coloured(image) for image in pixels])
    return pixels if pixels.shape[1] in (1, 3) else pixels[:, :1]
