"""Decodes many picture files into one array, on several threads, once: large sets are kept in the cache."""

from __future__ import annotations

import os
import statistics
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from training.data import LoadingCancelled, Request
from training.data.images import ImageSet
from training.data.picture_decoding import UnreadableError, decode, picture_size
from training.data.picture_files import UNREADABLE, PictureFile, PictureFiles
from training.data.pixel_cache import find, keep, key_of
from training.data.settings import Fit
from training.errors import InputError

KEEP_FROM = 64 * 1024**2
"""Bytes of files, or of pixels, from which a set is decoded once and kept."""
SAMPLED = 200
"""Files whose sizes decide that of the images."""
LARGEST_KEPT, LARGEST_CHOSEN = 128, 64
"""Sides: of images that are all alike and stay as they are; of those that are scaled without being told to."""
PORTION = 128
"""Files that are decoded together; between two portions somebody may cancel."""
THREADS = 4
REPORT_EVERY = 0.05
REASONS_TOLD = 3


@dataclass(slots=True)
class _Record:
    """What comes out beside the pixels."""

    left_out: dict[int, str] = field(default_factory=dict)
    coloured: bool = False


def read_pictures(files: PictureFiles, request: Request, *, name: str, size: tuple[int, int] | None = None) -> ImageSet:
    """The pictures as an ImageSet called ``name``, labelled by their folders, grey if all are grey.

    Args:
        files: what was found; stays open.
        request: how to fit the pictures, and who is told.
        name: of the set.
        size: (width, height) to scale to; without, that of the request or what suits most files.

    Raises:
        InputError: no file is a picture, or the cache cannot be written.
        LoadingCancelled: as asked for by the request.
    """
    fit = request.settings.fit
    with warnings.catch_warnings():
        # What is odd about a file but does not keep it from being read.
        warnings.filterwarnings("ignore", category=UserWarning, module="PIL")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        if request.settings.size is not None:
            size = (request.settings.size, request.settings.size)
        sizes = _sizes(files)
        chosen = size or _size_for(sizes)
        pixels, record = _decoded(files, chosen, fit, request)
    scaled = "" if set(sizes) == {chosen} else f"Scaled to {chosen[0]} × {chosen[1]} pixels."
    return _image_set(files, pixels, record, scaled, name)


def _decoded(
    files: PictureFiles, size: tuple[int, int], fit: Fit, request: Request
) -> tuple[NDArray[np.uint8], _Record]:
    """Pixels (n, 3, H, W) of the readable files."""
    shape = (3, size[1], size[0])
    record = _Record()
    portions = _portions(files, size, fit, request, record)
    large = sum(file.size for file in files.files) >= KEEP_FROM or len(files.files) * np.prod(shape) >= KEEP_FROM
    if not large:
        return np.concatenate([np.empty((0, *shape), np.uint8), *portions]), record
    key = key_of(files.where, ((file.name, file.stamp) for file in files.files), size, fit)
    known = find(key)
    if known is None:
        known = keep(key, shape, np.uint8, portions, lambda: {"left_out": record.left_out, "coloured": record.coloured})
    pixels, facts = known
    # JSON has words for keys.
    return pixels, _Record({int(at): why for at, why in facts["left_out"].items()}, facts["coloured"])


def _portions(
    files: PictureFiles, size: tuple[int, int], fit: Fit, request: Request, record: _Record
) -> Iterator[NDArray[np.uint8]]:
    """The pixels, ``PORTION`` files at a time, in the order of the files whatever finishes first."""
    total, done, reported = sum(file.size for file in files.files), 0, float("-inf")
    count = "1 file" if len(files.files) == 1 else f"{len(files.files):,} files"
    what = f"{count} in “{files.where.name}”"

    def one(file: PictureFile) -> NDArray[np.uint8] | str:
        try:
            return decode(files.read(file), size, fit)
        except UnreadableError as error:
            return str(error)
        except UNREADABLE as error:
            return f"it cannot be read ({getattr(error, 'strerror', None) or error})"

    with ThreadPoolExecutor(min(THREADS, os.cpu_count() or 1)) as pool:
        for first in range(0, len(files.files), PORTION):
            if request.cancelled is not None and request.cancelled():
                raise LoadingCancelled(f"Reading {what} was cancelled. Choose it again to read it.")
            portion = files.files[first : first + PORTION]
            good = []
            for at, result in enumerate(pool.map(one, portion), start=first):
                if isinstance(result, str):
                    record.left_out[at] = result
                else:
                    good.append(result)
            if good:
                stacked = np.stack(good)
                record.coloured = record.coloured or bool((stacked != stacked[:, :1]).any())
                yield stacked
            done += sum(file.size for file in portion)
            if request.progress is not None and (done == total or time.monotonic() - reported >= REPORT_EVERY):
                request.progress(done, total, what)
                reported = time.monotonic()
    if len(record.left_out) == len(files.files):
        raise InputError(
            f"None of {what} is a picture that can be read: {_told(_reasons(files, record))}. "
            "Give a folder of PNG, JPEG or similar files."
        )


def _sizes(files: PictureFiles) -> Counter[tuple[int, int]]:
    """Width and height of some of the pictures, evenly spread, by how often they are met."""
    sizes: Counter[tuple[int, int]] = Counter()
    for at in np.unique(np.linspace(0, len(files.files) - 1, SAMPLED).astype(np.int64)):
        try:
            sizes[picture_size(files.read(files.files[at]))] += 1
        except (UnreadableError, *UNREADABLE):
            continue
    return sizes


def _size_for(sizes: Counter[tuple[int, int]]) -> tuple[int, int]:
    """Their own size where all are alike and small; else a square of the median shorter side, 64 at most."""
    if len(sizes) == 1 and max(next(iter(sizes))) <= LARGEST_KEPT:
        return next(iter(sizes))
    side = round(statistics.median(min(size) for size in sizes.elements())) if sizes else LARGEST_CHOSEN
    return min(side, LARGEST_CHOSEN), min(side, LARGEST_CHOSEN)


def _image_set(files: PictureFiles, pixels: NDArray[np.uint8], record: _Record, scaled: str, name: str) -> ImageSet:
    read = [at for at in range(len(files.files)) if at not in record.left_out]
    labels, classes = None, files.classes
    if classes:
        numbers = np.array([files.files[at].label for at in read])
        # A folder of anything but pictures is no class.
        present, renumbered = np.unique(numbers, return_inverse=True)
        labels, classes = torch.from_numpy(renumbered.astype(np.int64)), tuple(classes[k] for k in present)
    skipped = (*files.skipped, *_reasons(files, record))
    notes = [scaled] if scaled else []
    if skipped:
        count = len(files.files) + len(files.skipped)
        were = "was" if len(skipped) == 1 else "were"
        notes.append(f"{len(skipped):,} of {count:,} files {were} left out: {_told(skipped)}.")
    held_out_from = None
    if files.held_out_from is not None:
        training = sum(at < files.held_out_from for at in read)
        held_out_from = training if 0 < training < len(read) else None
    tensor = torch.from_numpy(pixels if record.coloured else pixels[:, :1])
    return ImageSet(name, tensor, labels, classes, " ".join(notes), held_out_from, skipped=skipped)


def _reasons(files: PictureFiles, record: _Record) -> tuple[str, ...]:
    return tuple(f"{files.files[at].name}: {why}" for at, why in sorted(record.left_out.items()))


def _told(reasons: tuple[str, ...]) -> str:
    shown = "; ".join(reasons[:REASONS_TOLD])
    more: Any = len(reasons) - REASONS_TOLD
    return f"{shown}; and {more:,} more" if more > 0 else shown
