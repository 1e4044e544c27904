"""The command line: its commands, one file each in ``training.commands``. Starts without torch."""

from __future__ import annotations

from typing import Annotated

import typer

from training.commands.data import data
from training.commands.evaluate import evaluate
from training.commands.fit import fit
from training.commands.generate import generate
from training.commands.recipes import recipes
from training.commands.reproduce import reproduce
from training.commands.sweep import sweep

app = typer.Typer(
    help="Train autoencoders, and ask them what they learned.",
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (recipes, data, fit, evaluate, generate, reproduce, sweep):
    app.command()(command)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"aeexplorer {version('aeexplorer')}")
        except PackageNotFoundError:
            typer.echo("aeexplorer, run from its sources without being installed")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _start(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
