"""Decoding: what the code under the cursor decodes to; asked by several panels, computed once, shown by all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from aeexplorer.session.ask_thread import Answer, AskThread
    from training.snapshot import Snapshot

CHANNEL = "cursor"


class Decoded(NamedTuple):
    """Pixels (C, H, W) of a code (d,); or a sentence that says why there are none."""

    code: NDArray[np.float32]
    pixels: NDArray[np.float32] | None
    error: str | None


class Decoding(QObject):
    """Decodes the code that was asked about last.

    While the cursor moves faster than codes are decoded, each answer is said that is newer than the one before, so
    that the picture keeps moving, too.
    """

    decoded = Signal(object)
    """A ``Decoded``."""

    def __init__(self, asks: AskThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asks = asks
        self._asked: tuple[Snapshot, NDArray[np.float32]] | None = None
        self._newest = 0
        self._said = 0
        self._latest: Decoded | None = None
        asks.answered.connect(self._take)

    def ask(self, snapshot: Snapshot, code: NDArray[np.float32]) -> None:
        """Have ``code`` (d,) decoded by the weights of ``snapshot``, unless that is being done already.

        What is decoded already is said again at once.
        """
        if self._asked is not None and self._asked[0] is snapshot and np.array_equal(self._asked[1], code):
            if self._said == self._newest and self._latest is not None:
                self.decoded.emit(self._latest)
            return
        self._asked = snapshot, code
        z = np.array(code).reshape(1, *snapshot.latent_shape)  # a copy: torch warns of read-only arrays
        self._newest = self._asks.ask(CHANNEL, lambda: (code, snapshot.decode(z)[0]))

    def forget(self) -> None:
        """Say nothing more of what was asked: it belongs to another run."""
        self._asks.cancel(CHANNEL)
        self._asked = self._latest = None
        self._said = self._newest

    @Slot(object)
    def _take(self, answer: Answer) -> None:
        if answer.channel != CHANNEL or answer.id <= self._said or self._asked is None:
            return
        self._said = answer.id
        code, pixels = answer.result if answer.error is None else (self._asked[1], None)
        self._latest = Decoded(code, pixels, answer.error)
        self.decoded.emit(self._latest)
