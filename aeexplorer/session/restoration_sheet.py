"""Sheet: where everything stands on a saved strip: pictures, below each its errors, and below these its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Colours = NDArray[np.uint8]
"""(H, W, 3), as it is shown."""
Role = Literal["title", "text", "best", "caption"]
LEAST_SIDE = 224
"""Pixels that a picture is enlarged to, at least."""
GAP, HEAD, LINE, BELOW = 24, 36, 24, 8
NAME, MARK, INSET = 56, 18, 6
"""Pixels of a figure's name, of the mark of the best, and within the ground that it stands on."""
SCALE_HEIGHT, CAPTION_LINE = 12, 20


@dataclass(frozen=True, slots=True)
class Figure:
    """One line below a picture: a name, and a value and whether it is the best for each heading of the strip."""

    name: str
    values: tuple[str, ...]
    best: tuple[bool, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One picture: its title, its pixels as shown, those of its errors, and its figures; the original has neither."""

    title: str
    colours: Colours
    error: Colours | None = None
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """All pictures from left to right.

    Attributes:
        tiles: the original first.
        headings: over the values of the figures.
        error_caption: lines that say what the errors are, below their scale.
        error_scale: colours (1, n, 3) of errors from 0 to 1.
        figures_caption: lines that say how the figures are to be read.
    """

    tiles: tuple[Tile, ...]
    headings: tuple[str, ...]
    error_caption: tuple[str, ...]
    error_scale: Colours
    figures_caption: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Text whose base line begins at (x, y), or ends there."""

    x: int
    y: int
    text: str
    role: Role = "text"
    ends: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Pixels drawn as squares, in a frame of 1 px."""

    x: int
    y: int
    width: int
    height: int
    colours: Colours


@dataclass(frozen=True, slots=True)
class Best:
    """The ground under the best value, which ends with ◆."""

    x: int
    y: int
    width: int
    height: int


Mark = Words | Picture | Best


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Its size in pixels, and what stands on it."""

    width: int
    height: int
    marks: tuple[Mark, ...]


def lay_out(strip: Strip) -> Sheet:
    """Columns of one width, such that pixels are squares of a whole number of pixels."""
    across, down = _picture_size(strip.tiles[0].colours)
    column = max(across, LEAST_SIDE)
    top = GAP + HEAD
    errors_top = top + down + GAP
    figures_top = errors_top + down + BELOW
    marks: list[Mark] = []
    for k, tile in enumerate(strip.tiles):
        x = GAP + k * (column + GAP)
        marks.append(Words(x, GAP + 18, tile.title, "title"))
        marks.append(Picture(x, top, across, down, tile.colours))
        if tile.error is not None:
            marks.append(Picture(x, errors_top, across, down, tile.error))
        marks.extend(_figures(tile.figures, strip.headings, x, figures_top, column))
    marks.extend(_legend(strip, GAP, errors_top, figures_top, min(column, LEAST_SIDE)))
    lines = 1 + max(len(tile.figures) for tile in strip.tiles)
    width = GAP + len(strip.tiles) * (column + GAP)
    return Sheet(width, figures_top + max(lines, 1 + len(strip.figures_caption)) * LINE + GAP, tuple(marks))


def _picture_size(colours: Colours) -> tuple[int, int]:
    height, width = colours.shape[:2]
    scale = max(1, -(-LEAST_SIDE // max(height, width)))
    return width * scale, height * scale


def _figures(figures: Sequence[Figure], headings: Sequence[str], x: int, top: int, column: int) -> Iterator[Mark]:
    share = (column - NAME) // max(len(headings), 1)
    ends = [x + NAME + (k + 1) * share for k in range(len(headings))]
    if figures:
        for heading, end in zip(headings, ends, strict=True):
            yield Words(end - MARK, top + 17, heading, "caption", ends=True)
    for row, figure in enumerate(figures, start=1):
        y = top + row * LINE
        yield Words(x, y + 17, figure.name, "caption")
        for end, value, best in zip(ends, figure.values, figure.best, strict=True):
            if best:
                yield Best(end - share + INSET, y + 1, share - INSET, LINE - 2)
            yield Words(end - MARK, y + 17, value, "best" if best else "text", ends=True)


def _legend(strip: Strip, x: int, errors_top: int, figures_top: int, width: int) -> Iterator[Mark]:
    """What errors and figures mean, below the original, which has neither."""
    yield Picture(x, errors_top, width, SCALE_HEIGHT, strip.error_scale)
    y = errors_top + SCALE_HEIGHT + CAPTION_LINE
    yield Words(x, y, "0", "caption")
    yield Words(x + width, y, "1", "caption", ends=True)
    for k, text in enumerate(strip.error_caption, start=1):
        yield Words(x, y + k * CAPTION_LINE + BELOW, text, "caption")
    for k, text in enumerate(strip.figures_caption, start=1):
        yield Words(x, figures_top + k * LINE + 17, text, "caption")
