"""``reproduce A --restore``: train the networks that restore, and print how every way compares."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table as ScreenTable

from training.commands.reproduce_report import WIDE, ReproduceReport

if TYPE_CHECKING:
    from training.control import Control
    from training.reproduce.restoration import Comparison
    from training.reproduce.runner import Options
    from training.restore.table import Table

MARK = "◆"


def restore(options: Options, control: Control, *, full: bool) -> bool:
    """Train or take up the networks, restore, print and write the table; False if it was stopped."""
    from training.reproduce.restoration import SYSTEM, compare, picture
    from training.reproduce.restoration_document import as_json, markdown
    from training.reproduce.runner import Measured, StoppedError, run_system, stand_ins
    from training.reproduce.save import json_bytes, png_bytes, write

    report = ReproduceReport()
    report.open_system(SYSTEM)
    missing = stand_ins(SYSTEM, options)
    if missing:
        report.line("There is no mnist.npz: other images stand in for it, and the figures cannot be compared.")
    measured: list[Measured] = []
    try:
        with closing(run_system(SYSTEM, options, control)) as events:
            for event in events:
                report.say(event)
                if isinstance(event, Measured):
                    measured.append(event)
        comparison = compare(measured, full=full)
        table = _tabulated(comparison, report, control)
    except StoppedError:
        report.close()
        report.stopped()
        return False
    finally:
        report.close()
    comparable = not options.quick and not missing
    _print(table, comparison, comparable=comparable)
    folder = options.out / SYSTEM.letter
    remarks = [f"{one.trained.recipe.title}: {one.trained.recipe.schedule.epochs} epochs." for one in measured]
    for name, content in (
        ("restored.md", markdown(table, comparison, remarks).encode()),
        ("restored.json", json_bytes(as_json(table, comparable=comparable))),
        ("ways.png", png_bytes(picture(comparison, table))),
    ):
        print(write(folder / name, content))
    return True


def _tabulated(comparison: Comparison, report: ReproduceReport, control: Control) -> Table:
    from training.reproduce.runner import StoppedError
    from training.restore.table import Table

    table, said = Table(), ""
    with closing(comparison.tabulate()) as progress:
        for at in progress:
            if control.ending is not None:
                raise StoppedError
            if at.name != said:
                report.line(f"  {at.name}")
                said = at.name
            table = at.table
    return table


def _print(table: Table, comparison: Comparison, *, comparable: bool) -> None:
    from training.reproduce.restoration_document import HEADS, cells, explanation, verdict

    console = Console() if Console().is_terminal else Console(width=WIDE)
    title = "A. Ways to restore" + ("" if comparable else " (not comparable)")
    screen = ScreenTable(box=box.SIMPLE_HEAD, title=title, title_justify="left")
    for head in HEADS:
        screen.add_column(head, justify="left" if head == HEADS[0] else "right")
    for row in cells(table, MARK):
        screen.add_row(*(f"{cell.strip(MARK)} {MARK}" if MARK in cell else cell for cell in row))
    console.print(screen)
    console.print(explanation(table), markup=False, highlight=False)
    console.print(verdict(table, comparison), markup=False, highlight=False)
