"""Long work is done in slices: other questions come between, the newest question counts, and nobody's costs nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from aeexplorer.session import long_question
from aeexplorer.session.ask_thread import AskThread
from aeexplorer.session.long_question import LARGEST, SLICE, LongQuestion, Pace
from training.errors import InputError


class Desk(QObject):
    """A question whose work says ``steps`` numbers after its own; a test lets it go on step by step."""

    def __init__(self) -> None:
        super().__init__()
        self.asks = AskThread()
        self.begun = 0
        self.said: list[Any] = []
        self.ended = 0
        self.steps = 3
        self.go_on = threading.Semaphore(0)
        self.question = LongQuestion("long", self.asks, self.begin, self)
        self.question.said.connect(self.said.append)
        self.question.ended.connect(self.count)

    def begin(self) -> Iterator[Any]:
        self.begun += 1
        return self.work(self.begun)

    def work(self, number: int) -> Iterator[Any]:
        for step in range(self.steps):
            self.go_on.acquire()
            yield number, step

    def count(self) -> None:
        self.ended += 1

    def release(self, steps: int) -> None:
        self.go_on.release(steps)


@pytest.fixture
def desk(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    # The thread imports torch before its first answer: no test shall wait for that.
    import torch  # noqa: F401

    monkeypatch.setattr(long_question, "EVERY", 0.02)
    desk = Desk()
    yield desk
    desk.asks.stop()
    desk.release(100)
    assert desk.asks.wait_for(5000)


def test_all_that_the_work_says_is_heard(desk: Desk, qtbot: QtBot) -> None:
    desk.question.watch(True)
    desk.release(3)
    desk.question.ask_anew()
    qtbot.waitUntil(lambda: desk.ended == 1)
    assert desk.said == [(1, 0), (1, 1), (1, 2)]
    assert not desk.question.is_busy


def test_other_questions_are_answered_between_two_slices(desk: Desk, qtbot: QtBot) -> None:
    desk.question.watch(True)
    desk.question.ask_anew()
    desk.release(1)
    qtbot.waitUntil(lambda: len(desk.said) == 1)
    answered: list[Any] = []
    desk.asks.answered.connect(lambda answer: answered.append((answer.channel, len(desk.said))))
    desk.asks.ask("short", lambda: None)
    desk.release(2)
    qtbot.waitUntil(lambda: desk.ended == 1)
    assert [channel for channel, _ in answered].index("short") <= 1


def test_another_question_drops_the_work_under_way(desk: Desk, qtbot: QtBot) -> None:
    desk.question.watch(True)
    desk.question.ask_anew()
    desk.release(1)
    qtbot.waitUntil(lambda: len(desk.said) == 1)
    desk.question.ask_anew()
    desk.release(4)
    qtbot.waitUntil(lambda: desk.ended == 1)
    assert desk.said == [(1, 0), (2, 0), (2, 1), (2, 2)]


def test_newer_weights_wait_until_the_work_is_through_and_are_asked_once(desk: Desk, qtbot: QtBot) -> None:
    desk.question.watch(True)
    desk.question.ask_anew()
    desk.release(1)
    qtbot.waitUntil(lambda: len(desk.said) == 1)
    for _ in range(5):
        desk.question.outdate()
    assert desk.question.is_busy
    desk.release(5)
    qtbot.waitUntil(lambda: desk.ended == 2)
    assert desk.said == [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)]
    assert not desk.question.is_busy


def test_it_rests_longer_than_it_worked(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(long_question.time, "monotonic", lambda: clock[0])
    desk.question.watch(True)
    desk.question.ask_anew()
    desk.release(1)
    qtbot.waitUntil(lambda: len(desk.said) == 1)
    clock[0] += 10
    desk.release(2)
    qtbot.waitUntil(lambda: desk.ended == 1)
    desk.question.outdate()
    assert desk.question._timer.remainingTime() == pytest.approx(30_000, rel=0.06)  # Qt rounds long times


def test_while_nobody_watches_nothing_is_computed(desk: Desk, qtbot: QtBot) -> None:
    desk.question.ask_anew()
    desk.question.outdate()
    qtbot.wait(50)
    assert desk.begun == 0
    desk.release(3)
    desk.question.watch(True)
    qtbot.waitUntil(lambda: desk.ended == 1)
    desk.question.watch(False)
    desk.question.outdate()
    qtbot.wait(50)
    assert desk.begun == 1


def test_what_fails_is_told(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_number: int) -> Iterator[Any]:
        yield 1
        raise InputError("It does not go together.")

    monkeypatch.setattr(desk, "work", refuse)
    desk.question.watch(True)
    with qtbot.waitSignal(desk.question.failed) as failed:
        desk.question.ask_anew()
    assert failed.args == ["It does not go together."]
    assert desk.said == [1] and not desk.question.is_busy and desk.ended == 0


def test_slices_grow_until_they_take_long_enough() -> None:
    pace = Pace()
    sizes = []
    for _ in range(20):
        pace.follow(pace.size * 0.001)
        sizes.append(pace.size)
    assert sizes[-1] == round(SLICE / 0.001)
    pace.follow(10)
    assert pace.size == sizes[-1] // 2
    for _ in range(20):
        pace.follow(0)
    assert pace.size == LARGEST
    for _ in range(20):
        pace.follow(10)
    assert pace.size == 1
