"""The source ``folder``: the user's own pictures, in a folder or a ZIP archive; subfolders are classes."""

from __future__ import annotations

import contextlib

from training.data import LoadingCancelled, Request
from training.data.images import ImageSet
from training.data.picture_files import PictureFiles, find_pictures
from training.data.picture_sets import read_pictures
from training.errors import InputError


def load(request: Request) -> ImageSet:
    """The pictures at ``request.path``, uint8, scaled to ``size`` and fitted as ``fit`` says; grey if all are.

    Files that cannot be read are left out and listed in ``skipped``.

    Raises:
        InputError: no folder or archive, or no pictures in it.
        LoadingCancelled: as asked for by the request.
    """
    with contextlib.closing(pictures_of(request)) as files:
        return read_pictures(files, request, name="folder")


def pictures_of(request: Request) -> PictureFiles:
    """The picture files at ``request.path``, to be closed.

    Raises:
        InputError: no path, nothing there.
        LoadingCancelled: as asked for by the request.
    """
    if request.path is None:
        raise InputError("A folder of pictures is needed. Give one as data.path.")

    def give_up() -> None:
        if request.cancelled is not None and request.cancelled():
            raise LoadingCancelled(f"Reading “{request.path}” was cancelled. Choose it again to read it.")

    return find_pictures(request.path, give_up)
