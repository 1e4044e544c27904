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
BINS = 400
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


def loss_range(table: Table) -> tuple[float, float]:
    """The lowest and the highest point that small curves share; (0, 0) where losses cannot be compared."""
    if not table.same_loss:
        return 0.0, 0.0
    curves = [binned(row.losses, WIDE)[1] for row in table.rows]
    values = np.concatenate([curve for curve in curves if len(curve)] or [np.zeros(1)])
    return float(values.min()), float(values.max())


def sparkline(losses: NDArray[np.float32], steps: int, low: float = 0.0, high: float = 0.0) -> Image.Image:
    """A small curve of the loss, as long as its share of ``steps``; from ``low`` to ``high``, or between its own ends."""
    canvas = Image.new("RGB", (WIDE * _OVER, HIGH * _OVER), _PAPER)
    draw = ImageDraw.Draw(canvas)
    draw.line((0, canvas.height - _OVER, canvas.width, canvas.height - _OVER), _LINE, _OVER)
    x, y = binned(losses, WIDE)
    if len(x):
        if low >= high:
            low, high = float(y.min()), float(y.max())
        room = 3 * _OVER
        across = x / max(steps, 1) * (canvas.width - 2 * room) + room
        down = (high - y) / ((high - low) or 1.0) * (canvas.height - 3 * room) + room
        draw.line(list(zip(across.tolist(), down.tolist(), strict=True)), _INK, 2 * _OVER, joint="curve")
    return canvas.resize((WIDE, HIGH), Image.Resampling.LANCZOS)


def loss_plot(table: Table) -> Image.Image:
    """The training loss of all cases by step."""
    log = table.same_loss and all((row.losses[np.isfinite(row.losses)] > 0).all() for row in table.rows)
    return plot_panel(
        [Series(row.case.name, *binned(row.losses, BINS)) for row in table.rows if len(row.losses)],
        title=table.title,
        caption="Training loss by step, means of neighbouring steps."
        + ("" if table.same_loss else " These losses are of different kinds: compare shapes, not heights."),
        x="step",
        y="loss",
        log_y=log,
    )


def binned(losses: NDArray[np.float32], bins: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Steps and means (n,) of at most ``bins`` equal parts of the losses (steps,), without those that are not known."""
    parts = np.array_split(losses.astype(np.float64), min(bins, len(losses)) or 1)
    ends = np.cumsum([len(part) for part in parts])
    known = [(end - (len(part) - 1) / 2, part[np.isfinite(part)].mean()) for end, part in zip(ends, parts, strict=True)
             if np.isfinite(part).any()]  # fmt: skip
    x, y = np.array(known, np.float64).reshape(-1, 2).T
    return x, y
