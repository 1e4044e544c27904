"""How much memory there is: on the CPU, in a container, on a GPU, or for images as the user says."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from training.errors import InputError

if TYPE_CHECKING:
    import torch

VARIABLE = "AEEXPLORER_MEMORY"
"""Environment variable: the most memory that a run may keep images in, such as ``500M`` or ``8G``."""
SHARE = 0.5
"""Of the memory that is free, the rest is for the model, its activations, and other programs."""
CONTROL_GROUP = Path("/sys/fs/cgroup")
UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


def image_budget(device: torch.device, processes: int = 1) -> int:
    """Bytes that a run may keep images in on ``device``, one of ``processes`` that share this machine.

    Raises:
        InputError: the environment variable ``AEEXPLORER_MEMORY`` says no amount.
    """
    said = os.environ.get(VARIABLE, "").strip()
    if said:
        return _bytes(said)
    if device.type == "cuda":
        import torch

        return int(torch.cuda.mem_get_info(device)[0] * SHARE)
    return int(free_memory() * SHARE) // processes


def free_memory() -> int:
    """Bytes of main memory that this process could still use; on macOS and Windows half of all is taken as free."""
    amounts = [_available(), _left_in_container()]
    return min(amount for amount in amounts if amount is not None)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether ``error`` is how Python or torch say that memory has run out."""
    import torch

    signs = ("can't allocate memory", "not enough memory", "out of memory")
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error) for sign in signs)


def _bytes(said: str) -> int:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", said, re.IGNORECASE)
    if match is None:
        raise InputError(
            f"The environment variable {VARIABLE} is “{said}”, which is no amount of memory. "
            "Write a number with a unit, such as 500M or 8G, or unset it."
        )
    return int(float(match[1]) * UNITS[match[2].upper()])


def _available() -> int:
    """Of the whole machine."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return _installed() // 2


def _installed() -> int:
    if hasattr(os, "sysconf"):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    import ctypes

    # GlobalMemoryStatusEx fills a MEMORYSTATUSEX: its length, then the load in percent, then the installed bytes.
    status = (ctypes.c_uint64 * 8)()
    status[0] = ctypes.sizeof(status)
    ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined]
    return int(status[1])


def _left_in_container() -> int | None:
    """What the control group (version 2) of a container leaves; None where there is no limit."""
    group = CONTROL_GROUP
    try:
        limit = int((group / "memory.max").read_text(encoding="ascii"))
        return max(limit - int((group / "memory.current").read_text(encoding="ascii")), 0)
    except (OSError, ValueError):
        return None
