"""Documents: the table of a sweep as CSV for programs and Markdown for people, and the losses of all steps as CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from itertools import zip_longest

from training.sweep.table import FIGURES, Part, Row, Table

PICTURES = "pictures"
"""The folder beside the documents that the pictures are in."""
_PARTS: tuple[Part, ...] = ("held out", "training")


def as_csv(table: Table) -> str:
    """A line for every case: what varies, its state, all figures, what reports say; empty where nothing is known."""
    buffer = io.StringIO()
    lines = csv.writer(buffer, lineterminator="\n")
    measured = [(figure, on) for on in _PARTS for figure in table.figures]
    heads = ["name", *table.columns, "state", "epoch"]
    heads += [f"{on.replace(' ', '_')}_{figure}" for figure, on in measured]
    heads += [f"report_{one.on.replace(' ', '_')}_{one.figure}" for one in table.reports]
    lines.writerow([*heads, "parameters", "seconds", "synthetic", "folder", "what"])
    for row in table.rows:
        cells = [row.case.name, *(row.case.values[column] for column in table.columns), row.state, f"{row.epoch:g}"]
        cells += [row.metrics(on).get(figure, "") for figure, on in measured]
        cells += [row.reported.get((one.figure, one.on), "") for one in table.reports]
        cells += ["" if row.parameters is None else row.parameters, f"{row.seconds:.2f}"]
        cells += ["yes" if row.synthetic else "", row.case.slug, row.what]
        lines.writerow(cells)
    return buffer.getvalue()


def losses_csv(table: Table) -> str:
    """A line for every step, a column for every case: the training loss; empty where it is not known."""
    buffer = io.StringIO()
    lines = csv.writer(buffer, lineterminator="\n")
    lines.writerow(["step", *(row.case.name for row in table.rows)])
    columns = [[f"{loss:.6g}" if math.isfinite(loss) else "" for loss in row.losses.tolist()] for row in table.rows]
    lines.writerows([step, *cells] for step, cells in enumerate(zip_longest(*columns, fillvalue=""), start=1))
    return buffer.getvalue()


def markdown(table: Table) -> str:
    """The table with pictures: reconstructions and the loss by step. The best held-out figures are bold."""
    done = sum(row.state == "finished" for row in table.rows)
    lines = [f"# {table.title}", ""]
    said = "Synthetic images. " if table.synthetic else ""
    lines += [f"{done} of {len(table.rows)} cases finished. {said}{_explained(table)}", ""]
    lines += [f"{note}\n" for note in dict.fromkeys(row.note for row in table.rows if row.note)]
    lines += _rows(table)
    if any(row.what for row in table.rows):
        lines += ["", *(f"- {row.case.name}: {row.what}" for row in table.rows if row.what)]
    if any(len(row.losses) for row in table.rows):
        lines += ["", f"![Training loss by step]({PICTURES}/losses.png)"]
    return "\n".join(lines) + "\n"


def _explained(table: Table) -> str:
    seeds = sorted({row.case.recipe.seed for row in table.rows})
    sentences = [
        f"Every case has seed {seeds[0]}: the same split, order of images and first weights where layers are alike."
        if len(seeds) == 1
        else f"Seeds: {', '.join(map(str, seeds))}."
    ]
    if not table.same_loss:
        sentences.append("The losses are of different kinds and cannot be compared from case to case; MSE can.")
    return " ".join(sentences)


def _rows(table: Table) -> Iterator[str]:
    """The lines of the Markdown table; where all cases have the same originals they come first."""
    figures = table.figures
    shown = ["loss", *dict.fromkeys(one.figure for one in table.reports if one.on == "training")]
    training = [figure for figure in dict.fromkeys(shown) if figure in figures]
    heads = [table.heading(column) for column in table.columns]
    numbers = [f"{FIGURES[figure][0]}{_arrow(figure)}" for figure in figures]
    numbers += [f"{FIGURES[figure][0]}, training" for figure in training]
    numbers += [f"{one.source}: {FIGURES[one.figure][0]}, {one.on}" for one in table.reports]
    numbers += ["Parameters", "Seconds"]
    yield _line([*heads, "State", *numbers, "Loss by step", "Reconstructions"])
    yield _line(["---"] * (len(heads) + 1) + ["---:"] * len(numbers) + ["---", "---"])
    blank = [""] * (len(numbers) + 1)
    if table.originals is not None:
        yield _line(["**Originals**", *[""] * len(heads[1:]), *blank, "", _image("originals", "originals")])
        if corrupted(table):
            yield _line(["**What the model sees**", *[""] * len(heads[1:]), *blank, "", _image("given", "corrupted")])
    best = {figure: table.best(figure) for figure in figures}
    for row in table.rows:
        cells = [table.cell(row, column) for column in table.columns] + [state_text(row)]
        for figure in figures:
            text = number(row, figure, "held out")
            cells.append(f"**{text}**" if best[figure] is row else text)
        cells += [number(row, figure, "training") for figure in training]
        cells += [_given(row, one.figure, one.on) for one in table.reports]
        cells += ["" if row.parameters is None else f"{row.parameters:,}", f"{row.seconds:,.1f}" if row.seconds else ""]
        cells.append(_image(f"{row.case.slug}-loss", "loss") if len(row.losses) else "")
        cells.append(_pictures(row, own_given=not corrupted(table)))
        yield _line(cells)


def number(row: Row, figure: str, on: Part) -> str:
    """A figure of a row with its digits; empty where it is not known."""
    value = row.metrics(on).get(figure)
    return "" if value is None else _rounded(value, figure)


def state_text(row: Row) -> str:
    """What became of a case, for people."""
    return f"stopped at epoch {row.epoch:.3g}" if row.state == "stopped" else row.state


def corrupted(table: Table) -> bool:
    """Whether all models saw the same images, and not the originals."""
    found = [row.pictures for row in table.rows if row.pictures is not None]
    given = {one.given.tobytes() for one in found}
    return len(given) == 1 and given != {found[0].originals.tobytes()}


def _given(row: Row, figure: str, on: Part) -> str:
    value = row.reported.get((figure, on))
    return "" if value is None else _rounded(value, figure)


def _rounded(value: float, figure: str) -> str:
    digits = FIGURES[figure][2]
    # Adding 0 makes a zero of what would be written -0.00.
    return f"{round(value, digits) + 0.0:,.{digits}f}"


def _arrow(figure: str) -> str:
    return {"lower": " ↓", "higher": " ↑", "": ""}[FIGURES[figure][1]]


def _pictures(row: Row, *, own_given: bool) -> str:
    """The reconstructions, under what the model saw where that differs from case to case."""
    if row.pictures is None:
        return ""
    made = _image(row.case.slug, "reconstructions")
    return f"{_image(f'{row.case.slug}-given', 'given')}<br>{made}" if own_given and row.pictures.corrupted else made


def _image(name: str, text: str) -> str:
    return f"![{text}]({PICTURES}/{name}.png)"


def _line(cells: list[str]) -> str:
    # A bar inside a cell would end it.
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
