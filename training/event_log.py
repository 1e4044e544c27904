"""Events as lines of JSON: what of an event goes into a run's ``events.jsonl``, and back."""

from __future__ import annotations

import json
import math
import os
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from training.events import Event, LatentsEncoded, RunStarted, SnapshotTaken


def describe(event: Event) -> dict[str, Any] | None:
    """The fields of ``event`` as JSON values; None for events that carry weights or codes."""
    if isinstance(event, SnapshotTaken | LatentsEncoded):
        return None
    if isinstance(event, RunStarted):
        device = {field.name: getattr(event.device, field.name) for field in fields(event.device)}
        return {
            "data": event.images.name,
            "note": event.images.note,
            "synthetic": event.images.synthetic,
            "image_shape": list(event.images.shape),
            "images": len(event.images),
            "training_images": len(event.split.training),
            "held_out_images": len(event.split.held_out),
            "device": device,
            "parameters": event.parameters,
            "latent_shape": list(event.latent_shape),
            "steps_per_epoch": event.steps_per_epoch,
            "epochs": event.epochs,
            "step": event.step,
            "effective_beta": event.effective_beta,
            "feed": event.feed,
        }
    # The loss of every single step would make up most of the log.
    return {field.name: _json(getattr(event, field.name)) for field in fields(event) if field.name != "losses"}


def append(path: Path, event: Event) -> None:
    """Add a line for ``event`` and the time to the file at ``path``; none for events that carry weights or codes."""
    entry = describe(event)
    if entry is None:
        return
    entry = {"event": type(event).__name__, "time": datetime.now(UTC).isoformat(timespec="milliseconds"), **entry}
    line = json.dumps(entry, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    with path.open("a+b") as file:
        if file.tell() and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n":
            # A crash tore the last line; what follows must not be glued to it.
            line = b"\n" + line
        file.write(line)


def parse(text: str) -> list[dict[str, Any]]:
    """The entries of ``events.jsonl``, oldest first; lines that are torn or damaged are left out."""
    entries: list[dict[str, Any]] = []
    for line in text.splitlines():
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict) and isinstance(entry.get("event"), str):
            entries.append(entry)
    return entries


def _json(value: Any) -> Any:
    """JSON has no infinity and no NaN: those become null."""
    if isinstance(value, dict):
        return {key: _json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_json(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
