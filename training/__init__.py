"""The engine of aeexplorer: trains autoencoders, and answers questions about what they learned. Knows no Qt.

The public names are imported when first used, so that a window can open before torch is loaded.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from training.build import build_model as build_model
    from training.control import Control as Control
    from training.data.images import ImageSet as ImageSet
    from training.errors import InputError as InputError
    from training.loop import Watch as Watch
    from training.loop import fit as fit
    from training.recipe import Recipe as Recipe
    from training.recipe import recipe_names as recipe_names
    from training.saved_run import load_run as load_run

_HOMES = {
    "Control": "training.control",
    "ImageSet": "training.data.images",
    "InputError": "training.errors",
    "Recipe": "training.recipe",
    "Watch": "training.loop",
    "build_model": "training.build",
    "fit": "training.loop",
    "load_run": "training.saved_run",
    "recipe_names": "training.recipe",
}

__all__ = [
    "Control",
    "ImageSet",
    "InputError",
    "Recipe",
    "Watch",
    "build_model",
    "fit",
    "load_run",
    "recipe_names",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
