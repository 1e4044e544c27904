"""Checks every case before anything is trained: its images, batch, corruption, model and device."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from training.data import Progress, load_images
from training.errors import InputError
from training.sweep.cases import Case

if TYPE_CHECKING:
    from training.data.images import ImageSet


def check(cases: Sequence[Case], progress: Progress | None = None) -> dict[str, int]:
    """The optimizer steps of every case, by slug. Downloads what has to be, once and not in every process.

    Raises:
        InputError: a case cannot be trained; names it.
    """
    import torch

    from training.build import build_model
    from training.lay_out import checked_split

    steps: dict[str, int] = {}
    by_images: dict[str, list[Case]] = {}
    for case in cases:
        by_images.setdefault(case.recipe.data.model_dump_json(), []).append(case)
    for together in by_images.values():
        image_set: ImageSet | None = None
        for case in together:
            recipe = case.recipe
            try:
                if image_set is None:
                    image_set = load_images(recipe.data, progress=progress)
                split = checked_split(recipe, image_set)
                _check_device(recipe.device.accelerator)
                with torch.device("meta"):
                    build_model(recipe, image_set.shape)
            except InputError as error:
                raise InputError(f"The case “{case.name}” cannot be trained: {error}") from error
            steps[case.slug] = recipe.schedule.epochs * -(-len(split.training) // recipe.schedule.batch_size)
    return steps


def _check_device(accelerator: str) -> None:
    """Refuse a device that is not there, without waking it: it is the workers that are to have its memory."""
    import torch

    if (accelerator == "cuda" and not torch.cuda.device_count()) or (
        accelerator == "mps" and not torch.backends.mps.is_available()
    ):
        raise InputError(
            f"the recipe asks for “{accelerator}”, which was not found. Set device.accelerator to “auto” or “cpu”."
        )
