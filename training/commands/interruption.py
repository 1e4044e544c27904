"""Interruption: Ctrl-C, or a cluster's SIGTERM, ends training after its step, and a second one at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.control import Control

INTERRUPTED = {signal.SIGINT: 130, signal.SIGTERM: 143}
"""Exit codes of an interrupted run: 128 + the signal's number, as shells count."""


@contextmanager
def stopped_by_signals(control: Control, received: list[int]) -> Iterator[None]:
    """Let the first signal end the run after its step, and a second one at once; ``received`` keeps their numbers."""

    def stop(number: int, _frame: FrameType | None) -> None:
        if received:
            # torchrun passes on a Ctrl-C that the terminal has sent already.
            if not under_torchrun():
                raise KeyboardInterrupt
            return
        received.append(number)
        if speaks():
            # Not print: the signal may have come in the middle of one, and streams refuse to be entered twice.
            with suppress(OSError):
                os.write(2, b"\nStopping after this step and saving; press Ctrl-C again to end at once.\n")
        control.stop()

    before = {number: signal.signal(number, stop) for number in INTERRUPTED}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def speaks() -> bool:
    """Whether this process is the one of torchrun's that talks to the user."""
    return os.environ.get("RANK", "0") == "0"


def under_torchrun() -> bool:
    """Whether torchrun started this process."""
    return "TORCHELASTIC_RUN_ID" in os.environ
