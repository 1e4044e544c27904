"""What is kept of generated images: arrays, how they came about, a sheet, and a folder of pictures by class."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from training.atomic import write_atomically
from training.errors import InputError
from training.generation.generated import Generated

IMAGES, LABELS, CODES, HOW, SHEET, FOLDER = (
    "images.npy",
    "labels.npy",
    "codes.npy",
    "how.json",
    "sheet.png",
    "pictures",
)
_ALL = (IMAGES, LABELS, CODES, HOW, SHEET)


def present(out: Path, *, folder: bool) -> list[str]:
    """Files of generated images that ``out`` holds already, and its folder of pictures if that is wanted.

    Raises:
        InputError: the folder cannot be looked into.
    """
    try:
        pictures = folder and (out / FOLDER).exists() and any((out / FOLDER).iterdir())
        return [name for name in _ALL if (out / name).exists()] + ([FOLDER] if pictures else [])
    except OSError as error:
        raise _unwritable(out, error) from error


def check(out: Path, *, force: bool, folder: bool) -> None:
    """Refuse to write over what is in ``out``; with ``force`` only over what would be mixed with the new.

    Raises:
        InputError: there are such files, or the folder cannot be looked into.
    """
    found = present(out, folder=folder)
    if FOLDER in found:
        raise InputError(
            f"The folder {out / FOLDER} holds pictures that would be among the new ones. Remove it, or give another "
            "folder."
        )
    if found and not force:
        raise InputError(f"The folder {out} already holds {', '.join(found)}. Give another --out, or --force.")


def save(
    generated: Generated,
    out: Path,
    *,
    how: Mapping[str, Any],
    arrays: bool = True,
    sheet: Image.Image | None = None,
    folder: bool = False,
) -> list[Path]:
    """Write generated images into ``out``, each file whole or not at all, and say which files and folders.

    With ``arrays`` there are ``images.npy`` (m, C, H, W) float32 and ``labels.npy`` (m,) int64, the classes, or where
    there are none the numbers of the images that the samples began at, from 1; for samples that belong to nothing
    ``codes.npy`` instead. ``how.json`` is ``how`` and what there is to say of each image. ``sheet`` becomes a PNG, and
    with ``folder`` each image does, in a folder of its class. The same images give the same files, byte for byte.

    Raises:
        InputError: the folder cannot be written, or PNG has no such images.
    """
    if folder and generated.pixels.shape[1] not in (1, 3):
        raise InputError(f"A PNG has one or three channels, and these images have {generated.pixels.shape[1]}.")
    contents = {}
    if arrays:
        labels = labels_of(generated)
        contents = {IMAGES: _npy(generated.pixels)}
        contents |= {CODES: _npy(generated.codes)} if labels is None else {LABELS: _npy(labels)}
    contents[HOW] = _json({**how, **_facts(generated)})
    if sheet is not None:
        contents[SHEET] = _png(sheet)
    if folder:
        contents |= _pictures(generated)
    try:
        for name, content in contents.items():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            write_atomically(out / name, content)
        # What was there before would not belong to the new images.
        for name in set(_ALL) - contents.keys():
            (out / name).unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(out, error) from error
    return [out / name for name in contents if "/" not in name] + ([out / FOLDER] if folder else [])


def labels_of(generated: Generated) -> NDArray[np.int64] | None:
    """Classes (m,), or without classes the numbers of the images, from 1; None for what belongs to nothing."""
    if generated.labels is not None:
        return generated.labels
    return None if generated.starts is None else generated.starts + 1


def _facts(generated: Generated) -> dict[str, Any]:
    facts: dict[str, Any] = {"count": len(generated), "shape": list(generated.pixels.shape[1:])}
    if generated.labels is not None:
        facts |= {"labels": "classes", "classes": list(generated.classes)}
    elif generated.starts is not None:
        facts["labels"] = "image numbers"
    if generated.starts is not None:
        facts["began_at_image"] = (generated.starts + 1).tolist()
    return facts


def _pictures(generated: Generated) -> dict[str, bytes]:
    """PNG files by name: a folder for each class, as the folder source reads them."""
    found = {}
    digits = len(str(len(generated)))
    for number, image in enumerate(generated.pixels):
        place = FOLDER
        if generated.labels is not None:
            label = int(generated.labels[number])
            place += f"/{_file_name(generated.classes[label]) or label}"
        begun = "" if generated.starts is None else f"-of-{generated.starts[number] + 1}"
        pixels = np.rint(image.transpose(1, 2, 0) * 255).astype(np.uint8)
        tile = Image.fromarray(pixels if len(image) == 3 else pixels[..., 0])
        found[f"{place}/{number + 1:0{digits}}{begun}.png"] = _png(tile)
    return found


def _file_name(text: str) -> str:
    """A class's name as a folder may have it."""
    return re.sub(r"[^\w .+-]", "_", text).strip(" .")[:100]


def _npy(array: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG")
    return buffer.getvalue()


def _unwritable(out: Path, error: OSError) -> InputError:
    return InputError(f"The folder {out} cannot be written: {error.strerror or error}. Give another folder.")
