"""How long the rest of a sweep takes, from how long its steps took so far."""

from __future__ import annotations

from training.sweep import CaseEvent
from training.sweep.outlook import Outlook


def test_waiting_cases_are_shared_by_those_who_work() -> None:
    outlook = Outlook()
    for case in "abcd":
        outlook.hear(CaseEvent(case, case, "waiting", steps=100))
    assert outlook.seconds_left is None
    outlook.hear(CaseEvent("a", "a", "running", 50, 100, 1.0, seconds_left=50.0))
    assert outlook.seconds_left == 50 + 3 * 100
    outlook.hear(CaseEvent("b", "b", "running", 0, 100))
    assert outlook.seconds_left == (50 + 3 * 100) / 2
    assert outlook.steps == (50, 400)
    outlook.hear(CaseEvent("a", "a", "finished", 100, 100))
    outlook.hear(CaseEvent("b", "b", "failed", 0, 100))
    outlook.hear(CaseEvent("c", "c", "running", 0, 100))
    outlook.hear(CaseEvent("d", "d", "finished", skipped=True))
    assert outlook.seconds_left == 100
    assert outlook.over == 3
    assert outlook.steps == (200, 300), "what was over before is no work of this sitting"


def test_the_longest_case_bounds_the_rest() -> None:
    outlook = Outlook()
    outlook.hear(CaseEvent("a", "a", "running", 10, 20, 1.0, seconds_left=300.0))
    outlook.hear(CaseEvent("b", "b", "running", 10, 20, 1.0, seconds_left=2.0))
    assert outlook.seconds_left == 300
