"""Files of a restoration: the strip as PNG or SVG, its making as GIF, the arrays as npz, the table as CSV."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QCoreApplication

from aeexplorer.session.restoration_sheet import Colours, Sheet, Strip, lay_out
from aeexplorer.session.restored_table import as_csv
from aeexplorer.session.sheet_files import svg
from training.atomic import write_atomically
from training.errors import InputError

if TYPE_CHECKING:
    from training.restore.table import Table

MOST_FILM = 480
"""Pixels along a frame of the animation, where the image itself is not larger."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of the animation, and how long it stays."""

    colours: Colours
    milliseconds: int


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """All that may be saved.

    Attributes:
        strip: the pictures side by side.
        png: draws them, in the bytes of a file; not only for the GUI thread.
        film: makes the frames of the animation, in order; not for the GUI thread.
        arrays: by name.
        table: of many images, where it is what is shown.
    """

    strip: Strip
    png: Callable[[Sheet], bytes]
    film: Callable[[], tuple[Frame, ...]]
    arrays: dict[str, NDArray[np.generic]]
    table: Table | None = None


def save(bundle: Bundle, path: Path) -> Path:
    """Write what the ending of ``path`` says, .png if there is none; the file that was written.

    Not for the GUI thread.

    Raises:
        InputError: another ending, or a disk that refuses; an old file is left as it was.
    """
    tr = QCoreApplication.translate
    if not path.suffix:
        path = path.with_suffix(".png")
    writers: dict[str, Callable[[Bundle], bytes]] = {
        ".png": lambda bundle: bundle.png(lay_out(bundle.strip)),
        ".svg": lambda bundle: svg(lay_out(bundle.strip)),
        ".gif": _gif,
        ".npz": _npz,
    }
    if bundle.table is not None:
        writers[".csv"] = partial(_csv, bundle.table)
    if path.suffix.lower() not in writers:
        raise InputError(
            tr("RestorationFiles", "“{name}” cannot be written: its ending has to be one of {endings}.").format(
                name=path.name, endings=", ".join(writers)
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


def _csv(table: Table, _bundle: Bundle) -> bytes:
    return as_csv(table).encode()


def _enlarged(colours: Colours, side: int) -> Image.Image:
    """A whole number of times as large, so that pixels stay squares."""
    picture = Image.fromarray(colours)
    scale = max(1, -(-side // max(picture.size)))
    return picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.NEAREST)


def _gif(bundle: Bundle) -> bytes:
    film = bundle.film()
    frames = [_enlarged(frame.colours, MOST_FILM // 2).convert("P", palette=Image.Palette.ADAPTIVE) for frame in film]
    durations = [frame.milliseconds for frame in film]
    data = io.BytesIO()
    frames[0].save(
        data, "GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0, optimize=False, disposal=1
    )
    return data.getvalue()


def _npz(bundle: Bundle) -> bytes:
    data = io.BytesIO()
    np.savez_compressed(data, allow_pickle=False, **bundle.arrays)
    return data.getvalue()
