"""Whether a run can go on with a recipe, or would become another run by it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training.errors import InputError
from training.recipe import Recipe

# A run may go on for longer, elsewhere, under another title.
MAY_CHANGE = {("title",), ("schedule", "epochs"), ("data", "path"), ("device", "accelerator"), ("device", "precision")}


def check_same_run(path: Path, there: Recipe, here: Recipe) -> None:
    """Let the run in ``path``, made by the recipe ``there``, go on with ``here``.

    Raises:
        InputError: they differ in what makes a run; names the key.
    """
    if difference := _difference(there.model_dump(), here.model_dump()):
        key, old, new = difference
        raise InputError(
            f"The run in {path} cannot be continued with this recipe: “{key}” was {old!r} and is now {new!r}. "
            "Only schedule.epochs, data.path, device and title may change; start a new run for the rest."
        )


def _difference(
    there: dict[str, Any], here: dict[str, Any], above: tuple[str, ...] = ()
) -> tuple[str, Any, Any] | None:
    """The first key in which two recipes differ, and what it is in each; None where a run may go on."""
    for name in there | here:
        key = (*above, name)
        old, new = there.get(name), here.get(name)
        if key in MAY_CHANGE or old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            if deeper := _difference(old, new, key):
                return deeper
        else:
            return ".".join(key), old, new
    return None
