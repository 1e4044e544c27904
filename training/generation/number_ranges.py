"""Images by their numbers, as people write them: ``1-5,226-230``, counted from 1."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from training.errors import InputError

MOST = 100_000
"""Images that can be chosen at once."""
_PART = re.compile(r"(\d{1,12})(?:\s*[-–]\s*(\d{1,12}))?")


def chosen_rows(text: str, available: int) -> NDArray[np.int64]:
    """Rows (n,), from 0, of the images that ``text`` names, from 1 to ``available``, in its order, each once.

    Raises:
        InputError: no numbers and ranges with commas between them, or numbers of images that there are not.
    """
    rows: dict[int, None] = {}
    for part in text.split(","):
        found = _PART.fullmatch(part.strip())
        if found is None:
            raise InputError(
                f"“{part.strip()}” in “{text}” is no number of an image. "
                "Write numbers and ranges with commas between them, such as 1-5,226-230."
            )
        first = int(found[1])
        last = int(found[2] or first)
        if last < first:
            raise InputError(f"The range “{part.strip()}” runs backwards. Write {last}-{first}.")
        if first < 1 or last > available:
            wrong = first if first < 1 else last
            raise InputError(f"There is no image {wrong:,}: images are counted from 1 to {available:,}.")
        if last - first >= MOST - len(rows):
            raise InputError(f"“{text}” names more than {MOST:,} images. Choose fewer.")
        rows.update(dict.fromkeys(range(first - 1, last)))
    return np.array(list(rows), np.int64)


def image_numbers(rows: Iterable[int]) -> str:
    """How ``rows``, from 0, are written as numbers from 1: ``1-5,226-230``."""
    parts: list[list[int]] = []
    for row in rows:
        if parts and row == parts[-1][1]:
            parts[-1][1] += 1
        else:
            parts.append([int(row) + 1, int(row) + 1])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)
