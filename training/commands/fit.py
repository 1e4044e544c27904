"""``fit``: train a recipe into a run folder, or go on with a run."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from training.errors import InputError

if TYPE_CHECKING:
    from training.control import Control
    from training.recipe import Recipe

INTERRUPTED = {signal.SIGINT: 130, signal.SIGTERM: 143}
"""Exit codes of an interrupted run: 128 + the signal's number, as shells count."""


def fit(
    recipe: Annotated[
        str | None,
        typer.Argument(
            help="A built-in recipe's name or a TOML file. With --resume it may be left out.", show_default=False
        ),
    ] = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Change a key: --set schedule.epochs=3. May be repeated.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[Path | None, typer.Option(help="File or folder with the images.", show_default=False)] = None,
    out: Annotated[
        Path | None, typer.Option(help="Run folder. Without it, one in your user data folder.", show_default=False)
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in --out.")] = False,
) -> None:
    """Train a recipe. Ctrl-C saves the run, and --resume goes on with it."""
    from training.commands.images import with_data

    if resume and out is None:
        raise InputError("Say which run to go on with: --resume --out RUN_FOLDER.")
    plan = _plan(recipe, out if resume else None).override(*(assignments or ()))
    plan = with_data(plan, data)
    if out is None:
        from training.run_folder import new_run_path

        out = new_run_path(Path(recipe or "").stem)
    raise typer.Exit(_train(plan, out, resume=resume))


def _plan(recipe: str | None, resumed: Path | None) -> Recipe:
    """The recipe that was named, or that of the run to go on with."""
    from training.recipe import Recipe
    from training.run_folder import RunFolder

    if recipe is not None:
        return Recipe.load(recipe)
    if resumed is None:
        raise InputError("Say which recipe to train, such as mnist-ae-2d. “aeexplorer-train recipes” lists them.")
    return RunFolder.open(resumed).recipe


def _train(recipe: Recipe, out: Path, *, resume: bool) -> int:
    """Run ``fit`` to its end, tell the user what happens, and return the exit code."""
    import lightning_fabric

    from training.commands.fit_report import open_report
    from training.commands.images import load
    from training.control import Control
    from training.events import RunFailed, RunStarted
    from training.loop import fit as run_recipe

    # It sets its level when imported, and has every process of torchrun say that it is there.
    logging.getLogger(lightning_fabric.__name__).setLevel(logging.WARNING)
    control = Control()
    # Under torchrun every process trains and one speaks.
    report = open_report(speaks=_speaks())
    failed = False
    received: list[int] = []
    with (
        report,
        closing(
            run_recipe(recipe, load(recipe, report.fetching), folder=out, resume=resume, control=control)
        ) as events,
    ):
        # Until the run has started, Ctrl-C may simply end the program: nothing is there to save.
        started = next(events)
        assert isinstance(started, RunStarted)
        report.say(started)
        with _stopped_by_signals(control, received):
            try:
                for event in events:
                    report.say(event)
                    failed |= isinstance(event, RunFailed)
            except RuntimeError:
                # Processes stop one step apart at times; the slower one then loses its partner, and has saved.
                if not (received and _under_torchrun()):
                    raise
    report.summarise(out)
    if received:
        return INTERRUPTED[signal.Signals(received[0])]
    return 1 if failed else 0


@contextmanager
def _stopped_by_signals(control: Control, received: list[int]) -> Iterator[None]:
    """Let the first Ctrl-C (or a cluster's SIGTERM) end the run after its step, and a second one at once."""

    def stop(number: int, _frame: FrameType | None) -> None:
        if received:
            # torchrun passes on a Ctrl-C that the terminal has sent already.
            if not _under_torchrun():
                raise KeyboardInterrupt
            return
        received.append(number)
        if _speaks():
            # Not print: the signal may have come in the middle of one, and streams refuse to be entered twice.
            with suppress(OSError):
                os.write(2, b"\nStopping after this step and saving; press Ctrl-C again to end at once.\n")
        control.stop()

    before = {number: signal.signal(number, stop) for number in INTERRUPTED}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _speaks() -> bool:
    return os.environ.get("RANK", "0") == "0"


def _under_torchrun() -> bool:
    return "TORCHELASTIC_RUN_ID" in os.environ
