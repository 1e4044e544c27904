"""The images that a command works on: those of a run's recipe, or what ``--data`` names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from training.data import SOURCES, Progress, load_images
from training.data.guess import source_for
from training.errors import InputError

if TYPE_CHECKING:
    from training.data.images import ImageSet
    from training.recipe import Recipe


def with_data(recipe: Recipe, data: Path | None) -> Recipe:
    """The recipe on the images at ``data``; a source that takes no files gives way to one that reads them.

    Raises:
        InputError: there is nothing at ``data``, or no source reads it.
    """
    if data is None:
        return recipe
    try:
        found = data.exists()
    except OSError as error:
        raise InputError(f"“{data}” cannot be read: {error.strerror or error}. Check --data.") from error
    if not found:
        raise InputError(f"There is no file or folder “{data}”. Check --data.")
    known = SOURCES.get(recipe.data.source)
    source = source_for(data).source if known is not None and not known.takes_path else recipe.data.source
    # Absolute: a run may be resumed from another folder.
    return recipe.model_copy(
        update={"data": recipe.data.model_copy(update={"source": source, "path": data.expanduser().resolve()})}
    )


def load(recipe: Recipe, progress: Progress | None = None) -> ImageSet:
    """The images of a recipe; ``progress`` is told of downloads and of long reading.

    Raises:
        InputError: they cannot be had.
    """
    return load_images(recipe.data, progress=progress)


def load_for(recipe: Recipe, shape: tuple[int, int, int]) -> ImageSet:
    """The images of a recipe for a model of images of ``shape`` (C, H, W); says what stood in for what.

    Raises:
        InputError: they cannot be had, or have another shape.
    """
    images = load(recipe)
    if images.note:
        print(images.note, file=sys.stderr)
    if images.shape != shape:
        raise InputError(
            f"The images of “{images.name}” are {_times(images.shape)}, but the run was trained on images of "
            f"{_times(shape)}. Give images of the run's shape."
        )
    return images


def _times(shape: tuple[int, int, int]) -> str:
    """``28×28``, or ``3×64×64`` for images of several channels."""
    return "×".join(map(str, shape if shape[0] > 1 else shape[1:]))
