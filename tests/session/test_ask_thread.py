from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from aeexplorer.session.ask_thread import Answer, AskThread
from training.errors import InputError


class Listener(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Answer] = []
        self.threads: set[QThread] = set()

    @Slot(object)
    def hear(self, answer: Answer) -> None:
        self.answers.append(answer)
        self.threads.add(QThread.currentThread())


@pytest.fixture
def asks() -> Iterator[AskThread]:
    thread = AskThread()
    yield thread
    thread.stop()
    assert thread.wait_for(5000)


@pytest.fixture
def listener(asks: AskThread) -> Listener:
    listener = Listener()
    asks.answered.connect(listener.hear)
    return listener


def test_an_answer_is_computed_elsewhere_and_heard_here(qtbot: QtBot, asks: AskThread, listener: Listener) -> None:
    number = asks.ask("sum", lambda: (2 + 3, QThread.currentThread()))
    qtbot.waitUntil(lambda: bool(listener.answers), timeout=20_000)
    (answer,) = listener.answers
    assert (answer.channel, answer.id, answer.error) == ("sum", number, None)
    assert answer.result[0] == 5
    assert answer.result[1] is asks
    assert listener.threads == {listener.thread()}
    assert asks.last_milliseconds == answer.milliseconds >= 0


def test_only_the_newest_question_of_a_channel_is_answered(qtbot: QtBot, asks: AskThread, listener: Listener) -> None:
    gate, begun = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        assert gate.wait(10)
        return "first"

    asks.ask("hover", slow)
    assert begun.wait(20)
    asked: list[int] = []

    def note(i: int) -> int:
        asked.append(i)
        return i

    for i in range(100):
        newest = asks.ask("hover", lambda i=i: note(i))
    gate.set()
    qtbot.waitUntil(lambda: len(listener.answers) == 2)
    assert asked == [99]
    late, last = listener.answers
    assert late.result == "first"
    assert not asks.is_latest(late)
    assert (last.id, last.result) == (newest, 99)
    assert asks.is_latest(last)


def test_a_busy_channel_does_not_starve_another(qtbot: QtBot, asks: AskThread, listener: Listener) -> None:
    gate = threading.Event()
    asks.ask("gate", lambda: gate.wait(10))
    asks.ask("a", lambda: "old")
    asks.ask("b", lambda: "b")
    asks.ask("a", lambda: "a")
    gate.set()
    qtbot.waitUntil(lambda: len(listener.answers) == 3, timeout=20_000)
    assert [answer.result for answer in listener.answers] == [True, "a", "b"]


def test_an_error_is_an_answer_and_the_thread_lives_on(qtbot: QtBot, asks: AskThread, listener: Listener) -> None:
    def refuse() -> None:
        raise InputError("That is no code. Give two numbers.")

    asks.ask("a", refuse)
    asks.ask("b", lambda: 1 // 0)
    asks.ask("c", lambda: "fine")
    qtbot.waitUntil(lambda: len(listener.answers) == 3, timeout=20_000)
    refused, broken, fine = listener.answers
    assert refused.error == "That is no code. Give two numbers."
    assert broken.error is not None
    assert broken.error.startswith("ZeroDivisionError")
    assert fine.result == "fine"


def test_a_cancelled_question_is_not_answered(qtbot: QtBot, asks: AskThread, listener: Listener) -> None:
    gate = threading.Event()
    asks.ask("gate", lambda: gate.wait(10))
    asks.ask("a", lambda: "never")
    asks.cancel("a")
    asks.ask("b", lambda: "b")
    gate.set()
    qtbot.waitUntil(lambda: len(listener.answers) == 2, timeout=20_000)
    assert [answer.channel for answer in listener.answers] == ["gate", "b"]


def test_decoding_uses_one_thread_and_training_all(qtbot: QtBot, asks: AskThread, listener: Listener) -> None:
    import torch

    before = torch.get_num_threads()
    asks.ask("threads", torch.get_num_threads)
    qtbot.waitUntil(lambda: bool(listener.answers), timeout=20_000)
    assert listener.answers[0].result == 1
    assert torch.get_num_threads() == before


def test_stopping_forgets_what_waits(qtbot: QtBot, asks: AskThread, listener: Listener) -> None:
    gate, begun = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        gate.wait(10)

    asks.ask("a", slow)
    assert begun.wait(20)
    asks.ask("b", lambda: "never")
    asks.stop()
    assert not asks.wait_for(1), "the question under way is not interrupted"
    gate.set()
    assert asks.wait_for(5000)
    asks.ask("c", lambda: "never")
    assert not asks.isRunning()
    qtbot.waitUntil(lambda: len(listener.answers) == 1)
    assert listener.answers[0].channel == "a"


def test_no_other_question_replaces_what_is_to_be_written_and_stopping_does_not_drop_it(
    qtbot: QtBot, asks: AskThread, listener: Listener
) -> None:
    gate, begun = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        gate.wait(10)

    asks.ask("a", slow)
    assert begun.wait(20)
    asks.ask("b", lambda: "never")
    asks.write("file", lambda: "first")
    asks.write("file", lambda: "second")
    asks.stop()
    gate.set()
    assert asks.wait_for(5000)
    qtbot.waitUntil(lambda: len(listener.answers) == 3)
    assert [answer.result for answer in listener.answers] == [None, "first", "second"]
    assert all(asks.is_latest(answer) for answer in listener.answers[1:])
