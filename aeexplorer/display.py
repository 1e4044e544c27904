"""Whether a window can open here: asked before Qt is, because Qt aborts the process where it cannot."""

from __future__ import annotations

import os
import re
import socket
import sys

TIMEOUT = 1.0
"""Seconds that a display may take to answer."""
X_PORT = 6000


def has_display() -> bool:
    """Whether Qt will find a screen, or was told which platform to use."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("WAYLAND_DISPLAY")) or _x_server_answers(os.environ.get("DISPLAY", ""))


def _x_server_answers(display: str) -> bool:
    """Whether an X server listens at ``display``, such as ``:0`` or ``localhost:10.0``."""
    place = re.fullmatch(r"(?:[\w]+/)?(?P<host>[^:/]*):(?P<number>\d+)(?:\.\d+)?", display)
    if place is None:
        return False
    number = int(place["number"])
    if place["host"] not in ("", "unix"):
        return _connects(socket.AF_INET, (place["host"], X_PORT + number))
    path = f"/tmp/.X11-unix/X{number}"
    return _connects(socket.AF_UNIX, path) or _connects(socket.AF_UNIX, f"\0{path}")


def _connects(family: socket.AddressFamily, address: str | tuple[str, int]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(TIMEOUT)
        try:
            probe.connect(address)
        except (OSError, OverflowError):
            return False
    return True
