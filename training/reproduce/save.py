"""What is kept of a reproduced system: its table as Markdown and JSON, pictures, and one table of all systems."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

from PIL.Image import Image

from training.atomic import write_atomically
from training.errors import InputError
from training.reproduce import MODULES
from training.reproduce.document import as_json, markdown, whole
from training.reproduce.lettering import footed
from training.reproduce.system import Runs
from training.reproduce.table import Table

TABLE, DATA = "table.md", "table.json"


def save_table(table: Table, out: Path) -> Iterator[Path]:
    """Write ``<letter>/table.md`` and ``.json``, and the tables of all systems that were measured so far.

    Raises:
        InputError: the folder cannot be written.
    """
    folder = out / table.system.letter
    yield write(folder / TABLE, markdown(table).encode())
    yield write(folder / DATA, json_bytes(as_json(table)))
    tables = [
        out / letter for letter in MODULES if (out / letter / DATA).is_file() and (out / letter / TABLE).is_file()
    ]
    try:
        texts = [(one / TABLE).read_text(encoding="utf-8") for one in tables]
        values = [json.loads((one / DATA).read_text(encoding="utf-8")) for one in tables]
    except (OSError, ValueError) as error:
        raise InputError(f"An older table in {out} cannot be read: {error}. Give another --out.") from error
    yield write(out / TABLE, whole(texts).encode())
    yield write(out / DATA, json_bytes(values))


def save_pictures(table: Table, runs: Runs, out: Path) -> Iterator[Path]:
    """Write the system's pictures and further files into ``<letter>/``; pictures say if images are synthetic.

    Raises:
        InputError: the folder cannot be written.
    """
    folder = out / table.system.letter
    computed = dict.fromkeys(run.images.name for run in runs.values() if run.images.synthetic)
    for name, picture in table.system.pictures(runs):
        said = footed(picture, f"Data: synthetic {' and '.join(computed)}.") if computed else picture
        yield write(folder / f"{name}.png", png_bytes(said))
    for name, content in table.system.files(runs):
        yield write(folder / name, content)


def json_bytes(value: object) -> bytes:
    """A file's content: ``value`` as JSON; its numbers are finite."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def png_bytes(picture: Image) -> bytes:
    """A file's content: a picture as PNG."""
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def write(path: Path, content: bytes) -> Path:
    """Write a file all at once, in a folder that is made if need be, and give its path back.

    Raises:
        InputError: it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}. Give another --out.") from error
    return path
