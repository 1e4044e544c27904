"""The source ``eyes``: photographs of eyes in two classes (report C), from the user's files or drawn."""

from __future__ import annotations

import contextlib

from training.data import Request
from training.data.array_store import holds_arrays
from training.data.folder import pictures_of
from training.data.images import ImageSet
from training.data.npz import read_arrays
from training.data.picture_sets import read_pictures

CLASSES = ("female", "male")
DRAWN = 1500
SEED = 7
SIDE = 50


def load(request: Request) -> ImageSet:
    """Eyes (3, 50, 50) uint8.

    With ``request.path``: an .npz file (x, y), a ZIP or folder of data.npy and label.npy, or pictures of any size in
    a folder or ZIP, one subfolder a class. Arrays keep their size. Without, 1,500 drawn eyes.

    Raises:
        InputError: damaged or foreign files.
        LoadingCancelled: as asked for by the request.
    """
    if request.path is None:
        from training.data.synthetic.eyes import generate

        return generate(DRAWN, SEED)
    if holds_arrays(request.path):
        return read_arrays(request.path, request.settings, request, name="eyes", classes=CLASSES)
    with contextlib.closing(pictures_of(request)) as files:
        return read_pictures(files, request, name="eyes", size=(SIDE, SIDE))
