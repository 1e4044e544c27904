"""Image panels: rows of images with headings, the same pixel the same size throughout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor

from training.reproduce.lettering import BODY, FAINT, HEADING, INK, PAPER, titled, width, wrapped, write

SIDE = 96
"""Pixels that small images are enlarged to, by a whole number."""
GAP = 10


def image_panel(
    rows: Iterable[Iterable[Tensor | None]],
    *,
    title: str,
    caption: str = "",
    columns: Sequence[str] = (),
    names: Sequence[str] = (),
    notes: Sequence[Sequence[str]] = (),
    side: int = SIDE,
) -> Image.Image:
    """A picture of images (C, H, W) in [0, 1], C 1 or 3; values outside are cut off.

    Args:
        rows: the images; None leaves a place empty.
        title: above all.
        caption: sentences under the title.
        columns: headings of the columns.
        names: headings of the rows, at the left.
        notes: a line under each image, such as its PSNR.
        side: pixels that an image is enlarged to, about.
    """
    tiles = [[None if cell is None else enlarged(cell, side) for cell in row] for row in rows]
    across = max((tile.width for row in tiles for tile in row if tile), default=side)
    down = max((tile.height for row in tiles for tile in row if tile), default=side)
    heads = [wrapped(column, HEADING, max(across, 90)) for column in columns]
    across = max([across, *(width(line, HEADING) for head in heads for line in head)])
    left = max((width(name, BODY) + GAP for name in names), default=0)
    top = max(map(len, heads), default=0) * (HEADING + 5) + (6 if heads else 0)
    step = down + GAP + (BODY + 4 if notes else 0)
    most = max(map(len, tiles), default=0)
    body = Image.new("RGB", (left + most * (across + GAP) - GAP, top + len(tiles) * step), PAPER)
    draw = ImageDraw.Draw(body)
    for column, head in enumerate(heads):
        for line, text in enumerate(reversed(head)):
            middle = left + column * (across + GAP) + across // 2
            write(draw, (middle, top - 8 - line * (HEADING + 5)), text, size=HEADING, colour=INK, anchor="ms")
    for r, row in enumerate(tiles):
        y = top + r * step
        if r < len(names):
            write(draw, (0, y + down // 2), names[r], colour=FAINT, anchor="lm")
        for c, tile in enumerate(row):
            x = left + c * (across + GAP)
            if tile is not None:
                body.paste(tile, (x + (across - tile.width) // 2, y + (down - tile.height) // 2))
            if r < len(notes) and c < len(notes[r]):
                write(draw, (x + across // 2, y + down + 3), notes[r][c], colour=FAINT, anchor="ma")
    return titled(body, title, caption)


def enlarged(image: Tensor, side: int = SIDE) -> Image.Image:
    """An image (C, H, W) in [0, 1] as Pillow has it, each pixel a square of whole pixels."""
    pixels = (image.detach().float().nan_to_num(0).clamp(0, 1) * 255).round().to(torch.uint8).permute(1, 2, 0).numpy()
    zoom = max(1, round(side / max(pixels.shape[:2])))
    pixels = np.ascontiguousarray(pixels.repeat(zoom, 0).repeat(zoom, 1))
    return Image.fromarray(pixels if pixels.shape[2] == 3 else pixels[..., 0]).convert("RGB")
