"""What the window writes of sweeps: a new one into its folder, and a table that is shown into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from pathlib import Path

    from training.sweep import Sweep, Table


def write_sweep(sweep: Sweep, folder: Path) -> str:
    """Keep a sweep in a new ``folder``; its name.

    Raises:
        InputError: the folder cannot be written.
    """
    from training.sweep.sweep_folder import open_folder

    open_folder(folder, sweep).release()
    return folder.name


def export_table(table: Table, file: Path) -> None:
    """Write a table: as Markdown with its pictures beside it if ``file`` ends so, else as CSV.

    Raises:
        InputError: it cannot be written there.
    """
    from training.atomic import write_atomically
    from training.errors import InputError
    from training.sweep.document import as_csv, markdown
    from training.sweep.save import save_pictures

    as_markdown = file.suffix == ".md"
    try:
        write_atomically(file, (markdown if as_markdown else as_csv)(table).encode())
    except OSError as error:
        words = QCoreApplication.translate("Experiments", "{file} cannot be written: {why}. Choose another folder.")
        raise InputError(words.format(file=file, why=error.strerror or error)) from error
    if as_markdown:
        save_pictures(table, file.parent)
