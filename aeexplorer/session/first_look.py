"""First look: what a data set holds, read and counted before anything is trained on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pathlib import Path

    from aeexplorer.session.reader import Reader
    from training.data.array_layout import ArrayLayout
    from training.data.look import Look
    from training.data.settings import Data

SHOWN = 96
"""Images in the grid."""


@dataclass(frozen=True, slots=True, eq=False)
class FirstLook:
    """A set, whatever classes of it are to be used.

    Attributes:
        data: how it was read.
        source: name of the set that the pixels belong to.
        look: counts, mean image, size and range.
        pictures: (n, C, H, W) of ``look.indices``, uint8 or float32.
        labels: (n,) of these, or None without classes.
        note: a sentence about the set, or "".
        synthetic: whether the images were computed.
        skipped: files that were left out, each with the reason.
        arrays: how the arrays of a file were read, or None.
        readings: one image as it is with its channels ``first`` and ``last``, (C, H, W), where there are both.
    """

    data: Data
    source: str
    look: Look
    pictures: NDArray[Any]
    labels: NDArray[np.int64] | None
    note: str
    synthetic: bool
    skipped: tuple[str, ...]
    arrays: ArrayLayout | None
    readings: dict[str, NDArray[Any]]


def first_look(reader: Reader, data: Data) -> FirstLook:
    """Read and count the set of ``data``, all its classes. For the reader's thread.

    Raises:
        InputError: as ``training.data.load_images``.
    """
    from training.data.look import look

    images = reader.images(data.model_copy(update={"classes": ()}))
    seen = look(images, SHOWN)
    arrays, readings = _arrays(data)
    return FirstLook(
        data,
        images.name,
        seen,
        images.pixels[seen.indices].numpy(),
        None if images.labels is None else images.labels.numpy()[seen.indices],
        images.note,
        images.synthetic,
        images.skipped,
        arrays,
        readings,
    )


def _arrays(data: Data) -> tuple[ArrayLayout | None, dict[str, NDArray[Any]]]:
    """How the file's arrays are read as images; nothing where the source does not let one choose."""
    from training.data.array_layout import inspect
    from training.data.eyes import holds_arrays

    if data.path is None or data.source not in ("npz", "wafers", "eyes") or not holds_arrays(data.path):
        return None, {}
    layout = inspect(data.path, images_key=data.images_key, labels_key=data.labels_key, channels=data.channels)
    return layout, _readings(data.path, layout)


def _readings(path: Path, layout: ArrayLayout) -> dict[str, NDArray[Any]]:
    """One image in both readings of four axes: the wrong one is scrambled, and can be seen to be wrong."""
    if len(layout.shape) != 4:
        return {}
    from training.data.array_store import stored_arrays

    images = stored_arrays(path)[layout.images_key].read()
    image = np.asarray(images[len(images) // 2])
    channels = layout.image_shape[0]
    last = image if layout.channels == "last" else image.reshape(*image.shape[1:], image.shape[0])
    first = image if layout.channels == "first" else image.reshape(image.shape[-1], *image.shape[:-1])
    low, high = layout.range
    shown = {"first": first[:channels], "last": np.moveaxis(last[..., :channels], -1, 0)}
    span = max(high - low, 1e-12)
    return {axis: ((picture.astype(np.float32) - low) / span).clip(0, 1) for axis, picture in shown.items()}
