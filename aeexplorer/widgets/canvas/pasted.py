"""Pictures that come from elsewhere: dropped on the canvas, or on the clipboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QMimeData
from PySide6.QtGui import QImage

from aeexplorer.session.subject import Subject

FOR_THE_WINDOW = ("", ".toml", ".npz", ".npy", ".zip", ".gz")
"""Endings of recipes, folders and sets of images."""


def has_picture(data: QMimeData) -> bool:
    """Whether there is a picture, or the file of one."""
    return _file_in(data) is not None or data.hasImage()


def take_picture(data: QMimeData | None, subject: Subject, *, dropped: bool = False) -> None:
    """Put the picture under the brush, or have it said that there is none on the clipboard."""
    tr = QCoreApplication.translate
    # A desktop without a clipboard has none of these.
    if data is None:
        data = QMimeData()
    if (file := _file_in(data)) is not None:
        subject.open_file(file)
    elif data.hasImage():
        name = tr("Pasted", "dropped image") if dropped else tr("Pasted", "pasted image")
        subject.open_bytes(_as_png(QImage(data.imageData())), name)
    else:
        subject.refuse(tr("Pasted", "There is no picture on the clipboard. Copy one first, or drop a file here."))


def _file_in(data: QMimeData) -> Path | None:
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() not in FOR_THE_WINDOW else None


def _as_png(image: QImage) -> bytes:
    found = QByteArray()
    buffer = QBuffer(found)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    # Qt knows the format by these letters.
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(found.data())
