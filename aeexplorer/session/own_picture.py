"""A picture of one's own, dropped in or pasted, made to fit the images that a model has learned."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from training.errors import InputError

MOST_BYTES = 2**29
"""No file of more is read whole."""
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True, eq=False)
class OwnPicture:
    """A picture that fits.

    Attributes:
        name: of the file, or what else it is.
        pixels: (C, H, W) in [0, 1], of the shape that was asked for.
        offer: what was done to make it fit, as an offer to somebody; "" where nothing was.
    """

    name: str
    pixels: NDArray[np.float32]
    offer: str


def picture_bytes(path: Path) -> bytes:
    """A picture file as it is. Not for the GUI thread.

    Raises:
        InputError: a file that cannot be read, or of more than ``MOST_BYTES``.
    """
    tr = QCoreApplication.translate
    try:
        if path.stat().st_size > MOST_BYTES:
            words = tr("OwnPicture", "“{name}” is larger than half a gigabyte. Drop a smaller picture.")
            raise InputError(words.format(name=path.name))
        return path.read_bytes()
    except OSError as error:
        words = tr("OwnPicture", "“{name}” cannot be read: {why}.")
        raise InputError(words.format(name=path.name, why=error.strerror or error)) from error


def fitted_picture(data: bytes, name: str, shape: tuple[int, int, int]) -> OwnPicture:
    """The picture of a file's bytes, cropped and scaled to ``shape`` (C, H, W); grey where C is 1.

    Not for the GUI thread.

    Raises:
        InputError: no picture, a damaged or a far too large one, or images of neither 1 nor 3 channels.
    """
    import torch

    from training.data.picture_decoding import UnreadableError, decode, picture_size
    from training.restore.fit_image import fit

    tr = QCoreApplication.translate
    channels, height, width = shape
    if channels not in (1, 3):
        words = tr(
            "OwnPicture",
            "The model has learned images of {channels} channels, and a picture has 1 or 3. "
            "Take an image of the data set.",
        )
        raise InputError(words.format(channels=channels))
    try:
        found = picture_size(data)
        rgb = decode(data, (width, height), "crop")
    except UnreadableError as error:
        words = tr("OwnPicture", "“{name}” cannot be used: {why}. Drop a picture such as PNG or JPEG.")
        raise InputError(words.format(name=name, why=error)) from error
    coloured = bool((rgb != rgb[:1]).any())
    pixels = fit(torch.from_numpy(rgb), shape)[0].numpy()
    differs = found != (width, height) or (coloured and channels == 1)
    return OwnPicture(name, pixels, _offer(name, found, coloured, shape) if differs else "")


def _offer(name: str, found: tuple[int, int], coloured: bool, shape: tuple[int, int, int]) -> str:
    tr = QCoreApplication.translate
    colour, grey = tr("OwnPicture", "in colour"), tr("OwnPicture", "grey")
    return tr(
        "OwnPicture",
        "“{name}” has {found} pixels, {mode}. The model has learned {size}, {wanted}: "
        "the picture will be cropped and scaled to that.",
    ).format(
        name=name,
        found=_size(*found),
        mode=colour if coloured else grey,
        size=_size(shape[2], shape[1]),
        wanted=grey if shape[0] == 1 else colour,
    )


def _size(width: int, height: int) -> str:
    return f"{width} × {height}".replace(" ", NO_BREAK)
