"""The demonstration without a window: trains the default recipe and writes what the window would show. Knows no Qt."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from aeexplorer.tokens import LIGHT
from training.errors import InputError
from training.events import EpochEnded, Event, LatentsEncoded, RunFailed, RunStarted, SnapshotTaken
from training.latent.sampling import grid
from training.recipe import DEFAULT_RECIPE, Recipe

if TYPE_CHECKING:
    from training.data.images import ImageSet
    from training.snapshot import Snapshot

EPOCHS = 30
SCATTER_SIZE = 900
GRID_CELLS = 20
COLUMNS_SHOWN = 12
ENLARGED = 2
"""Side of the square that a pixel of an image becomes."""
SHARPNESS = 3
"""Pictures with round dots are drawn so many times larger and then reduced."""


def demo(folder: Path, *, epochs: int = EPOCHS) -> int:
    """Train, write ``scatter.png``, ``decoded-grid.png``, ``reconstructions.png``, ``metrics.json``; the exit code."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        summary = _train_and_draw(folder, epochs)
        (folder / "metrics.json").write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        reason = error.strerror or error
        print(f"Nothing can be written to {folder}: {reason}. Give another folder.", file=sys.stderr)
        return 2
    except InputError as error:
        print(f"The demonstration could not be made. {error}", file=sys.stderr)
        return 2
    print(f"Written to {folder}: scatter.png, decoded-grid.png, reconstructions.png, metrics.json")
    return 0


def _train_and_draw(folder: Path, epochs: int) -> dict[str, object]:
    from training.loop import fit

    recipe = Recipe.load(DEFAULT_RECIPE).override(f"schedule.epochs={epochs}")
    print(f"Training “{recipe.title}” on {recipe.data.source}, {epochs} epochs.")
    last: dict[type[Event], Event] = {}
    for event in fit(recipe):
        last[type(event)] = event
        if isinstance(event, EpochEnded) and event.epoch and event.epoch % 5 == 0:
            print(f"Epoch {event.epoch}: held-out loss {event.held_out['loss']:.1f}, {event.held_out['psnr']:.1f} dB")
        if isinstance(event, RunFailed):
            raise InputError(f"{event.what} {event.why} {event.advice}")
    started, ended = last[RunStarted], last[EpochEnded]
    codes, taken = last[LatentsEncoded], last[SnapshotTaken]
    assert isinstance(started, RunStarted) and isinstance(ended, EpochEnded)
    assert isinstance(codes, LatentsEncoded) and isinstance(taken, SnapshotTaken)
    images, snapshot = started.images, taken.snapshot

    _scatter(codes.codes, _labels(images, codes.indices), images.classes).save(folder / "scatter.png")
    _decoded_grid(snapshot, codes.codes).save(folder / "decoded-grid.png")
    held_out = started.split.held_out
    shown = held_out[:: max(1, len(held_out) // COLUMNS_SHOWN)][:COLUMNS_SHOWN]
    _reconstructions(images.batch(shown).numpy(), snapshot).save(folder / "reconstructions.png")
    return {
        "recipe": DEFAULT_RECIPE,
        "data": images.name,
        "epochs": ended.epoch,
        "device": started.device.name,
        "parameters": started.parameters,
        "training": ended.training,
        "held_out": ended.held_out,
    }


def _labels(images: ImageSet, indices: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.zeros(len(indices), np.int64) if images.labels is None else images.labels.numpy()[indices]


def _scatter(codes: NDArray[np.float32], labels: NDArray[np.int64], classes: tuple[str, ...]) -> Image.Image:
    """The codes (n, 2) as dots in their classes' colours, with each class's name at its median code."""
    size = SCATTER_SIZE * SHARPNESS
    low, high = np.percentile(codes, [0.5, 99.5], axis=0)
    middle, span = (low + high) / 2, 1.15 * float((high - low).max())
    places = (codes - middle) * np.array([1, -1]) / span * size + size / 2
    picture = Image.new("RGB", (size, size), LIGHT.panel)
    draw = ImageDraw.Draw(picture)
    radius = 2.2 * SHARPNESS
    for (x, y), label in zip(places.tolist(), labels.tolist(), strict=True):
        colour = LIGHT.classes[label % len(LIGHT.classes)]
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    font = ImageFont.load_default(18 * SHARPNESS)
    half = 14 * SHARPNESS
    present = [label for label in range(len(classes)) if (labels == label).any()]
    middles = np.stack([np.median(places[labels == label], axis=0) for label in present])
    for label, (x, y) in zip(present, _apart(middles, 2.2 * half).tolist(), strict=True):
        box = (x - half, y - half, x + half, y + half)
        outline = LIGHT.classes[label % len(LIGHT.classes)]
        draw.rounded_rectangle(box, 4 * SHARPNESS, fill=LIGHT.panel, outline=outline, width=2 * SHARPNESS)
        draw.text((x, y), classes[label], fill=LIGHT.text1, font=font, anchor="mm")
    return picture.resize((SCATTER_SIZE, SCATTER_SIZE), Image.Resampling.LANCZOS)


def _apart(places: NDArray[np.float64], distance: float) -> NDArray[np.float64]:
    """Places (k, 2) moved as little as it takes for any two to be ``distance`` apart (nearly)."""
    places = places.copy()
    for _ in range(50):
        between = places[:, None] - places[None]
        length = np.linalg.norm(between, axis=2) + np.eye(len(places)) * distance
        push = np.clip(distance - length, 0, None) / 2
        places += (between / np.maximum(length, 1e-6)[..., None] * push[..., None]).sum(1)
    return places


def _decoded_grid(snapshot: Snapshot, codes: NDArray[np.float32]) -> Image.Image:
    """Decoded codes of a uniform grid over the square that holds nearly all real codes; z₁ to the right, z₂ up."""
    from training.contact_sheet import contact_sheet

    low, high = np.percentile(codes, [1, 99], axis=0)
    square = grid((low[0], high[0]), (low[1], high[1]), GRID_CELLS, GRID_CELLS)
    return contact_sheet(snapshot.decode(square), GRID_CELLS, zoom=ENLARGED)


def _reconstructions(originals: NDArray[np.float32], snapshot: Snapshot) -> Image.Image:
    """Originals above, reconstructions below."""
    from training.contact_sheet import contact_sheet

    both = np.concatenate([originals, snapshot.reconstruct(originals)])
    return contact_sheet(both, len(originals), gap=2, zoom=ENLARGED)
