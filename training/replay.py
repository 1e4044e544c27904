"""Replay: a saved run told again as events, without training: what its log says, then its weights and codes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import torch

from training.checkpoint import Checkpoint
from training.data.images import ImageSet
from training.devices import DeviceReport
from training.errors import InputError
from training.events import (
    Collapsed,
    EpochEnded,
    Event,
    LatentsEncoded,
    LossJumped,
    Progress,
    RunFailed,
    RunFinished,
    RunStarted,
    SnapshotTaken,
)
from training.feed import images_at_once
from training.recipe import Recipe
from training.run_folder import RunFolder
from training.saved_run import load_model
from training.snapshot import Snapshot
from training.watch import Watch, watched
from training.workbench import fingerprint

TOLD = {kind.__name__: kind for kind in (Progress, EpochEnded, LossJumped, Collapsed, RunFinished, RunFailed)}
"""Events that the log holds whole."""


def replay(path: Path | str, load: Callable[[Recipe], ImageSet]) -> Iterator[Event]:
    """Everything that the run in the folder ``path`` has said, as far as its last checkpoint knows of it.

    The run starts at step 0 and is over at the end. Weights and codes are those of the checkpoint: codes that were
    saved with it, or else of images chosen as ``training.watch`` does. ``load`` gives the images of a recipe.

    Raises:
        InputError: no run there, its log or checkpoint is damaged, or the images are not of its shape.
    """
    folder = RunFolder.open(path)
    # First, for it refuses a foreign folder before any image is read.
    model, checkpoint = load_model(folder)
    entries = folder.events()
    images = load(folder.recipe)
    if images.shape != folder.image_shape():
        raise InputError(
            f"The run in {path} was trained on images of {_by(folder.image_shape())}, and these are of "
            f"{_by(images.shape)}. Give the images that it was trained on."
        )
    started = _started(folder, images, entries)
    yield started
    yield from _history(entries, checkpoint.step)
    epoch = checkpoint.step / started.steps_per_epoch
    snapshot = Snapshot(model, step=checkpoint.step, epoch=epoch)
    yield SnapshotTaken(checkpoint.step, epoch, snapshot)
    indices, codes = _saved_codes(folder, checkpoint, started) or _codes(snapshot, started)
    yield LatentsEncoded(checkpoint.step, epoch, indices, codes)
    yield _end(entries, checkpoint.step, epoch)


def _started(folder: RunFolder, images: ImageSet, entries: list[dict[str, Any]]) -> RunStarted:
    said: dict[str, Any] = next((entry for entry in reversed(entries) if entry["event"] == "RunStarted"), {})
    try:
        return RunStarted(
            recipe=folder.recipe,
            images=images,
            split=images.split(folder.recipe.data.held_out, folder.recipe.seed),
            device=DeviceReport(**said["device"]),
            parameters=int(said["parameters"]),
            latent_shape=tuple(map(int, said["latent_shape"])),
            steps_per_epoch=max(int(said["steps_per_epoch"]), 1),
            epochs=int(said["epochs"]),
            step=0,
            effective_beta=said["effective_beta"],
            folder=folder.path,
            feed=said.get("feed", "resident"),
        )
    except (LookupError, TypeError, ValueError) as error:
        raise InputError(
            f"The run in {folder.path} cannot be shown: its events.jsonl does not say how it began ({error}). "
            "Restore that file from a copy."
        ) from error


def _history(entries: list[dict[str, Any]], last: int) -> Iterator[Event]:
    """What was said of metrics until step ``last``; what a run forgot when it was taken up again is left out."""
    said: list[Event] = []
    for entry in entries:
        if entry["event"] == "RunStarted":
            step = entry.get("step") or 0
            said = [event for event in said if step and event.step <= step]
        elif (event := _event(entry)) is not None and not isinstance(event, RunFinished | RunFailed):
            said.append(event)
    yield from (event for event in said if event.step <= last)


def _end(entries: list[dict[str, Any]], step: int, epoch: float) -> RunFinished | RunFailed:
    """How the run ended; one that was cut off counts as stopped."""
    for entry in reversed(entries):
        if entry["event"] == "RunStarted":
            break
        event = _event(entry)
        if isinstance(event, RunFinished | RunFailed):
            return event
    return RunFinished(step, epoch, "stopped")


def _event(entry: dict[str, Any]) -> Any:
    """The event of a line of the log; None for one that is damaged, or of another kind."""
    kind = TOLD.get(entry["event"])
    if kind is None:
        return None
    names = {field.name for field in fields(kind)}
    given = {name: _known(value) for name, value in entry.items() if name in names}
    if not isinstance(given.get("step"), int) or not isinstance(given.get("epoch"), int | float):
        return None
    try:
        return kind(**given)
    except TypeError:
        return None


def _known(value: Any) -> Any:
    """Metrics that were not finite are null in the log."""
    if isinstance(value, dict):
        return {name: math.nan if number is None else number for name, number in value.items()}
    return value


def _saved_codes(folder: RunFolder, checkpoint: Checkpoint, started: RunStarted) -> tuple[Any, Any] | None:
    """Indices (n,) and codes (n, *latent_shape) beside the checkpoint, if they are its own and of these images."""
    images = fingerprint(started.images)
    if any(checkpoint.metadata.get(key, value) != value for key, value in images.items()):
        return None
    try:
        with np.load(folder.path / "latents.npz", allow_pickle=False) as file:
            indices, codes, step = file["indices"], file["codes"], int(file["step"])
    except (OSError, ValueError, LookupError, EOFError):
        return None
    fits = (
        step == checkpoint.step
        and indices.dtype == np.int64
        and codes.shape == (len(indices), *started.latent_shape)
        and (indices < len(started.images)).all()
        and (indices >= 0).all()
    )
    return (indices, codes.astype(np.float32)) if fits else None


def _codes(snapshot: Snapshot, started: RunStarted) -> tuple[Any, Any]:
    """Indices (n,) and codes (n, *latent_shape) of the images that a run would watch."""
    indices = watched(started.split, started.recipe.seed, Watch().points)
    portions = torch.split(indices, images_at_once(snapshot.image_shape))
    codes = [np.asarray(snapshot.encode(started.images.batch(rows).numpy())) for rows in portions]
    return indices.numpy().astype(np.int64), np.concatenate(codes).astype(np.float32)


def _by(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))
