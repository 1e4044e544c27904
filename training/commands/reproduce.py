"""``reproduce``: train the eight systems of the reports again, and print how each compares."""

from __future__ import annotations

import logging
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from training.commands.interruption import INTERRUPTED, stopped_by_signals
from training.errors import InputError

if TYPE_CHECKING:
    from training.commands.reproduce_report import ReproduceReport
    from training.control import Control
    from training.reproduce.runner import Options
    from training.reproduce.system import System

DEFAULT_OUT = Path("reproduced")


def reproduce(
    systems: Annotated[
        list[str] | None,
        typer.Argument(help="Letters of systems: A, BD, C-F. Left out, all eight.", show_default=False),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="Folder with wafer.npz, mnist.npz, eyes50_1476.npz, dogs64_1000.npz, olivetti.npz, or some of them.",
            show_default=False,
        ),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer images, epochs and seeds; at most 2 minutes each.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder for runs, tables and pictures.")] = DEFAULT_OUT,
    seeds: Annotated[
        int | None, typer.Option(min=1, max=100, help="So many seeds for everything.", show_default=False)
    ] = None,
    restore: Annotated[
        bool, typer.Option("--restore", help="Of A: compare the ways to restore erased digits instead.")
    ] = False,
    full: Annotated[bool, typer.Option("--full", help="With --restore: all held-out digits, not 256.")] = False,
) -> None:
    """Train the systems A to H of the reports, with their settings and with ours, and compare the figures.

    Run it again with the same --out to go on after an interruption.
    """
    from training.control import Control
    from training.reproduce import declared, letters
    from training.reproduce.runner import Options

    wanted = letters(systems or [])
    options = Options(_folder(data), _writable(out / "quick" if quick else out), quick, seeds)
    if restore and wanted not in (["A"], letters([])):
        raise InputError("The ways to restore are compared on the digits of A. Write reproduce A --restore.")
    control, received = Control(), list[int]()
    with stopped_by_signals(control, received):
        if restore:
            from training.commands.reproduce_restore import restore as compare_ways

            compare_ways(options, control, full=full)
            wanted = []
        for letter in wanted:
            if not _run(declared(letter), options, control):
                break
    if received:
        raise typer.Exit(INTERRUPTED[signal.Signals(received[0])])


def _run(system: System, options: Options, control: Control) -> bool:
    """Train and measure one system, and write what came out; False if it was stopped."""
    from contextlib import closing

    import lightning_fabric

    from training.commands.reproduce_report import ReproduceReport
    from training.reproduce.runner import Measured, StoppedError, run_system, stand_ins
    from training.reproduce.save import save_pictures, save_table
    from training.reproduce.table import tabulate

    logging.getLogger(lightning_fabric.__name__).setLevel(logging.WARNING)
    report = ReproduceReport()
    report.open_system(system)
    missing = stand_ins(system, options)
    _say_missing(system, missing, report)
    measured: list[Measured] = []
    try:
        with closing(run_system(system, options, control)) as events:
            for event in events:
                report.say(event)
                if isinstance(event, Measured):
                    measured.append(event)
        whole = True
    except StoppedError:
        whole = False
    finally:
        report.close()
    table = tabulate(system, measured, quick=options.quick, stand_ins=missing)
    paths = [*save_table(table, options.out)]
    if not whole:
        report.stopped()
        return False
    report.table(table)
    runs = {(one.job.experiment.key, one.job.role): one.trained for one in measured if one.job.n == 0}
    paths += save_pictures(table, runs, options.out)
    for path in paths:
        print(path)
    return True


def _say_missing(system: System, missing: frozenset[str], report: ReproduceReport) -> None:
    files = dict.fromkeys(
        system.images_of(experiment).file for experiment in system.experiments if experiment.key in missing
    )
    for file in files:
        report.line(f"There is no {file}: other images stand in for it, and the figures cannot be compared.")


def _folder(data: Path | None) -> Path | None:
    if data is None:
        return None
    try:
        found = data.expanduser().is_dir()
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(
            f"“{data}” cannot be read: {getattr(error, 'strerror', None) or error}. Check --data."
        ) from error
    if not found:
        raise InputError(f"There is no folder “{data}”. Give one with the images as --data, or leave it out.")
    return data


def _writable(out: Path) -> Path:
    """``out``, made: to learn after an hour of training that it cannot be written would be too late."""
    from training.atomic import write_atomically

    probe = out / ".writable"
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_atomically(probe, b"")
        probe.unlink()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        shown = str(out).replace("\0", "\\0")
        raise InputError(f"The folder {shown} cannot be written: {why}. Give another --out.") from error
    return out
