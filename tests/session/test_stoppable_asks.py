"""Questions that tell how far they are, and end when nobody waits for them any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from aeexplorer.session.stoppable_asks import Progress, StoppableAsks

if TYPE_CHECKING:
    from training.generation.origin import Tell


@pytest.fixture
def asks(qtbot: QtBot) -> Iterator[StoppableAsks]:
    asks = StoppableAsks()
    yield asks
    asks.stop()
    assert asks.wait_for(5000)


def test_an_answer_comes_after_what_it_tells(qtbot: QtBot, asks: StoppableAsks) -> None:
    told: list[tuple[str, Progress]] = []
    asks.told.connect(lambda channel, progress: told.append((channel, progress)))

    def compute(tell: Tell) -> int:
        tell("drawn", 0, 2)
        tell("decoded", 1, 2)
        return 5

    with qtbot.waitSignal(asks.answered, timeout=20_000) as heard:
        asks.ask("sum", compute)
        assert asks.is_busy("sum")
    assert heard.args is not None and heard.args[0].result == 5
    assert told == [("sum", Progress("drawn", 0, 2)), ("sum", Progress("decoded", 1, 2))]
    assert not asks.is_busy("sum")


@pytest.mark.parametrize("all_end", [False, True])
def test_a_dropped_question_ends_where_it_tells_and_is_not_answered(
    qtbot: QtBot, asks: StoppableAsks, all_end: bool
) -> None:
    begun, gate, beyond = threading.Event(), threading.Event(), threading.Event()
    answers: list[object] = []
    asks.answered.connect(answers.append)

    def compute(tell: Tell) -> None:
        begun.set()
        assert gate.wait(10)
        tell("decoded", 1, 2)
        beyond.set()

    asks.ask("slow", compute)
    assert begun.wait(20)
    if all_end:
        asks.stop()
    else:
        asks.drop("slow", "never asked")
    gate.set()
    assert not asks.is_busy("slow")
    if all_end:
        assert asks.wait_for(5000)
        qtbot.wait(0)
        assert not answers
    else:
        with qtbot.waitSignal(asks.answered, timeout=20_000) as heard:
            asks.ask("next", lambda _tell: 7)
        assert heard.args is not None and heard.args[0].result == 7 and len(answers) == 1
    assert not beyond.is_set()
