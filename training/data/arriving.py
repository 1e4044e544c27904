"""Arriving: takes what a slow generator yields from a thread of its own, so that its silence holds nobody up."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Generator
from queue import Empty, Full, Queue
from typing import TypeVar

T = TypeVar("T")
LOOK_UP = 0.05
"""Seconds of silence after which one looks up."""
AHEAD = 4
"""How much may have arrived that was not asked for yet."""


def arriving(source: Generator[T], look_up: Callable[[], None]) -> Generator[T]:
    """What ``source`` yields, and raises; in its silences ``look_up`` is called, and by raising leaves at once.

    Whoever leaves does not wait for the thread: it closes ``source`` as soon as that speaks, or is closed itself with
    the program.
    """
    arrived: Queue[tuple[T] | BaseException | None] = Queue(AHEAD)
    left = threading.Event()

    def hand_over(thing: tuple[T] | BaseException | None) -> None:
        while not left.is_set():
            with contextlib.suppress(Full):
                arrived.put(thing, timeout=LOOK_UP)
                return

    def listen() -> None:
        try:
            with contextlib.closing(source):
                for one in source:
                    hand_over((one,))
                    if left.is_set():
                        return
            hand_over(None)
        except BaseException as error:
            hand_over(error)

    threading.Thread(target=listen, name="arriving", daemon=True).start()
    try:
        while True:
            try:
                thing = arrived.get(timeout=LOOK_UP)
            except Empty:
                look_up()
                continue
            if thing is None:
                return
            if isinstance(thing, BaseException):
                raise thing
            yield thing[0]
    finally:
        left.set()
