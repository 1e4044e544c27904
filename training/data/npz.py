"""The source ``npz``: the user's own arrays, under any name, in any usual layout and range."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.data import LoadingCancelled, Request
from training.data.array_labels import class_names, read_labels
from training.data.array_layout import ArrayLayout, choose
from training.data.array_pixels import channels_first, chunks, scale_of, scaled
from training.data.array_store import StoredArray, stored_arrays
from training.data.images import ImageSet, checked_labels
from training.data.pixel_cache import find, keep, key_of, stamp
from training.data.settings import Data
from training.errors import InputError
from training.memory import free_memory


def load(request: Request) -> ImageSet:
    """The images and labels at ``request.path``; ``note`` says how they were read where that is not obvious.

    Raises:
        InputError: damaged files, no images, labels that do not fit.
    """
    if request.path is None:
        raise InputError("“npz” needs a file or folder to read. Give one as data.path.")
    return read_arrays(request.path, request.settings, request, name="npz")


def read_arrays(path: Path, settings: Data, request: Request, *, name: str, classes: tuple[str, ...] = ()) -> ImageSet:
    """The images at ``path`` as an ImageSet called ``name``; ``classes`` name its labels where the file does not.

    Raises:
        InputError: as ``load``.
    """
    arrays = stored_arrays(path)
    layout = choose(arrays, path, settings.images_key, settings.labels_key, settings.channels)
    keys = [layout.images_key] + ([layout.test_key] if layout.test_key else [])
    pixels, sentence = _pixels([arrays[key] for key in keys], layout, request)
    labels, names = _labels(arrays, layout, path)
    notes = [layout.doubt, sentence and f"“{layout.images_key}”: {sentence}"]
    if layout.labels_key and labels is None:
        notes.append(f"There are no classes, because there are no labels for “{layout.test_key}”.")
    if _opacity(layout):
        notes.append(f"The fourth channel of “{layout.images_key}”, its opacity, is left out.")
    try:
        targets, names = checked_labels(labels, len(pixels), names or classes)
    except InputError as error:
        raise InputError(f"“{layout.labels_key}” of “{path}” cannot be used. {error}") from error
    return ImageSet(
        name,
        torch.from_numpy(pixels),
        targets,
        names,
        note=" ".join(filter(None, notes)),
        held_out_from=layout.shape[0] if layout.test_key else None,
    )


def _labels(
    arrays: Mapping[str, StoredArray], layout: ArrayLayout, path: Path
) -> tuple[NDArray[np.int64] | None, tuple[str, ...]]:
    """Labels of the training and then the test images, and names of the classes if the files have them."""
    if not layout.labels_key:
        return None, ()
    keys = [(layout.images_key, layout.labels_key)]
    if layout.test_key:
        test_labels = layout.labels_key.replace("train", "test")
        if test_labels not in arrays or test_labels == layout.labels_key:
            return None, ()
        keys.append((layout.test_key, test_labels))
    columns = [arrays[y].read() for _, y in keys]
    read = [
        read_labels(column, arrays[x].shape[0], f"“{y}” of “{path}”")
        for column, (x, y) in zip(columns, keys, strict=True)
    ]
    if all(words for _, words in read):
        # The test images need not be of every class.
        together = np.concatenate([column.reshape(-1) for column in columns])
        return read_labels(together, len(together), f"“{layout.labels_key}” of “{path}”")
    labels = np.concatenate([part for part, _ in read])
    return labels, class_names(arrays, labels)


def _pixels(stored: list[StoredArray], layout: ArrayLayout, request: Request) -> tuple[NDArray[Any], str]:
    """Pixels (N, C, H, W), uint8 or float32 in [0, 1], on disk where the file is large; and how they were made."""
    is_mapped = any(array.is_mapped for array in stored)
    stamps = (stamp(array.file) for array in stored) if is_mapped else ()
    key = key_of(stored[0].file, stamps, [array.name for array in stored], layout.channels, layout.image_shape)
    if is_mapped and (kept := find(key)) is not None:
        return kept[0], str(kept[1].get("sentence", ""))
    _refuse_too_large(stored)
    parts = [array.read() for array in stored]
    what = " and ".join(f"“{array.name}”" for array in stored) + f" of “{stored[0].file}”"
    scale = scale_of(parts, what)

    def portions() -> Iterator[NDArray[Any]]:
        done, total = 0, sum(part.nbytes for part in parts)
        for portion in (portion for part in parts for portion in chunks(part)):
            if request.cancelled is not None and request.cancelled():
                raise LoadingCancelled(f"Reading {what} was cancelled. Choose it again to read it.")
            yield channels_first(scaled(portion, scale), layout.channels, layout.image_shape)
            done += portion.nbytes
            if request.progress is not None:
                request.progress(done, total, what)

    if not is_mapped:
        return np.concatenate(list(portions())), scale.sentence
    if len(parts) == 1 and not scale.changes(parts[0]):
        return channels_first(parts[0], layout.channels, layout.image_shape), scale.sentence
    pixels, _ = keep(key, layout.image_shape, scale.dtype, portions(), lambda: {"sentence": scale.sentence})
    return pixels, scale.sentence


def _refuse_too_large(stored: list[StoredArray]) -> None:
    """Refuse arrays that do not fit into memory as they are in the file and as pixels, unless they stay on disk."""
    needed = 0
    for array in stored:
        if not array.is_mapped:
            pixel = 4 if array.header.dtype.kind == "f" else 1
            needed += array.header.nbytes + pixel * math.prod(array.shape)
    if needed > free_memory():
        file = stored[0].file
        raise InputError(
            f"The images of “{file}” take {needed / 1e9:.1f} GB of memory, and {free_memory() / 1e9:.1f} GB are free, "
            "because arrays in an archive are read as a whole. Unpack it into a folder, as any ZIP program does, and "
            "give that folder: .npy files are read while training, and may be larger than the memory."
        )


def _opacity(layout: ArrayLayout) -> bool:
    channels = {"first": 1, "last": -1}.get(layout.channels)
    return channels is not None and layout.shape[channels] != layout.image_shape[0]
