"""Makes class numbers and names of an array's labels: numbers, a column, one-hot rows or words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.data.array_store import StoredArray
from training.errors import InputError

CLASS_NAMES = ("classes", "class_names", "label_names", "names", "categories")
"""What people call an array of the classes' names, best first."""


def read_labels(array: NDArray[Any], n: int, what: str) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Labels (n,) from 0 and, where they are words, the classes' names; ``what`` names the array in errors.

    Raises:
        InputError: not one label per image, or neither whole numbers, one-hot rows nor words.
    """
    if len(array.shape) == 0 or len(array) != n:
        count = array.shape[0] if array.ndim else 1
        raise InputError(
            f"There are {n} images but {count} labels: {what} has shape {array.shape}. "
            "The two do not belong together, or one is incomplete."
        )
    values = array.reshape(n, -1)
    if values.shape[1] > 1:
        return _from_one_hot(values, what), ()
    column = values[:, 0]
    if column.dtype.kind in "US":
        words = column.astype(str)
        names, labels = np.unique(words, return_inverse=True)
        return labels.astype(np.int64), tuple(map(str, names))
    if column.dtype.kind == "f" and np.isfinite(column).all() and (column == np.rint(column)).all():
        return column.astype(np.int64), ()
    if column.dtype.kind not in "uib":
        raise InputError(f"{what} holds no labels: whole numbers or words are needed, and these are {column.dtype}.")
    return column.astype(np.int64), ()


def class_names(arrays: Mapping[str, StoredArray], labels: NDArray[np.int64]) -> tuple[str, ...]:
    """The names that an array of words beside the images gives the classes; () if none does.

    Raises:
        InputError: that array is damaged.
    """
    most = int(labels.max(initial=0))
    for name in CLASS_NAMES:
        array = arrays.get(name)
        # As many words as images name files, not classes.
        if array is None or array.header.dtype.kind not in "US" or len(array.shape) != 1:
            continue
        if most < array.shape[0] and (array.shape[0] < len(labels) or len(labels) <= most + 1):
            return tuple(map(str, array.read().astype(str)))
    return ()


def _from_one_hot(rows: NDArray[Any], what: str) -> NDArray[np.int64]:
    if rows.dtype.kind not in "uibf" or not (((rows == 0) | (rows == 1)).all() and (rows.sum(1) == 1).all()):
        raise InputError(
            f"{what} has {rows.shape[1]} numbers an image, but is not one-hot (a single 1 in every row). "
            "Give one label per image."
        )
    return np.asarray(rows.argmax(1), np.int64)
