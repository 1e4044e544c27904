"""Files of a restoration: the strip as PNG or SVG, painting and restoring as GIF, the arrays as npz."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from PySide6.QtCore import QCoreApplication

from aeexplorer.tokens import LIGHT
from training.atomic import write_atomically
from training.errors import InputError

Colours = NDArray[np.uint8]
"""(H, W, 3), as it is shown."""
ENDINGS = (".png", ".svg", ".gif", ".npz")
LEAST_SIDE = 224
"""Pixels that a picture of the strip is enlarged to, at least."""
GAP, HEAD, LINE = 24, 36, 24
FRAME_MS, LAST_MS = 60, 1500
MOST_FRAMES = 120
MOST_FILM = 480
"""Pixels along a frame of the animation, where the image itself is not larger."""


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One picture of the strip: its title, its pixels as shown, and lines of figures below."""

    title: str
    colours: Colours
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """All that may be saved.

    Attributes:
        tiles: of the strip, from left to right.
        frames: of the animation, in order.
        arrays: by name.
    """

    tiles: tuple[Tile, ...]
    frames: tuple[Colours, ...]
    arrays: dict[str, NDArray[np.generic]]


def save(bundle: Bundle, path: Path) -> Path:
    """Write what the ending of ``path`` says, .png if there is none; the file that was written.

    Not for the GUI thread.

    Raises:
        InputError: another ending, nothing to animate, or a disk that refuses; an old file is left as it was.
    """
    tr = QCoreApplication.translate
    if not path.suffix:
        path = path.with_suffix(".png")
    writers = {".png": _png, ".svg": _svg, ".gif": _gif, ".npz": _npz}
    if path.suffix.lower() not in writers:
        raise InputError(
            tr("RestorationFiles", "“{name}” cannot be written: its ending has to be one of {endings}.").format(
                name=path.name, endings=", ".join(ENDINGS)
            )
        )
    try:
        write_atomically(path, writers[path.suffix.lower()](bundle))
    except OSError as error:
        raise InputError(
            tr("RestorationFiles", "“{name}” was not saved: {why}. Choose another folder.").format(
                name=path.name, why=error.strerror or error
            )
        ) from error
    return path


def _enlarged(colours: Colours, side: int) -> Image.Image:
    """A whole number of times as large, so that pixels stay squares."""
    picture = Image.fromarray(colours)
    scale = max(1, -(-side // max(picture.size)))
    return picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.NEAREST)


def _png(bundle: Bundle) -> bytes:
    pictures = [_enlarged(tile.colours, LEAST_SIDE) for tile in bundle.tiles]
    lines = max((len(tile.lines) for tile in bundle.tiles), default=0)
    width = GAP + sum(picture.width + GAP for picture in pictures)
    height = GAP + HEAD + max(picture.height for picture in pictures) + lines * LINE + GAP
    sheet = Image.new("RGB", (width, height), LIGHT.panel)
    draw = ImageDraw.Draw(sheet)
    title, text = ImageFont.load_default(18), ImageFont.load_default(15)
    x = GAP
    for tile, picture in zip(bundle.tiles, pictures, strict=True):
        draw.text((x, GAP), tile.title, LIGHT.text1, title)
        sheet.paste(picture, (x, GAP + HEAD))
        draw.rectangle((x - 1, GAP + HEAD - 1, x + picture.width, GAP + HEAD + picture.height), outline=LIGHT.control)
        for k, line in enumerate(tile.lines):
            # The font that Pillow brings has Latin letters only.
            draw.text((x, GAP + HEAD + picture.height + 6 + k * LINE), _plain(line), LIGHT.text2, text)
        x += picture.width + GAP
    return _encoded(sheet, "PNG")


def _plain(text: str) -> str:
    signs = {"\N{MINUS SIGN}": "-", "\N{NARROW NO-BREAK SPACE}": " ", "\N{BLACK DIAMOND}": "*", "\N{EN DASH}": "-"}
    return "".join(signs.get(letter, letter) for letter in text)


def _svg(bundle: Bundle) -> bytes:
    side = LEAST_SIDE
    parts, x, height = [], GAP, 0
    for tile in bundle.tiles:
        h, w = tile.colours.shape[:2]
        high = round(side * h / w)
        data = base64.b64encode(_encoded(Image.fromarray(tile.colours), "PNG")).decode()
        parts.append(f'<text class="title" x="{x}" y="{GAP + 18}">{html.escape(tile.title)}</text>')
        parts.append(
            f'<image x="{x}" y="{GAP + HEAD}" width="{side}" height="{high}" preserveAspectRatio="none" '
            f'style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>'
        )
        parts.append(
            f'<rect x="{x - 0.5}" y="{GAP + HEAD - 0.5}" width="{side + 1}" height="{high + 1}" fill="none" '
            f'stroke="{LIGHT.control}"/>'
        )
        for k, line in enumerate(tile.lines):
            y = GAP + HEAD + high + 20 + k * LINE
            parts.append(f'<text x="{x}" y="{y}">{html.escape(line)}</text>')
        height = max(height, GAP + HEAD + high + len(tile.lines) * LINE + GAP)
        x += side + GAP
    style = (
        f"text {{ font: 15px Inter, 'Segoe UI', 'Noto Sans', sans-serif; fill: {LIGHT.text2} }} "
        f".title {{ font-size: 18px; font-weight: 600; fill: {LIGHT.text1} }}"
    )
    whole = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{x}" height="{height}" viewBox="0 0 {x} {height}">'
        f'<style>{style}</style><rect width="100%" height="100%" fill="{LIGHT.panel}"/>{"".join(parts)}</svg>\n'
    )
    return whole.encode()


def _gif(bundle: Bundle) -> bytes:
    if not bundle.frames:
        raise InputError(
            QCoreApplication.translate(
                "RestorationFiles", "There is nothing to animate yet. Paint a hole and wait for a result."
            )
        )
    frames = [_enlarged(frame, MOST_FILM // 2).convert("P", palette=Image.Palette.ADAPTIVE) for frame in bundle.frames]
    durations = [FRAME_MS] * (len(frames) - 1) + [LAST_MS]
    data = io.BytesIO()
    frames[0].save(
        data, "GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0, optimize=False, disposal=1
    )
    return data.getvalue()


def _npz(bundle: Bundle) -> bytes:
    data = io.BytesIO()
    np.savez_compressed(data, allow_pickle=False, **bundle.arrays)
    return data.getvalue()


def _encoded(picture: Image.Image, kind: str) -> bytes:
    data = io.BytesIO()
    picture.save(data, kind)
    return data.getvalue()


def thinned(frames: Sequence[Colours]) -> tuple[Colours, ...]:
    """At most ``MOST_FRAMES`` of them, the first and the last among these."""
    if len(frames) <= MOST_FRAMES:
        return tuple(frames)
    return tuple(frames[k] for k in np.linspace(0, len(frames) - 1, MOST_FRAMES).round().astype(int))
