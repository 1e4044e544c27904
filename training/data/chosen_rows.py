"""Some images of a set, without a second copy in memory where that can be avoided."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile

import numpy as np
import torch
from torch import Tensor

from training.errors import InputError
from training.memory import image_budget

PORTION = 2**26
"""Bytes that are copied to a file at a time."""
SHARE = 0.5
"""Of the memory for images: a run that keeps its images in memory makes another copy of them there."""


def chosen_rows(pixels: Tensor, rows: Tensor) -> Tensor:
    """Images ``rows`` (n,), int64 and rising, of ``pixels`` (N, C, H, W), which may be a mapped file.

    Evenly spaced ones share their memory with ``pixels``, unless they are few: the others would be held on to. What is
    copied goes into memory where it takes up little of it, and else into a file that is mapped and gone once nobody
    uses it any more.

    Raises:
        InputError: that file cannot be written, as on a full disk.
    """
    small = len(rows) * pixels[:1].nbytes <= SHARE * image_budget(torch.device("cpu"))
    few = len(rows) < len(pixels) / 2
    if not (small and few) and (step := _step(rows)) is not None:
        return pixels[int(rows[0]) : int(rows[-1]) + 1 : step]
    return pixels[rows] if small else _in_a_file(pixels, rows)


def _step(rows: Tensor) -> int | None:
    """The distance between neighbours, if it is the same everywhere."""
    if len(rows) < 2:
        return 1 if len(rows) else None
    step = int(rows[1] - rows[0])
    return step if step > 0 and bool((rows.diff() == step).all()) else None


def _in_a_file(pixels: Tensor, rows: Tensor) -> Tensor:
    from platformdirs import user_cache_path

    folder = user_cache_path("aeexplorer", appauthor=False)
    shape = (len(rows), *pixels.shape[1:])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as file:
            for portion in _portions(pixels, rows):
                file.write(portion.numpy().data)
            file.flush()
            # Private to this process; torch refuses memory that cannot be written to.
            mapped = np.memmap(file, pixels.numpy().dtype, "c", 0, shape)
    except OSError as error:
        raise InputError(
            f"The chosen images cannot be kept in “{folder}”: {error.strerror or error}. "
            "Make room or give access, and try again."
        ) from error
    return torch.from_numpy(mapped)


def _portions(pixels: Tensor, rows: Tensor) -> Iterator[Tensor]:
    for some in torch.split(rows, max(PORTION // max(pixels[:1].nbytes, 1), 1)):
        yield pixels.index_select(0, some)
