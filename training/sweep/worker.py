"""A worker: a process of its own that trains one case after the other, and says how far it has come.

It reads a job a line from its standard input, as JSON, and writes the fields of ``CaseEvent`` likewise. When the input
ends it stops after its step and saves: so it does not outlive the sweep, whatever ends that.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from training.control import Control
from training.errors import InputError
from training.recipe import Data, Recipe
from training.sweep.events import CaseEvent
from training.sweep.outcome import RESULT, Outcome, write_outcome

if TYPE_CHECKING:
    from training.data.images import ImageSet

SAY_EVERY = 0.25
"""Seconds between two reports of progress."""
TRACEBACK = "error.log"
"""Where in its run folder the traceback of a case goes that met an error of ours."""

Say = Callable[[CaseEvent], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A case for a worker, as one line of JSON."""

    case: str
    name: str
    folder: str
    recipe: str
    steps: int
    pictures: int


def main() -> None:
    """Work until the input ends."""
    import logging

    # Whatever libraries print must not come between the events.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)
    control = Control()
    jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(sys.stdin, jobs, control), daemon=True).start()
    shelf = Shelf()

    def say(event: CaseEvent) -> None:
        print(json.dumps(asdict(event)), file=out, flush=True)

    while (job := jobs.get()) is not None:
        if control.ending is None:
            _work(job, shelf, control, say)
        else:
            say(CaseEvent(job.case, job.name, "stopped", steps=job.steps))


def _read(lines: TextIO, jobs: queue.SimpleQueue[Job | None], control: Control) -> None:
    for line in lines:
        jobs.put(Job(**json.loads(line)))
    control.stop()
    jobs.put(None)


class Shelf:
    """Keeps the images of the last case: the next one mostly has the same."""

    def __init__(self) -> None:
        self._data: Data | None = None
        self._images: ImageSet | None = None

    def images(self, data: Data) -> ImageSet:
        """The images that a recipe names.

        Raises:
            InputError: they cannot be had.
        """
        from training.data import load_images

        if self._images is None or data != self._data:
            self._images = None
            self._images, self._data = load_images(data), data
        return self._images


def _work(job: Job, shelf: Shelf, control: Control, say: Say) -> None:
    """Train a case to its end and measure it; whatever goes wrong becomes its outcome."""
    folder = Path(job.folder)

    def fail(what: str) -> None:
        write_outcome(folder, Outcome("failed", what))
        say(CaseEvent(job.case, job.name, "failed", steps=job.steps, what=what))

    try:
        _train(job, folder, shelf, control, say)
    except InputError as error:
        fail(str(error))
    except Exception as error:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / TRACEBACK).write_text(traceback.format_exc(), encoding="utf-8")
        first = str(error).partition("\n")[0]
        fail(f"Something went wrong ({type(error).__name__}: {first}). See {folder / TRACEBACK}.")


def _train(job: Job, folder: Path, shelf: Shelf, control: Control, say: Say) -> None:
    from training import events
    from training.loop import fit
    from training.sweep.losses import Losses
    from training.sweep.measure import measure

    (folder / RESULT).unlink(missing_ok=True)
    recipe = Recipe.from_toml(job.recipe)
    images = shelf.images(recipe.data)
    resume = (folder / "recipe.toml").is_file()
    losses = Losses(folder)
    outcome: Outcome | None = None
    step, loss, due = 0, None, 0.0
    with closing(fit(recipe, images, folder=folder, resume=resume, control=control)) as run:
        try:
            for event in run:
                losses.hear(event)
                match event:
                    case events.RunStarted():
                        step = event.step
                        say(CaseEvent(job.case, job.name, "running", step, job.steps))
                    case events.Progress():
                        step, loss = event.step, event.metrics["loss"]
                        if time.monotonic() >= due:
                            due = time.monotonic() + SAY_EVERY
                            said = CaseEvent(job.case, job.name, "running", step, job.steps, loss, event.seconds_left)
                            say(said)
                    case events.RunFinished(reason="completed"):
                        outcome = Outcome("finished")
                    case events.RunFailed():
                        outcome = Outcome("diverged", f"{event.what} {event.why} {event.advice}")
        finally:
            losses.write()
    if outcome is not None:
        write_outcome(folder, measure(folder, images, outcome, count=job.pictures))
    state = outcome.state if outcome else "stopped"
    say(CaseEvent(job.case, job.name, state, step, job.steps, loss, what=outcome.what if outcome else ""))


if __name__ == "__main__":
    main()
