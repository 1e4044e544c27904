from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from aeexplorer.session.ask_thread import AskThread
from aeexplorer.session.decoding import Decoded, Decoding
from training.errors import InputError


class Slow:
    """Decodes a code to itself, one at a time: each waits for the gate; a negative code is refused."""

    latent_shape = (2,)

    def __init__(self) -> None:
        self.gate = threading.Semaphore(0)
        self.begun: list[float] = []

    def decode(self, z: NDArray[np.float32]) -> NDArray[np.float32]:
        self.begun.append(float(z[0, 0]))
        assert self.gate.acquire(timeout=10)
        if z[0, 0] < 0:
            raise InputError("No.")
        return z.reshape(1, 1, 1, 2)


class Listener(QObject):
    def __init__(self, decoding: Decoding) -> None:
        super().__init__()
        self.heard: list[Decoded] = []
        decoding.decoded.connect(self.hear)

    @Slot(object)
    def hear(self, decoded: Decoded) -> None:
        self.heard.append(decoded)

    @property
    def first_numbers(self) -> list[float]:
        return [float(decoded.code[0]) for decoded in self.heard]


@pytest.fixture
def decoding() -> Iterator[Decoding]:
    asks = AskThread()
    yield Decoding(asks)
    asks.stop()
    assert asks.wait_for(5000)


def code(x: float) -> NDArray[np.float32]:
    return np.array([x, 1.0], np.float32)


def test_a_code_asked_about_twice_is_decoded_once_and_said_to_whoever_comes_later(
    qtbot: QtBot, decoding: Decoding
) -> None:
    slow = Slow()
    one, other = Listener(decoding), Listener(decoding)
    for _ in range(2):
        decoding.ask(slow, code(3))  # type: ignore[arg-type]
    slow.gate.release(2)
    qtbot.waitUntil(lambda: bool(one.heard), timeout=20_000)
    assert slow.begun == [3.0]
    (decoded,) = one.heard
    assert other.heard == [decoded] and decoded.error is None
    assert np.array_equal(decoded.pixels, [[[3.0, 1.0]]])  # type: ignore[arg-type]
    late = Listener(decoding)
    decoding.ask(slow, code(3))  # type: ignore[arg-type]
    assert late.first_numbers == [3.0] and slow.begun == [3.0]


def test_while_the_cursor_moves_on_pictures_of_the_places_between_are_said(qtbot: QtBot, decoding: Decoding) -> None:
    slow = Slow()
    listener = Listener(decoding)
    decoding.ask(slow, code(1))  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: slow.begun == [1.0], timeout=20_000)
    for x in (2.0, 3.0, 4.0):
        decoding.ask(slow, code(x))  # type: ignore[arg-type]
    slow.gate.release()
    qtbot.waitUntil(lambda: listener.first_numbers == [1.0])
    slow.gate.release()
    qtbot.waitUntil(lambda: listener.first_numbers == [1.0, 4.0])
    assert slow.begun == [1.0, 4.0]


def test_what_was_asked_before_forgetting_is_not_said(qtbot: QtBot, decoding: Decoding) -> None:
    slow = Slow()
    listener = Listener(decoding)
    decoding.ask(slow, code(1))  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: slow.begun == [1.0], timeout=20_000)
    decoding.forget()
    decoding.ask(slow, code(2))  # type: ignore[arg-type]
    slow.gate.release(2)
    qtbot.waitUntil(lambda: bool(listener.heard))
    assert listener.first_numbers == [2.0]


def test_a_refusal_is_said_as_its_sentence(qtbot: QtBot, decoding: Decoding) -> None:
    slow = Slow()
    listener = Listener(decoding)
    decoding.ask(slow, code(-1))  # type: ignore[arg-type]
    slow.gate.release()
    qtbot.waitUntil(lambda: bool(listener.heard), timeout=20_000)
    (decoded,) = listener.heard
    assert decoded.pixels is None and decoded.error == "No."
