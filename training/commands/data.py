"""``data``: the sources that a recipe's ``data.source`` can name, and which of them reads a given file."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer


def data(
    path: Annotated[Path | None, typer.Argument(help="A file or folder: say which source reads it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list, for programs.")] = False,
) -> None:
    """List the data sources, or say which of them reads a file or folder."""
    from training.data import SOURCES

    known = list(SOURCES.values())
    if path is not None:
        from training.data.guess import source_for

        known = [SOURCES[source_for(path).source]]
    if as_json:
        print(json.dumps([dataclasses.asdict(source) for source in known], indent=2, ensure_ascii=False))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("Source", "Images and where they come from", "Licence"):
        table.add_column(heading, no_wrap=heading == "Source")
    for source in known:
        table.add_row(source.name, source.description, source.licence)
    Console().print(table)
