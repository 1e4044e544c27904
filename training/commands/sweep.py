"""``sweep``: train every combination of some values of a recipe, and write one table."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.commands.interruption import INTERRUPTED, stopped_by_signals
from training.errors import InputError

if TYPE_CHECKING:
    from training.sweep import Sweep


def sweep(
    name: Annotated[
        str | None,
        typer.Argument(
            help="A built-in sweep or recipe, or a TOML file with one. Left out, the sweep in --out is gone on with; "
            "without --out, the built-in sweeps are listed.",
            show_default=False,
        ),
    ] = None,
    assignments: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="Change a key in every case. May be repeated.", show_default=False
        ),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=V1,V2",
            help="Values to combine: --vary schedule.epochs=5,10. May be repeated.",
            show_default=False,
        ),
    ] = None,
    data: Annotated[Path | None, typer.Option(help="File or folder with the images.", show_default=False)] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="The sweep's folder. Without it, one in your user data folder.", show_default=False),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(help="Processes. Without it, one for each GPU, or else for each core.", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the cases, and train nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what happens as lines of JSON, for programs.")] = False,
) -> None:
    """Train every combination of some values of a recipe side by side, and compare them in one table.

    Ctrl-C saves every run; the same command goes on with them.
    """
    from training.commands.sweep_report import list_cases, list_sweeps
    from training.sweep.sweep_folder import default_folder

    if name is None and out is None:
        return list_sweeps()
    plan = _plan(name, out).override(*(assignments or ())).varying(*(vary or ()))
    if data is not None:
        plan = _with_data(plan, data)
    if dry_run:
        from training.sweep.check import check

        steps = check(plan.cases())
        return list_cases(plan, steps)
    folder = out or default_folder(Path(name or "").stem)
    raise typer.Exit(_train(plan, folder, workers, as_json=as_json))


def _plan(name: str | None, out: Path | None) -> Sweep:
    """The sweep that was named, a recipe as a sweep that varies nothing yet, or the sweep of the folder ``out``."""
    from training.recipe import Recipe, recipe_names
    from training.sweep import Sweep, sweep_names
    from training.sweep.settings import is_recipe
    from training.sweep.table import SWEEP

    if name is None:
        assert out is not None
        if not (out / SWEEP).is_file():
            raise InputError(f"{out} holds no sweep to go on with. Name one: {', '.join(sweep_names())}.")
        return Sweep.load(out / SWEEP)
    if name in sweep_names():
        return Sweep.load(name)
    if name in recipe_names() or is_recipe(Path(name)):
        recipe = Recipe.load(name)
        return Sweep(title=recipe.title[:100], base=recipe)
    return Sweep.load(name)


def _with_data(plan: Sweep, data: Path) -> Sweep:
    """The sweep on the images at ``data``."""
    from training.commands.images import with_data

    there = with_data(plan.cases()[0].recipe, data).data
    return plan.with_set({"data.source": there.source, "data.path": str(there.path)})


def _train(plan: Sweep, out: Path, workers: int | None, *, as_json: bool) -> int:
    """Run the sweep to its end, tell the user what happens, and return the exit code."""
    from contextlib import closing

    from training.commands.sweep_report import open_report
    from training.control import Control
    from training.sweep import collect, run_sweep
    from training.sweep.save import save

    control, received = Control(), list[int]()
    failed = False
    with open_report(plan, as_json=as_json) as report:
        with (
            stopped_by_signals(control, received),
            closing(run_sweep(plan, out, workers=workers, control=control, progress=report.fetching)) as events,
        ):
            for event in events:
                report.say(event)
                failed |= event.state == "failed"
                # Whoever looks in the meantime, or after a crash, finds what there is.
                if event.state in ("finished", "diverged", "failed") and not event.skipped:
                    save(collect(out))
        table = collect(out)
        paths = save(table)
        report.summarise(table, paths, stopped=bool(received))
    if received:
        return INTERRUPTED[signal.Signals(received[0])]
    return 1 if failed else 0
