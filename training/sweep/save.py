"""Writes what a sweep came to into its folder: table as CSV and Markdown, the losses of all steps, and the pictures."""

from __future__ import annotations

import io
from pathlib import Path

from PIL.Image import Image

from training.atomic import write_atomically
from training.errors import InputError
from training.sweep.document import PICTURES, as_csv, corrupted, losses_csv, markdown
from training.sweep.pictures import longest, loss_ends, loss_plot, sparkline, strip
from training.sweep.table import Table

CSV, MARKDOWN, LOSSES = "table.csv", "table.md", "losses.csv"


def save(table: Table) -> tuple[Path, ...]:
    """Write the documents and pictures of a sweep into its folder, and return the paths of the documents.

    Raises:
        InputError: the folder cannot be written.
    """
    save_pictures(table, table.folder)
    return (
        _write(table.folder / CSV, as_csv(table).encode()),
        _write(table.folder / MARKDOWN, markdown(table).encode()),
        _write(table.folder / LOSSES, losses_csv(table).encode()),
    )


def save_pictures(table: Table, folder: Path) -> None:
    """Write the pictures of a sweep beside a Markdown document in ``folder``.

    Raises:
        InputError: the folder cannot be written.
    """
    for name, picture in _pictures(table).items():
        buffer = io.BytesIO()
        picture.save(buffer, format="PNG")
        _write(folder / PICTURES / f"{name}.png", buffer.getvalue())


def _pictures(table: Table) -> dict[str, Image]:
    """All pictures by name; those of a case are called by its slug, which none of the others is."""
    found: dict[str, Image] = {}
    ends, steps = loss_ends(table), longest(table)
    for row in table.rows:
        if row.pictures is not None:
            found[row.case.slug] = strip(row.pictures.reconstructed)
            if table.originals is not None:
                found["originals"] = strip(table.originals)
            if row.pictures.corrupted:
                found["given" if corrupted(table) else f"{row.case.slug}-given"] = strip(row.pictures.given)
        if len(row.losses):
            found[f"{row.case.slug}-loss"] = sparkline(row.losses, steps, ends)
    if steps:
        found["losses"] = loss_plot(table)
    return found


def _write(path: Path, content: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}. Free some space there.") from error
    return path
