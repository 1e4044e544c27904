"""CaseEvent: what a sweep says of one of its cases while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["waiting", "running", "stopped", "finished", "diverged", "failed"]
"""``stopped``: begun, and not at its end. ``diverged``: its loss stopped being a number, and its last good weights are
kept. ``failed``: something else went wrong; it is tried again when the sweep is run again."""

OVER: frozenset[State] = frozenset({"finished", "diverged"})
"""States of a case that is not trained again."""


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """How far a case has come.

    Attributes:
        case: the case's slug, which is the name of its run folder.
        name: its name for people.
        state: what became of it so far.
        step: optimizer steps taken.
        steps: optimizer steps of the whole case.
        loss: the mean training loss of the newest steps, None before the first.
        seconds_left: until the case is over, None where nothing is known yet.
        what: a sentence on why it failed or diverged; otherwise empty.
        skipped: it was over already when the sweep began.
    """

    case: str
    name: str
    state: State
    step: int = 0
    steps: int = 0
    loss: float | None = None
    seconds_left: float | None = None
    what: str = ""
    skipped: bool = False
