from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from aeexplorer.session.ask_thread import AskThread
from aeexplorer.session.fit_thread import FitThread
from aeexplorer.session.time_slices import PROMPT, STEADY, answer_promptly, time_slice, work_steadily

linux = pytest.mark.skipif(time_slice() is None, reason="this system's threads have no slices (Linux 6.12 and later)")


def in_a_thread(*calls: Callable[[], Any]) -> list[Any]:
    """What the calls return, called one after the other in a new thread."""
    returned: list[Any] = []
    thread = threading.Thread(target=lambda: returned.extend(call() for call in calls))
    thread.start()
    thread.join()
    return returned


@linux
def test_slices_are_set_for_the_calling_thread_and_taken_back() -> None:
    before = time_slice()
    _, prompt, _, steady = in_a_thread(answer_promptly, time_slice, work_steadily, time_slice)
    assert (prompt, steady) == (PROMPT, STEADY)
    assert time_slice() == before


@linux
def test_questions_are_answered_promptly_and_training_is_steady(qtbot: QtBot) -> None:
    slices: dict[str, float | None] = {}
    asks = AskThread()

    def ask() -> None:
        slices["ask"] = time_slice()

    def events(_told: object) -> Iterator[Any]:
        slices["fit"] = time_slice()
        yield "began"

    with qtbot.waitSignal(asks.answered, timeout=20_000):
        asks.ask("slice", ask)
    fit = FitThread(events)
    with qtbot.waitSignal(fit.finished):
        fit.begin()
    asks.stop()
    assert asks.wait_for(5000) and fit.wait_for(5000)
    assert slices == {"ask": PROMPT, "fit": STEADY}


def test_where_slices_are_not_known_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "abacus")
    answer_promptly()
    assert time_slice() is None
