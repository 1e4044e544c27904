"""Plots: lines, dots and histograms between two axes, drawn with Pillow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from training.reproduce.lettering import BODY, FAINT, INK, LINE, PAPER, titled, width, write

COLOURS = (
    (0, 114, 178), (230, 159, 0), (0, 158, 115), (213, 94, 0), (204, 121, 167),
    (86, 180, 233), (120, 94, 60), (90, 90, 90), (160, 200, 60), (110, 60, 170),
)  # fmt: skip
"""Told apart by colour-blind readers too (Okabe & Ito 2008), and some more for ten classes."""
WIDE, HIGH = 720, 460
"""Pixels between the axes."""
_OVER = 2
"""Drawn so many times larger and then shrunk: Pillow's lines have steps."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Points (n,) with a name in the legend, joined by a line or drawn as ``line``, ``dots`` or ``bars``."""

    name: str
    x: NDArray[Any]
    y: NDArray[Any]
    kind: str = "line"


def histogram(name: str, values: NDArray[Any], low: float, high: float, bins: int = 60) -> Series:
    """Density of ``values`` from ``low`` to ``high`` as bars."""
    heights, edges = np.histogram(values, bins, (low, high), density=True)
    return Series(name, (edges[:-1] + edges[1:]) / 2, heights, "bars")


def plot_panel(
    series: Sequence[Series],
    *,
    title: str,
    caption: str = "",
    x: str,
    y: str,
    log_y: bool = False,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
) -> Image.Image:
    """A picture of the series between two axes.

    Points that are not finite are left out, and with ``log_y`` those that are not positive.
    """
    series = [_drawable(one, log_y) for one in series]
    x0, x1 = x_range or _range([one.x for one in series])
    y0, y1 = y_range or _range([one.y for one in series], from_zero=any(one.kind == "bars" for one in series))
    if y_range and log_y:
        y0, y1 = math.log10(y0), math.log10(y1)
    canvas = Image.new("RGB", (WIDE * _OVER, HIGH * _OVER), PAPER)
    draw = ImageDraw.Draw(canvas)
    ticks_x, ticks_y = _ticks(x0, x1), _ticks(y0, y1, whole=log_y)
    for tick in ticks_x:
        at = (tick - x0) / (x1 - x0) * canvas.width
        draw.line((at, 0, at, canvas.height), LINE, _OVER)
    for tick in ticks_y:
        at = (1 - (tick - y0) / (y1 - y0)) * canvas.height
        draw.line((0, at, canvas.width, at), LINE, _OVER)
    for one, colour in zip(series, _cycle(len(series)), strict=True):
        across = (one.x - x0) / (x1 - x0) * canvas.width
        down = (1 - (one.y - y0) / (y1 - y0)) * canvas.height
        _draw(draw, one.kind, across, down, colour, canvas.height)
    draw.rectangle((0, 0, canvas.width - 1, canvas.height - 1), outline=FAINT, width=_OVER)
    legend = max((width(one.name, BODY) + 40 for one in series if one.name), default=0)
    left = 30 + max(width(_label(tick, log_y), BODY) for tick in ticks_y)
    body = Image.new("RGB", (left + WIDE + legend + 12, HIGH + 86), PAPER)
    body.paste(canvas.resize((WIDE, HIGH), Image.Resampling.LANCZOS), (left, 30))
    pen = ImageDraw.Draw(body)
    write(pen, (left, 4), y, colour=FAINT)
    for tick in ticks_x:
        at = left + (tick - x0) / (x1 - x0) * WIDE
        write(pen, (at, HIGH + 36), _label(tick), colour=INK, anchor="ma")
    for tick in ticks_y:
        at = 30 + (1 - (tick - y0) / (y1 - y0)) * HIGH
        write(pen, (left - 8, at), _label(tick, log_y), colour=INK, anchor="rm")
    write(pen, (left + WIDE / 2, HIGH + 60), x, colour=FAINT, anchor="ma")
    for row, (one, colour) in enumerate(zip(series, _cycle(len(series)), strict=True)):
        at = 34 + row * (BODY + 9)
        if one.name:
            pen.rectangle((left + WIDE + 14, at + 3, left + WIDE + 30, at + 15), fill=colour)
            write(pen, (left + WIDE + 38, at), one.name)
    return titled(body, title, caption)


def _cycle(count: int) -> list[tuple[int, int, int]]:
    return [COLOURS[i % len(COLOURS)] for i in range(count)]


def _drawable(one: Series, log_y: bool) -> Series:
    x, y = np.asarray(one.x, np.float64), np.asarray(one.y, np.float64)
    if log_y:
        with np.errstate(divide="ignore", invalid="ignore"):
            y = np.log10(y)
    fine = np.isfinite(x) & np.isfinite(y)
    return Series(one.name, x[fine], y[fine], one.kind)


def _draw(
    draw: ImageDraw.ImageDraw,
    kind: str,
    x: NDArray[Any],
    y: NDArray[Any],
    colour: tuple[int, int, int],
    bottom: int,
) -> None:
    if kind == "dots":
        for a, b in zip(x, y, strict=True):
            draw.ellipse((a - 3, b - 3, a + 3, b + 3), fill=colour)
    elif kind == "bars":
        half = (x[1] - x[0]) / 2 if len(x) > 1 else 4
        pale = tuple((part + 2 * 255) // 3 for part in colour)
        for a, b in zip(x, y, strict=True):
            draw.rectangle((a - half, min(b, bottom), a + half, bottom), fill=pale, outline=colour)
    else:
        draw.line(list(zip(x.tolist(), y.tolist(), strict=True)), fill=colour, width=3 * _OVER, joint="curve")


def _range(parts: list[NDArray[Any]], *, from_zero: bool = False) -> tuple[float, float]:
    values = np.concatenate(parts) if parts else np.zeros(0)
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    if from_zero:
        low = min(low, 0.0)
    room = (high - low) * 0.04 or abs(high) * 0.1 or 1.0
    return (low if from_zero and low == 0 else low - room), high + room


def _ticks(low: float, high: float, *, whole: bool = False) -> list[float]:
    """Round numbers between the ends, about five of them."""
    raw = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= raw)
    if whole:
        step = max(1.0, round(step))
    first = math.ceil(low / step)
    return [n * step for n in range(first, math.floor(high / step) + 1)] or [low]


def _label(tick: float, log: bool = False) -> str:
    return f"{10.0**tick:g}" if log else f"{tick:.6g}"
