"""Documents: a table as Markdown for people and as JSON for programs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain
from typing import Any

from training.reproduce.parts import PARTS
from training.reproduce.system import ROLES, Aim, Figure, Role
from training.reproduce.table import Cell, Row, Section, Table

_ROLE = {"settings": "Report's settings here", "ours": "Our recipe"}
_NOTHING = ""


def markdown(table: Table) -> str:
    """The whole table of a system as Markdown, with the remarks and how everything was trained."""
    lines = [f"## {table.system.letter}. {table.system.title}", ""]
    if table.quick:
        lines += ["Quick: fewer images, epochs and seeds than the report had, so the figures are not comparable.", ""]
    for section in table.sections:
        lines += _section(section)
    return "\n".join(lines).rstrip() + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f"### {section.experiment.title}"
    yield ""
    images = (
        f"{section.training_images:,} training and {section.held_out_images:,} held-out images of “{section.images}”"
    )
    yield f"{images}.{'' if section.comparable else ' **Not comparable with the report.**'} {section.note}".rstrip()
    yield ""
    heads = ["Figure", "Report"]
    heads += [f"{_ROLE[role]}, {part}" for role in section.trials for part in PARTS]
    heads += ["Aim"]
    yield markdown_row(heads)
    yield markdown_row(["---"] + ["---:"] * (len(heads) - 2) + ["---"])
    for row in section.rows:
        yield markdown_row(cells_of(row, section))
    yield ""
    for role, trial in section.trials.items():
        recipe = f"`{trial.recipe}`" + "".join(f" `{override}`" for override in trial.overrides)
        seeds = f"{len(trial.seeds)} seeds" if len(trial.seeds) > 1 else "1 seed"
        yield (
            f"- {_ROLE[role]}: {recipe}, {trial.parameters:,} parameters, {trial.epochs} epochs, {seeds}, "
            f"{trial.seconds:,.0f} seconds."
        )
        yield from (f"  - {remark}" for remark in trial.remarks)
    yield ""


def cells_of(row: Row, section: Section) -> list[str]:
    """The texts of a row: figure, report, a cell for each role and images, aims."""
    figure = row.figure
    reported = _NOTHING if figure.report is None else f"{number(figure.report, figure)} ({figure.report_on})"
    values = [cell_text(row.cells[role, part], figure) for role in section.trials for part in PARTS]
    return [title(figure), reported, *values, "; ".join(aim_text(row, aim, section) for aim in figure.aims)]


def title(figure: Figure) -> str:
    """A figure's name with its unit and the direction in which it is better."""
    arrow = {"lower": " ↓", "higher": " ↑", "equal": ""}[figure.better]
    return f"{figure.title}{f', {figure.unit}' if figure.unit else ''}{arrow}"


def number(value: float, figure: Figure) -> str:
    """A value with the digits of its figure."""
    return f"{value:,.{figure.digits}f}" if math.isfinite(value) else "not finite"


def cell_text(cell: Cell, figure: Figure) -> str:
    """Mean over seeds, with their spread where there are several."""
    if not cell.values:
        return _NOTHING
    spread = f" ± {number(cell.spread, figure)}" if len(cell.values) > 1 and cell.spread else ""
    return number(cell.mean, figure) + spread


def aim_text(row: Row, aim: Aim, section: Section) -> str:
    """An aim, and whether it is reached; ``missed`` is said as plainly as ``reached``."""
    sign = {"lower": "≤", "higher": "≥", "equal": "="}[row.figure.better]
    who = "ours" if aim.role == "ours" else "settings"
    reached = row.reached(aim)
    verdict = "not measured" if reached is None else "reached" if reached else "**missed**"
    if reached is False and not section.comparable:
        verdict = "not comparable"
    elif reached is False and (seeds := row.seeds_reaching(aim)):
        verdict = f"**missed** by the mean, reached by {seeds} of {len(row.cells[aim.role, aim.on].values)} seeds"
    on = "" if row.figure.better == "equal" else f" ({aim.on})"
    return f"{who} {sign} {number(aim.value, row.figure)}{on}: {verdict}"


def as_json(table: Table) -> dict[str, Any]:
    """The table as JSON values; values that are not finite are null."""
    return {
        "system": table.system.letter,
        "title": table.system.title,
        "quick": table.quick,
        "experiments": [
            {
                "name": section.experiment.key,
                "title": section.experiment.title,
                "images": section.images,
                "training_images": section.training_images,
                "held_out_images": section.held_out_images,
                "comparable": section.comparable,
                "note": section.note,
                "trials": {role: _trial(section, role) for role in section.trials},
                "figures": [_figure(row) for row in section.rows],
            }
            for section in table.sections
        ],
    }


def _trial(section: Section, role: Role) -> dict[str, Any]:
    trial = section.trials[role]
    return {
        "recipe": trial.recipe,
        "overrides": list(trial.overrides),
        "epochs": trial.epochs,
        "seeds": list(trial.seeds),
        "seconds": round(trial.seconds, 2),
        "parameters": trial.parameters,
        "remarks": list(trial.remarks),
    }


def _figure(row: Row) -> dict[str, Any]:
    figure = row.figure
    return {
        "name": figure.key,
        "title": figure.title,
        "unit": figure.unit,
        "better": figure.better,
        "report": figure.report,
        "report_on": figure.report_on if figure.report is not None else None,
        "measured": [
            {
                "with": role,
                "on": part,
                "mean": finite(cell.mean),
                "spread": finite(cell.spread),
                "values": [finite(value) for value in cell.values],
            }
            for role in ROLES
            for part in PARTS
            if (cell := row.cells[role, part]).values
        ],
        "aims": [
            {
                "with": aim.role,
                "on": aim.on,
                "value": aim.value,
                "reached": row.reached(aim),
                "seeds_reaching": row.seeds_reaching(aim),
            }
            for aim in figure.aims
        ],
    }


def finite(value: float) -> float | None:
    """``value`` for JSON, which has no infinity and no NaN."""
    return value if math.isfinite(value) else None


def markdown_row(cells: list[str]) -> str:
    """A line of a Markdown table."""
    # A bar inside a cell would end it.
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def whole(systems: list[str]) -> str:
    """One Markdown document of the systems' own."""
    signs = "↑ higher is better, ↓ lower is better; ± is the standard deviation over seeds."
    head = f"# The eight systems, reproduced\n\n{signs}\n"
    return "\n".join(chain([head], systems))
