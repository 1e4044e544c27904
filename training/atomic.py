"""Files written whole or not at all: a full disk or a crash leaves the old file as it was."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the file at ``path`` by ``data``; its mode follows the umask, as that of any new file.

    Raises:
        OSError: it cannot be written. The old file, if there was one, is untouched.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            # Without this, a power cut after the rename can leave an empty file under the final name.
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
