"""Where to save: a file name from the user, with the ending of the kind that was chosen where none was typed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where_to_save(parent: QWidget, title: str, name: str, kinds: Sequence[str]) -> Path | None:
    """A file of one of ``kinds``, such as ``"Arrays (*.npz)"``; None if the user would rather not."""
    file, kind = QFileDialog.getSaveFileName(parent, title, name, ";;".join(kinds))
    return with_ending(Path(file), kind) if file else None


def with_ending(file: Path, kind: str) -> Path:
    """``file``, with the ending of ``kind`` if it ends in none of its own."""
    return file if file.suffix else file.with_suffix(kind.rpartition("*")[2].rstrip(")"))
