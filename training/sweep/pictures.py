"""Pictures: the reconstructions of a case in a strip, its loss as a small curve, and all curves between two axes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from training.reproduce.plot_panel import COLOURS, Series, plot_panel
from training.sweep.table import Table

SIDE = 56
"""Pixels that small images are enlarged to, about, by a whole number."""
GAP = 3
WIDE, HIGH = 168, 56
"""Pixels of a small curve."""
BINS = 300
"""Points of a curve between axes; each is the mean of the steps around it."""
_OVER = 3
"""Drawn so many times larger and then shrunk: Pillow's lines have steps."""
_PAPER, _INK, _LINE = (255, 255, 255), COLOURS[0], (222, 224, 228)


def strip(images: NDArray[np.uint8]) -> Image.Image:
    """Images (k, C, H, W) side by side; of other numbers of channels than 1 and 3, the first is shown."""
    k, c, h, w = images.shape
    zoom = max(1, round(SIDE / max(h, w)))
    sheet = Image.new("RGB", (k * (w * zoom + GAP) - GAP, h * zoom), _PAPER)
    for i, image in enumerate(images):
        pixels = np.ascontiguousarray(image.transpose(1, 2, 0) if c == 3 else image[0])
        tile = Image.fromarray(pixels).convert("RGB").resize((w * zoom, h * zoom), Image.Resampling.NEAREST)
        sheet.paste(tile, (i * (w * zoom + GAP), 0))
    return sheet


def sparkline(losses: NDArray[np.float32], steps: int, ends: tuple[float, float] | None = None) -> Image.Image:
    """A small curve of the loss, as long as its share of ``steps``, from the lower of its ``ends`` to the higher.

    The height is the loss's logarithm if all are positive: the first steps would hide the rest otherwise. ``ends`` are
    those of ``loss_ends``, or else its own.
    """
    canvas = Image.new("RGB", (WIDE * _OVER, HIGH * _OVER), _PAPER)
    draw = ImageDraw.Draw(canvas)
    draw.line((0, canvas.height - _OVER, canvas.width, canvas.height - _OVER), _LINE, _OVER)
    x, y = _heights(losses, steps)
    if len(x):
        low, high = ends or (float(y.min()), float(y.max()))
        room = 3 * _OVER
        across = x / max(steps, 1) * (canvas.width - 2 * room) + room
        down = (high - y) / ((high - low) or 1.0) * (canvas.height - 3 * room) + room
        draw.line(list(zip(across.tolist(), down.tolist(), strict=True)), _INK, 2 * _OVER, joint="curve")
    return canvas.resize((WIDE, HIGH), Image.Resampling.LANCZOS)


def loss_ends(table: Table) -> tuple[float, float] | None:
    """The lowest and the highest point that small curves share; None where losses cannot be compared."""
    steps = longest(table)
    if not table.same_loss or len({positive(row.losses) for row in table.rows}) > 1:
        return None
    heights = np.concatenate([_heights(row.losses, steps)[1] for row in table.rows])
    return (float(heights.min()), float(heights.max())) if len(heights) else None


def loss_plot(table: Table) -> Image.Image:
    """The training loss of all cases by step."""
    each = -(-longest(table) // BINS)
    return plot_panel(
        [Series(row.case.name, *binned(row.losses, each)) for row in table.rows if len(row.losses)],
        title=table.title,
        caption=f"Training loss by step{f', means of {each} steps' if each > 1 else ''}."
        + ("" if table.same_loss else " These losses are of different kinds: compare shapes, not heights."),
        x="step",
        y="loss",
        log_y=all(positive(row.losses) for row in table.rows),
    )


def longest(table: Table) -> int:
    """The most steps that any case has taken."""
    return max(len(row.losses) for row in table.rows)


def positive(losses: NDArray[np.float32]) -> bool:
    """Whether all losses that are known have a logarithm."""
    return bool((losses[np.isfinite(losses)] > 0).all())


def binned(losses: NDArray[np.float32], each: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middle steps and means (n,) of every ``each`` losses, counted from 1; without those that are not known."""
    points = []
    for first in range(0, len(losses), max(each, 1)):
        part = losses[first : first + each].astype(np.float64)
        if np.isfinite(part).any():
            points.append((first + (len(part) + 1) / 2, part[np.isfinite(part)].mean()))
    x, y = np.array(points, np.float64).reshape(-1, 2).T
    return x, y


def _heights(losses: NDArray[np.float32], steps: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, y = binned(losses, -(-steps // WIDE))
    return x, np.log(y) if positive(losses) else y
