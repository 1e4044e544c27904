"""The engine as other threads reach it: torch is imported there, once, and never by the GUI thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.control import Control
    from training.events import Event
    from training.recipe import Recipe

# Two threads that import modules which import each other can meet half-made modules.
_importing = threading.Lock()


def load_engine() -> None:
    """Import torch and the training loop (about a second the first time). Not for the GUI thread."""
    with _importing:
        import training.fit  # noqa: F401


def fit_events(recipe: Recipe, folder: Path | None, control: Control) -> Iterator[Event]:
    """Train ``recipe``, watched as the window wants it; takes up the checkpoint in ``folder`` if there is one.

    Raises:
        InputError: see ``training.fit.fit``.
    """
    load_engine()
    from training.fit import Watch, fit

    resume = folder is not None and (folder / "last.safetensors").exists()
    yield from fit(recipe, folder=folder, resume=resume, control=control, watch=Watch())
