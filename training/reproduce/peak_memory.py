"""Peak memory: the most that training took, of the GPU where it ran on one, else of this process."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import torch

from training.reproduce.trained import Trained

try:
    import resource
except ImportError:  # Windows has no such module.
    resource = None  # type: ignore[assignment]

_BEGAN = datetime.now(UTC).isoformat(timespec="milliseconds")
"""When this process began to take notice, as event logs write it."""


def peak_memory(trained: Trained) -> int | None:
    """Bytes: the most that tensors took on the GPU, or that this process ever had; None where nothing tells.

    That is so on the CPU under Windows, on Apple's GPUs, and of runs that another process has trained.
    """
    if not trained.events or trained.events[-1].get("time", "") < _BEGAN:
        return None
    accelerators = [entry["device"]["accelerator"] for entry in trained.events if entry["event"] == "RunStarted"]
    if accelerators[-1:] == ["cuda"]:
        return torch.cuda.max_memory_allocated() or None
    if accelerators[-1:] != ["cpu"] or resource is None:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts kibibytes, macOS bytes.
    return most if sys.platform == "darwin" else most * 1024
