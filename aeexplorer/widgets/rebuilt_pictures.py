"""Images beside what models make of them, as pictures that are made once and painted often."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from PySide6.QtGui import QImage

from aeexplorer.session.rebuilt import Rebuilt
from aeexplorer.widgets.pictures import error_to_qimage, to_qimage

KEPT = 64


class RebuiltPictures:
    """Remembers the pictures that were asked for last."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, str, bool], tuple[Rebuilt, tuple[QImage, ...]]] = OrderedDict()

    def of(self, rebuilt: Rebuilt, source: str, *, errors_alone: bool = False) -> tuple[QImage, ...]:
        """The original and, for each model, what it made of it (unless ``errors_alone``) and the error."""
        key = id(rebuilt), source, errors_alone
        if key not in self._known:
            # An id is given again only when its object has gone: the one here stays as long as its pictures.
            self._known[key] = rebuilt, _pictures(rebuilt, source, errors_alone=errors_alone)
            if len(self._known) > KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key][1]


def _pictures(rebuilt: Rebuilt, source: str, *, errors_alone: bool) -> tuple[QImage, ...]:
    pictures = [to_qimage(rebuilt.original, source)]
    for picture in rebuilt.pictures:
        if not errors_alone:
            pictures.append(to_qimage(picture, source))
        pictures.append(error_to_qimage(np.abs(rebuilt.original - picture)))
    return tuple(pictures)
