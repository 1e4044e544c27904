"""Commands run one after the other, each as soon as the one before it has ended, however it did."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from aeexplorer.session.task import TaskState
from aeexplorer.session.task_queue import TaskQueue

HELP, WRONG = ["--help"], ["no-such-command"]


@pytest.fixture
def queue(qtbot: QtBot) -> Iterator[TaskQueue]:
    queue = TaskQueue()
    yield queue
    queue.stop_all()
    assert queue.wait(30_000)


def names(queue: TaskQueue) -> list[str]:
    return [task.name for task in queue.tasks]


def test_a_command_waits_for_those_before_it_and_one_that_fails_holds_up_none(qtbot: QtBot, queue: TaskQueue) -> None:
    ended: list[tuple[str, bool, list[str]]] = []
    queue.ended.connect(lambda task: ended.append((task.name, task.failed, names(queue))))
    queue.add("report", "A", WRONG)
    queue.add("report", "B", HELP)
    assert [task.state for task in queue.tasks] == [TaskState.RUNNING, TaskState.WAITING]
    assert (queue.state_of("report", "B"), queue.state_of("sweep", "B")) == (TaskState.WAITING, None)
    qtbot.waitUntil(lambda: not queue.tasks, timeout=60_000)
    assert ended == [("A", True, ["B"]), ("B", False, [])]
    assert queue.state_of("report", "B") is None and queue.said == ""


def test_a_command_is_there_once_and_one_that_waits_is_forgotten_when_stopped(queue: TaskQueue) -> None:
    for name in ("A", "B", "B", "C"):
        queue.add("report", name, HELP)
    assert names(queue) == ["A", "B", "C"]
    queue.stop("report", "B")
    assert names(queue) == ["A", "C"]


def test_all_of_one_kind_end_and_the_others_go_on(qtbot: QtBot, queue: TaskQueue) -> None:
    for kind, name in (("report", "A"), ("sweep", "B"), ("report", "C")):
        queue.add(kind, name, HELP)
    begun = queue.tasks
    queue.stop_all("report")
    assert [task.state for task in begun] == [TaskState.STOPPING, TaskState.WAITING, TaskState.ENDED]
    qtbot.waitUntil(lambda: names(queue) == ["B"] and queue.tasks[0].state is TaskState.RUNNING, timeout=60_000)
    queue.stop_all()
    assert queue.wait(30_000) and not queue.tasks
