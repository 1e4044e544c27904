"""Finds the picture files in a folder or a ZIP archive, and the classes that its subfolders stand for."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from stat import S_ISREG

from training.data.array_files import is_zip
from training.errors import InputError

LARGEST_FILE = 256 * 1024**2
"""Bytes of a file in an archive that is unpacked; a bomb may announce less than it holds, but not more."""
TRAINING = ("train", "training")
TEST = ("test", "testing", "val", "valid", "validation")
"""Folders with these names are a split, not classes."""


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A file that may be a picture: ``name`` below the folder or in the archive, with slashes; ``size`` in bytes."""

    name: str
    size: int
    stamp: tuple[object, ...]
    """What changes when the file does."""
    label: int | None = None


@dataclass(frozen=True, slots=True)
class PictureFiles:
    """Files in order, training before test ones, with what their folders say.

    Attributes:
        where: the folder or archive.
        files: those to read.
        classes: names of the subfolders; empty where there are none.
        held_out_from: first of the files in a folder called ``test`` or ``val``, if there is one beside ``train``.
        skipped: files that are left out, each with the reason.
    """

    where: Path
    files: tuple[PictureFile, ...]
    classes: tuple[str, ...] = ()
    held_out_from: int | None = None
    skipped: tuple[str, ...] = ()
    archive: zipfile.ZipFile | None = field(default=None, compare=False)

    def read(self, file: PictureFile) -> bytes:
        """The file's bytes; from any thread.

        Raises:
            OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError: it cannot be read.
        """
        if self.archive is None:
            return (self.where / file.name).read_bytes()
        if file.size > LARGEST_FILE:
            raise OSError(f"it is larger than {LARGEST_FILE >> 20} MB")
        with self.archive.open(file.name) as stream:
            return stream.read(LARGEST_FILE)

    def close(self) -> None:
        """Let go of the archive."""
        if self.archive is not None:
            self.archive.close()


UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError)
"""What reading a file of an archive or folder may raise."""


def find_pictures(path: Path, cancelled: Callable[[], None] = lambda: None) -> PictureFiles:
    """All files below the folder, or in the archive, ``path``, sorted by name.

    Folders that hold nothing but one folder are passed through. The folders on the first level are the classes;
    files beside them are left out. Hidden files are not looked at, links to folders not followed.

    Args:
        path: a folder or a ZIP archive.
        cancelled: called now and then; raises to give up.

    Raises:
        InputError: neither a folder nor an archive, or one that cannot be read or holds no files.
    """
    archive = None
    try:
        if path.is_dir():
            found = _in_folder(path, cancelled)
        elif is_zip(path):
            archive = zipfile.ZipFile(path)
            found = _in_archive(archive, path)
        elif path.exists():
            raise InputError(
                f"“{path}” is neither a folder nor a ZIP archive of pictures. Give the folder of the pictures."
            )
        else:
            raise InputError(f"There is no file or folder “{path}”. Check the name.")
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"“{path}” is damaged: {error}. Copy or download it again.") from error
    except OSError as error:
        raise InputError(f"“{path}” cannot be read: {error.strerror or error}.") from error
    if not found:
        raise InputError(f"“{path}” is empty: there are no pictures in it. Choose another folder or archive.")
    return _sorted_out(path, found, archive)


def _in_folder(folder: Path, cancelled: Callable[[], None]) -> list[PictureFile]:
    found: list[PictureFile] = []

    def refuse(error: OSError) -> None:
        raise error

    for place, folders, names in os.walk(folder, onerror=refuse):
        cancelled()
        folders[:] = [name for name in folders if not _is_hidden(name)]
        for name in names:
            if not _is_hidden(name):
                file = Path(place, name)
                try:
                    stat = file.stat()
                except OSError:
                    # A link to nowhere: reading it will say so.
                    found.append(PictureFile(file.relative_to(folder).as_posix(), 0, ()))
                    continue
                if not S_ISREG(stat.st_mode):
                    # Reading from a pipe could wait for ever.
                    continue
                stamp = (stat.st_size, stat.st_mtime_ns)
                found.append(PictureFile(file.relative_to(folder).as_posix(), stat.st_size, stamp))
    return found


def _in_archive(archive: zipfile.ZipFile, path: Path) -> list[PictureFile]:
    stat = path.stat()
    return [
        PictureFile(info.filename, info.file_size, (info.CRC, info.file_size, stat.st_mtime_ns))
        for info in archive.infolist()
        if not info.is_dir() and not any(map(_is_hidden, PurePosixPath(info.filename).parts))
    ]


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name in {"__MACOSX", "Thumbs.db", "desktop.ini"}


def _sorted_out(path: Path, found: list[PictureFile], archive: zipfile.ZipFile | None) -> PictureFiles:
    """Put the files in order and give them the labels that their folders stand for."""
    parts = {file.name: PurePosixPath(file.name).parts for file in found}
    depth = 0
    while len({names[depth] for names in parts.values()}) == 1 and all(len(n) > depth + 1 for n in parts.values()):
        depth += 1
    tops = {names[depth].lower() for names in parts.values() if len(names) > depth + 1}
    is_split = bool(tops & set(TRAINING)) and bool(tops & set(TEST)) and tops <= {*TRAINING, *TEST}
    level = depth + is_split
    folder_of = {name: names[level] if len(names) > level + 1 else None for name, names in parts.items()}
    is_test = {name: is_split and names[depth].lower() in TEST for name, names in parts.items()}
    classes = sorted({folder for folder in folder_of.values() if folder is not None})
    if is_split:
        # What lies beside both folders belongs to neither.
        folder_of |= {name: None for name, names in parts.items() if len(names) == depth + 1}
    number = {name: label for label, name in enumerate(classes)}
    files, skipped = [], []
    for file in sorted(found, key=lambda file: (is_test[file.name], file.name)):
        folder = folder_of[file.name]
        outside = is_split and len(parts[file.name]) == depth + 1
        if outside or (classes and folder is None):
            skipped.append(f"{file.name}: it lies beside the folders of the classes")
        else:
            label = None if folder is None else number[folder]
            files.append(PictureFile(file.name, file.size, file.stamp, label))
    first_test = sum(not is_test[file.name] for file in files)
    held_out_from = first_test if is_split else None
    return PictureFiles(path, tuple(files), tuple(classes), held_out_from, tuple(skipped), archive)
