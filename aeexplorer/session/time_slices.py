"""Which of our threads a busy machine lets go first: those that answer somebody's hand, before those that compute.

Training and drawing keep all cores busy, so a thread that is woken by the mouse has to wait for one of them to be
interrupted: milliseconds, several times on the way to a picture. Linux lets a thread say that it needs short slices of
time; it is then put on a core at once, without getting more time in all than the others (EEVDF, Linux 6.12 and later).
Unlike a niceness, that needs no rights and can be taken back. Elsewhere nothing happens.
"""

from __future__ import annotations

import ctypes
import platform
import sys

PROMPT, STEADY = 0.1, 3.0
"""Milliseconds; 0.1 is the shortest that Linux grants, and about 1.5 is what threads have by default."""

# Numbers of sched_setattr and sched_getattr, which few C libraries know by name.
_CALLS = {"x86_64": (314, 315), "aarch64": (274, 275), "riscv64": (274, 275)}
_TIME_SHARING = 0  # SCHED_OTHER: the only policy under which a slice is a wish, and not a promise of time


class _Attributes(ctypes.Structure):
    """``struct sched_attr``, in its first version."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("policy", ctypes.c_uint32),
        ("flags", ctypes.c_uint64),
        ("nice", ctypes.c_int32),
        ("priority", ctypes.c_uint32),
        ("runtime", ctypes.c_uint64),
        ("deadline", ctypes.c_uint64),
        ("period", ctypes.c_uint64),
    )


def answer_promptly() -> None:
    """Have the calling thread run as soon as it is woken; threads that it starts begin the same way."""
    _set_slice(PROMPT)


def work_steadily() -> None:
    """Have the calling thread, and those that it starts, step back for threads that answer promptly."""
    _set_slice(STEADY)


def time_slice() -> float | None:
    """The calling thread's slice in ms; None where that cannot be known."""
    attributes = _attributes()
    return attributes.runtime / 1e6 if attributes is not None and attributes.runtime else None


def _set_slice(milliseconds: float) -> None:
    attributes = _attributes()
    if attributes is not None:
        attributes.runtime = round(milliseconds * 1e6)
        # Refused or not known: then everything goes on as it would have.
        _call(0, ctypes.byref(attributes), 0)


def _attributes() -> _Attributes | None:
    """How the calling thread is scheduled now; None where slices cannot be wished for."""
    attributes = _Attributes()
    size = ctypes.sizeof(attributes)
    if not _call(1, ctypes.byref(attributes), size, 0) or attributes.policy != _TIME_SHARING:
        return None
    attributes.size = size
    return attributes


def _call(which: int, *arguments: object) -> bool:
    """Set (0) or get (1) the attributes of the calling thread; whether that worked."""
    if sys.platform != "linux" or platform.machine() not in _CALLS:
        return False
    library = ctypes.CDLL(None)
    return bool(library.syscall(_CALLS[platform.machine()][which], 0, *arguments) == 0)
