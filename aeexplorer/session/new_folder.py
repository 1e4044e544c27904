"""Names of folders that the window makes: a title in plain letters, with date and time."""

from __future__ import annotations

import re
import time
from collections.abc import Container
from itertools import count
from pathlib import Path

LONGEST = 60
"""Letters of a title: file systems have an end to names."""


def dated(title: str, otherwise: str) -> str:
    """A folder's name for ``title``, or for ``otherwise`` if no letter of it is plain."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:LONGEST]
    return f"{plain or otherwise}-{time.strftime('%Y%m%d-%H%M%S')}"


def free(folder: Path, taken: Container[Path | None] = ()) -> Path:
    """``folder``, or the first with a number after its name that is neither there nor ``taken``."""
    numbered = (folder if n == 1 else folder.with_name(f"{folder.name}-{n}") for n in count(1))
    return next(path for path in numbered if path not in taken and not path.exists())
