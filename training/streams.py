"""Standard streams that no reader can break: who closes a pipe or fills a disk behind them ends no command."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any


class Forgiving(io.RawIOBase):
    """Writes to another raw stream, and takes note of what went wrong instead of raising it."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.failure: OSError | None = None
        """The first error but for a reader that wants no more, such as ``head``."""

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def isatty(self) -> bool:
        """Whether a person reads it as it comes."""
        return bool(self._inner.isatty())

    def fileno(self) -> int:
        """That of the stream behind it."""
        return int(self._inner.fileno())

    def write(self, data: Any, /) -> int | None:
        """Write what the stream behind takes; what it refuses is lost."""
        try:
            written: int | None = self._inner.write(data)
        except OSError as error:
            # Windows says EINVAL of a pipe without a reader.
            if self.failure is None and error.errno not in (errno.EPIPE, errno.EINVAL):
                self.failure = error
            return memoryview(data).nbytes
        return written


@contextmanager
def forgiving_streams() -> Iterator[Forgiving | None]:
    """Make ``sys.stdout`` and ``sys.stderr`` forgiving; gives what stdout has met, if it is a stream of the system.

    Streams that were closed before the start lead nowhere. Those that a program has put in place are left alone.
    """
    _fill_gaps()
    before = sys.stdout, sys.stderr
    out, err = _wrapped(sys.stdout, sys.__stdout__), _wrapped(sys.stderr, sys.__stderr__)
    sys.stdout, sys.stderr = out or sys.stdout, err or sys.stderr
    try:
        yield None if out is None else _raw(out)
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(ValueError):
                stream.flush()
        sys.stdout, sys.stderr = before


def _fill_gaps() -> None:
    """Open what is closed: a file opened later would else get the number that others write their errors to."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))


def _wrapped(stream: IO[str], of_the_system: IO[str] | None) -> io.TextIOWrapper | None:
    if stream is not of_the_system or not isinstance(stream, io.TextIOWrapper):
        return None
    with suppress(OSError):
        stream.flush()
    raw = getattr(stream.buffer, "raw", stream.buffer)
    return io.TextIOWrapper(
        io.BufferedWriter(Forgiving(raw)),
        encoding=stream.encoding,
        # A terminal of another encoding shows “?” for what it lacks, instead of ending the run.
        errors="replace",
        line_buffering=stream.line_buffering,
    )


def _raw(stream: io.TextIOWrapper) -> Forgiving:
    raw = stream.buffer.raw  # type: ignore[attr-defined]  # of BufferedWriter, which it is
    assert isinstance(raw, Forgiving)
    return raw
