"""``python -m tests.benchmarks [NAME ...]``: runs every bench_*.py here and prints one table. Ratios only, no seconds.

A benchmark is a file with ``rows()``: what was compared, the ratio measured, the ratio wanted. Each runs in a
process of its own, so that none inherits another's threads, caches or windows.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

ROOT = Path(__file__).parents[2]

Row = tuple[str, float, float]


def main() -> int:
    """Run the benchmarks named on the command line, or all; 1 if one broke. Slow is no failure: machines differ."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    console = Console()
    present = sorted(file.stem for file in Path(__file__).parent.glob("bench_*.py"))
    named = [name if name.startswith("bench_") else f"bench_{name}" for name in sys.argv[1:]]
    if unknown := set(named) - set(present):
        console.print(f"There is no {', '.join(sorted(unknown))}. There are: {', '.join(present)}.")
        return 2
    table = Table("what", "ratio", "wanted")
    table.columns[1].justify = table.columns[2].justify = "right"
    broken = 0
    for name in named or present:
        with console.status(name):
            try:
                for what, ratio, wanted in _rows_in_a_process(name):
                    colour = "green" if ratio >= wanted else "red"
                    table.add_row(escape(what), f"[{colour}]{_times(ratio)}[/]", _times(wanted))
            except Exception as error:  # whatever a benchmark breaks by, the others still run
                broken += 1
                table.add_row(escape(f"{name} broke: {error}"), "[red]–[/]", "")
    console.print(table)
    return 1 if broken else 0


def _rows_in_a_process(name: str) -> list[Row]:
    code = f"import json; from tests.benchmarks.{name} import rows; print(json.dumps(rows()))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return [(what, ratio, wanted) for what, ratio, wanted in json.loads(ran.stdout.splitlines()[-1])]


def _times(ratio: float) -> str:
    return f"{ratio:.2f}×" if ratio < 10 else f"{ratio:.0f}×"


if __name__ == "__main__":
    sys.exit(main())
