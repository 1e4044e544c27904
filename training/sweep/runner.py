"""The runner: trains the cases of a sweep side by side, and goes on where it was interrupted."""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Generator
from pathlib import Path

from training.control import Control
from training.data import Progress
from training.errors import InputError
from training.sweep.cases import Case
from training.sweep.check import check
from training.sweep.crew import PATIENCE, Said, Worker, environments
from training.sweep.events import OVER, CaseEvent
from training.sweep.outcome import Outcome, read_outcome, write_outcome
from training.sweep.settings import Sweep
from training.sweep.sweep_folder import open_folder
from training.sweep.worker import Job

MOST_WORKERS = 256


def run_sweep(
    sweep: Sweep,
    out: Path | str,
    *,
    workers: int | None = None,
    control: Control | None = None,
    progress: Progress | None = None,
) -> Generator[CaseEvent]:
    """Train every case of ``sweep`` into a run folder of its own in ``out``, and say how far each has come.

    Cases that are over are left alone, interrupted ones are gone on with to the same losses, and those that failed are
    tried again. A case that fails or diverges says so and stops no other. All are saved when the iterator ends,
    however it ends. First there is one event for every case.

    Args:
        sweep: what to train.
        out: the sweep's folder.
        workers: so many processes; by default one for each GPU, or else for each core.
        control: ``stop`` ends the sweep after the steps that are running.
        progress: told of downloads.

    Raises:
        InputError: a case cannot be trained, or the folder cannot be used; nothing was trained.
    """
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise InputError(f"There have to be 1 to {MOST_WORKERS} workers, but {workers} are asked for.")
    out, control = Path(out), control or Control()
    cases = sweep.cases()
    outcomes = {case.slug: read_outcome(out / case.slug) for case in cases}
    over = {slug: outcome for slug, outcome in outcomes.items() if outcome is not None and outcome.state in OVER}
    steps = check([case for case in cases if case.slug not in over], progress)
    lock = open_folder(out, sweep)
    try:
        waiting: deque[Job] = deque()
        for case in cases:
            outcome = over.get(case.slug)
            if outcome is not None:
                yield CaseEvent(case.slug, case.name, outcome.state, what=outcome.what, skipped=True)
                continue
            waiting.append(_job(case, out, steps[case.slug], sweep.pictures))
            yield CaseEvent(case.slug, case.name, "waiting", steps=steps[case.slug])
        if waiting and control.ending is None:
            gpu = any(case.recipe.device.accelerator in ("auto", "cuda") for case in cases)
            yield from _work(waiting, environments(workers, len(waiting), gpu=gpu), control)
    finally:
        lock.release()


def _job(case: Case, out: Path, steps: int, pictures: int) -> Job:
    # Absolute: a worker need not be in the same folder.
    folder = str((out / case.slug).absolute())
    return Job(case.slug, case.name, folder, case.recipe.to_toml(), steps, pictures)


def _work(waiting: deque[Job], places: list[dict[str, str]], control: Control) -> Generator[CaseEvent]:
    """Give the jobs that are ``waiting`` to workers until none is left, or ``control`` says stop."""
    said: queue.SimpleQueue[Said] = queue.SimpleQueue()
    crew = {Worker(place, said) for place in places}
    stopping = False
    try:
        for worker in crew:
            _next(worker, waiting)
        while crew:
            if control.ending is not None and not stopping:
                stopping = True
                for worker in crew:
                    worker.stop()
            try:
                worker, event = said.get(timeout=0.1)
            except queue.Empty:
                continue
            if event is None:
                crew.discard(worker)
                if worker.job is not None:
                    yield _lost(worker)
                    if waiting and not stopping:
                        crew.add(replacement := Worker(worker.environment, said))
                        _next(replacement, waiting)
                worker.wait(None)
                continue
            if event.state != "running":
                worker.job = None
                if not stopping:
                    _next(worker, waiting)
            yield event
    except KeyboardInterrupt:
        for worker in crew:
            worker.kill()
        crew.clear()
        raise
    finally:
        _dismiss(crew)


def _next(worker: Worker, waiting: deque[Job]) -> None:
    if waiting:
        worker.start(waiting.popleft())
    else:
        worker.stop()


def _lost(worker: Worker) -> CaseEvent:
    """A worker has ended in the middle of its case."""
    job, what = worker.job, worker.epitaph()
    assert job is not None
    write_outcome(Path(job.folder), Outcome("failed", what))
    return CaseEvent(job.case, job.name, "failed", steps=job.steps, what=what)


def _dismiss(crew: set[Worker]) -> None:
    """Let all workers save and end; a second Ctrl-C ends them at once."""
    for worker in crew:
        worker.stop()
    try:
        for worker in crew:
            worker.wait(PATIENCE)
    except BaseException:
        for worker in crew:
            worker.kill()
        raise
