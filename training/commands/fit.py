"""``fit``: train a recipe into a run folder, or go on with a run."""

from __future__ import annotations

import logging
import signal
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.commands.interruption import INTERRUPTED, speaks, stopped_by_signals, under_torchrun
from training.errors import InputError

if TYPE_CHECKING:
    from training.recipe import Recipe


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
    report = open_report(speaks=speaks())
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
        with stopped_by_signals(control, received):
            try:
                for event in events:
                    report.say(event)
                    failed |= isinstance(event, RunFailed)
            except RuntimeError:
                # Processes stop one step apart at times; the slower one then loses its partner, and has saved.
                if not (received and under_torchrun()):
                    raise
    report.summarise(out)
    if received:
        return INTERRUPTED[signal.Signals(received[0])]
    return 1 if failed else 0
