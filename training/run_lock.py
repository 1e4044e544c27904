"""RunLock: one process, and in it one run, at a time writes to a run folder."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path

from training.errors import InputError

NAME = "lock"
"""The file in the run folder. It stays, empty: deleting it would let two processes lock two files of one name."""

_HELD = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
"""What systems answer when another holds the lock. Other errors mean that the disk knows no locks."""


class RunLock:
    """An exclusive lock on a run folder. The system lets go of it when the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            InputError: another process, or another run of this one, has it.
            OSError: the folder cannot be written.
        """
        self._file: int | None = os.open(folder / NAME, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock(self._file)
        except OSError as error:
            if error.errno in _HELD:
                self.release()
                raise InputError(
                    f"The run folder {folder} is being written by another process. "
                    "Wait until it has ended, or give another folder."
                ) from error

    def release(self) -> None:
        """Let go of the folder; more than once does no harm."""
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                os.close(file)

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        # Not lockf: its locks belong to the process, so that a second run in it would be let in.
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
