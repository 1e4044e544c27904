"""First look: what a data set holds, read and counted before anything is trained on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from aeexplorer.session.reader import Reader
    from training.data.array_layout import ArrayLayout
    from training.data.look import Look
    from training.data.settings import Data

SHOWN = 96
"""Images in the grid."""
CHANNELS = (1, 3, 4)
"""How many channels an image may have."""


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
        label_arrays: names of the file's arrays that could be labels.
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
    label_arrays: tuple[str, ...]
    readings: dict[str, NDArray[Any]]


def first_look(reader: Reader, data: Data) -> FirstLook:
    """Read and count the set of ``data``, all its classes. For the reader's thread.

    Raises:
        InputError: as ``training.data.load_images``.
    """
    from training.data.look import look

    images = reader.images(data.model_copy(update={"classes": ()}))
    seen = look(images, SHOWN)
    arrays, labels, readings = _arrays(data)
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
        labels,
        readings,
    )


def _arrays(data: Data) -> tuple[ArrayLayout | None, tuple[str, ...], dict[str, NDArray[Any]]]:
    """How the file's arrays are read as images; nothing where the source does not let one choose."""
    from training.data.array_layout import inspect
    from training.data.array_store import holds_arrays, stored_arrays

    if data.path is None or data.source not in ("npz", "wafers", "eyes") or not holds_arrays(data.path):
        return None, (), {}
    layout = inspect(data.path, images_key=data.images_key, labels_key=data.labels_key, channels=data.channels)
    arrays = stored_arrays(data.path)
    n = layout.shape[0]
    labels = tuple(name for name, array in arrays.items() if array.shape in ((n,), (n, 1)))
    images = np.asarray(arrays[layout.images_key].read()) if len(layout.shape) == 4 else None
    return layout, labels, {} if images is None else _readings(images[n // 2], layout)


def _readings(image: NDArray[Any], layout: ArrayLayout) -> dict[str, NDArray[Any]]:
    """One image (three axes) in both readings, [0, 1]: the wrong one is scrambled, and can be seen to be wrong."""
    # An axis that cannot be the channels is what the same numbers would look like, had they been saved that way.
    *sides, last_axis = image.shape
    first = image if image.shape[0] in CHANNELS else image.reshape(last_axis, *sides)
    last = image if last_axis in CHANNELS else image.reshape(*image.shape[1:], image.shape[0])
    low, high = layout.range
    span = max(high - low, 1e-12)
    shown = {"first": first, "last": np.moveaxis(last, -1, 0)}
    # Without the opacity that is a fourth channel.
    return {axis: ((some[:3].astype(np.float32) - low) / span).clip(0, 1) for axis, some in shown.items()}
