"""How long a reproduction will take: what is said while it goes on, and when it is stopped."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from training.commands import reproduce_report
from training.commands.reproduce_report import ReproduceReport
from training.events import Progress
from training.recipe import Recipe
from training.reproduce.outlook import Outlook
from training.reproduce.runner import Began, Job, Measured
from training.reproduce.system import System


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def began(system: System) -> Began:
    """The first of five runs."""
    experiment = system.experiments[0]
    assert experiment.settings is not None
    return Began(Job(experiment, "settings", experiment.settings, 0), Recipe(), 1, 5, False)


def progress(seconds_left: float) -> Progress:
    return Progress(1, 0.1, {"loss": 1.0}, 10.0, seconds_left)


def test_nothing_is_known_before_the_first_steps(began: Began) -> None:
    outlook = Outlook(Clock())
    assert outlook.seconds_left is None
    outlook.hear(began)
    assert outlook.seconds_left is None


def test_runs_that_wait_need_as_long_as_the_first(began: Began, measured: list[Measured]) -> None:
    clock = Clock()
    outlook = Outlook(clock)
    outlook.hear(began)
    clock.now += 20
    outlook.hear(progress(40))
    assert outlook.seconds_left == 40 + 4 * 60
    # It took a little longer than it had said.
    clock.now += 50
    outlook.hear(measured[0])
    assert outlook.seconds_left == 4 * 70
    outlook.hear(replace(began, number=2))
    clock.now += 30
    assert outlook.seconds_left == 40 + 3 * 70
    outlook.hear(progress(10))
    assert outlook.seconds_left == 10 + 3 * 70
    assert (outlook.over, outlook.runs) == (1, 5)


def test_runs_that_were_trained_before_tell_nothing(began: Began, measured: list[Measured]) -> None:
    clock = Clock()
    outlook = Outlook(clock)
    outlook.hear(replace(began, done=True))
    clock.now += 1
    outlook.hear(measured[0])
    assert outlook.over == 1 and outlook.seconds_left is None


def test_the_last_run_is_followed_by_nothing(began: Began, measured: list[Measured]) -> None:
    clock = Clock()
    outlook = Outlook(clock)
    outlook.hear(replace(began, number=5))
    clock.now += 20
    outlook.hear(progress(40))
    assert outlook.seconds_left == 40
    clock.now += 40
    outlook.hear(measured[0])
    assert outlook.seconds_left is None


def test_lines_say_what_is_left_and_what_is_kept(
    began: Began, system: System, measured: list[Measured], capsys: pytest.CaptureFixture[str]
) -> None:
    report, clock = ReproduceReport(), Clock()
    report.open_system(system)
    report._outlook = Outlook(clock)
    report.say(began)
    clock.now += 600
    report.say(measured[0])
    report.say(replace(began, number=2))
    report.stopped()
    first, *_, second, last = capsys.readouterr().err.splitlines()[1:]
    assert first.startswith("1/5 ") and first.endswith(" epochs")
    assert second.startswith("2/5 ") and second.endswith(" epochs; 40:00 left in all")
    assert last == (
        "Stopped: 1 of 5 runs are over, and what was trained of the next one is kept. "
        "The same command goes on from here."
    )


def test_in_a_narrow_terminal_the_name_gives_way_to_what_changes(
    began: Began, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = Console(width=80, file=StringIO(), force_terminal=True, color_system=None)
    monkeypatch.setattr(reproduce_report, "Console", lambda **_: console)
    report = ReproduceReport()
    report.open_system(system)
    title = "A linear autoencoder that restores digits with a hole in them"
    report.say(replace(began, recipe=Recipe(title=title)))
    report._outlook._clock = lambda began=report._outlook._began: began  # type: ignore[misc]
    report.say(progress(36))
    shown = Console(width=80, file=StringIO())
    shown.print(report._bar.get_renderable())
    report.close()
    line = shown.file.getvalue().strip()  # type: ignore[attr-defined]
    assert line.startswith("1/5 A linear") and "…" in line
    assert "epoch 0.1  loss 1" in line and line.endswith("3:00 left in all")
    assert len(line) <= 80
