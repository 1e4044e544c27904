"""Outcome: what a case leaves beside its run, for the table: figures, the loss of every step, and pictures."""

from __future__ import annotations

import io
import json
import math
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.atomic import write_atomically
from training.events import Metrics
from training.sweep.events import State

RESULT, LOSSES, PICTURES = "result.json", "losses.npz", "pictures.npz"
"""Files in the run folder of a case."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case ended: ``finished``, ``diverged`` or ``failed``, with a sentence on why, and its figures.

    ``training`` and ``held_out`` are measured alike, with the final weights and as ``training.evaluate`` does.
    """

    state: State
    what: str = ""
    training: Metrics = field(default_factory=dict)
    held_out: Metrics = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Pictures:
    """The same k held-out images in every case, all (k, C, H, W) uint8.

    Attributes:
        originals: the clean images.
        given: what the model saw, where that was corrupted; otherwise the originals.
        reconstructed: what it made of them.
    """

    originals: NDArray[np.uint8]
    given: NDArray[np.uint8]
    reconstructed: NDArray[np.uint8]

    @property
    def corrupted(self) -> bool:
        """Whether the model saw other images than the originals."""
        return not np.array_equal(self.given, self.originals)


def write_outcome(folder: Path, outcome: Outcome) -> None:
    """Write ``result.json``; figures that are not finite become null.

    Raises:
        OSError: it cannot be written.
    """
    entry = {
        "state": outcome.state,
        "what": outcome.what,
        "training": _finite(outcome.training),
        "held_out": _finite(outcome.held_out),
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / RESULT, json.dumps(entry, indent=2, ensure_ascii=False).encode() + b"\n")


def read_outcome(folder: Path) -> Outcome | None:
    """How the case in ``folder`` ended; None if it did not, or its file is damaged."""
    try:
        entry: Any = json.loads((folder / RESULT).read_text(encoding="utf-8"))
        if entry["state"] not in ("finished", "diverged", "failed"):
            return None
        return Outcome(entry["state"], str(entry["what"]), _known(entry["training"]), _known(entry["held_out"]))
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def write_losses(folder: Path, losses: NDArray[np.float32]) -> None:
    """Write ``losses.npz``: the training loss (steps,) of every step, NaN where it is not known.

    Raises:
        OSError: it cannot be written.
    """
    write_atomically(folder / LOSSES, _packed(losses=losses))


def read_losses(folder: Path) -> NDArray[np.float32]:
    """The training loss (steps,) of every step so far; none if there is no such file, or it is damaged."""
    arrays = _unpacked(folder / LOSSES, ("losses",))
    return np.zeros(0, np.float32) if arrays is None else arrays[0].astype(np.float32).reshape(-1)


def write_pictures(folder: Path, pictures: Pictures) -> None:
    """Write ``pictures.npz``.

    Raises:
        OSError: it cannot be written.
    """
    packed = _packed(originals=pictures.originals, given=pictures.given, reconstructed=pictures.reconstructed)
    write_atomically(folder / PICTURES, packed)


def read_pictures(folder: Path) -> Pictures | None:
    """The pictures of the case in ``folder``; None if there are none, or their file is damaged."""
    arrays = _unpacked(folder / PICTURES, ("originals", "given", "reconstructed"))
    if arrays is None or any(array.ndim != 4 or array.dtype != np.uint8 for array in arrays):
        return None
    return Pictures(*arrays)


def _packed(**arrays: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def _unpacked(path: Path, names: tuple[str, ...]) -> list[NDArray[Any]] | None:
    try:
        with np.load(path, allow_pickle=False) as file:
            return [file[name] for name in names]
    except (OSError, ValueError, LookupError, EOFError, zipfile.BadZipFile):
        return None


def _finite(metrics: Metrics) -> dict[str, float | None]:
    return {name: value if math.isfinite(value) else None for name, value in metrics.items()}


def _known(metrics: dict[str, Any]) -> Metrics:
    return {name: float(value) for name, value in metrics.items() if value is not None}
