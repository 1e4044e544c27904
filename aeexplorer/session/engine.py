"""The engine as our threads reach it: torch is imported there, once, and never by the GUI thread."""

from __future__ import annotations

import atexit
import gc
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.control import Control
    from training.data import Progress
    from training.devices import DeviceReport
    from training.events import Event
    from training.recipe import Device, Recipe
    from training.run_folder import CheckpointName

MakeEvents = Callable[["Recipe", "Path | None", "Control", "Progress"], "Iterator[Event]"]
"""Gives a run's events: (recipe, folder, control, told of downloads) → iterator; called in the run's thread."""

# Two threads that import modules which import each other can meet half-made modules.
_importing = threading.Lock()
_threads = 0
_frozen = False


def load_engine() -> None:
    """Import torch and the training loop (about a second the first time). Not for the GUI thread."""
    _load_torch()
    with _importing:
        first = "training.loop" not in sys.modules
        import training.loop  # noqa: F401

        if first:
            # Half a million objects of torch that live for ever need not be looked at in every collection.
            gc.freeze()
            # At the end they are taken apart like all others: some libraries complain of what is left over.
            atexit.register(gc.unfreeze)


def _freeze_once() -> None:
    """Spare the collector what the first run has imported, half as much again: a look at it takes 0.1 s."""
    global _frozen
    if not _frozen:
        _frozen = True
        gc.freeze()


def compute_alone() -> None:
    """Let torch compute in the calling thread only: enough for a decode, and training keeps its cores."""
    _load_torch()
    import torch

    torch.set_num_threads(1)


def _load_torch() -> None:
    global _threads
    with _importing:
        import torch

        _threads = _threads or torch.get_num_threads()


def device_of_this_machine(device: Device) -> DeviceReport:
    """Where a run with this ``[device]`` would compute, and why. Loads the engine: not for the GUI thread."""
    load_engine()
    from training.devices import describe_device

    return describe_device(device)


def fit_events(
    recipe: Recipe,
    folder: Path | None,
    control: Control,
    progress: Progress,
    *,
    checkpoint: CheckpointName = "last",
) -> Iterator[Event]:
    """Train ``recipe``, watched as the window wants it; takes up a checkpoint of the run in ``folder`` if there is one.

    Raises:
        InputError: see ``training.loop.fit``.
        LoadingCancelled: stopped during a download.
    """
    load_engine()
    import torch

    from training.data import load_images
    from training.loop import Watch, fit

    # A thread starts with as many as were set last in any other, and the one that decodes sets 1.
    torch.set_num_threads(_threads)
    images = load_images(recipe.data, progress=progress, cancelled=lambda: control.ending is not None)
    resume = folder is not None and (folder / "recipe.toml").is_file()
    # Closing saves the run, in this thread.
    course = fit(recipe, images, folder=folder, resume=resume, checkpoint=checkpoint, control=control, watch=Watch())
    with closing(course) as events:
        for event in events:
            _freeze_once()
            yield event


def saved_events(folder: Path, control: Control, progress: Progress) -> Iterator[Event]:
    """What the run in ``folder`` has said, its weights and its codes; nothing is trained or written.

    Raises:
        InputError: see ``training.replay.replay``.
        LoadingCancelled: stopped during a download.
    """
    load_engine()
    import torch

    from training.data import load_images
    from training.replay import replay

    torch.set_num_threads(_threads)
    yield from replay(
        folder, lambda recipe: load_images(recipe.data, progress=progress, cancelled=lambda: control.ending is not None)
    )
