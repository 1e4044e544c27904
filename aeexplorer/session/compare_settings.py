"""What compared runs are fed, and which of their images are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QObject, Signal

from training.compare.conditions import Conditions
from training.latent.noise import PRESETS

if TYPE_CHECKING:
    from aeexplorer.session.number_moves import NumberMoves
    from training.latent.noise import Way

Show = Literal["class", "first", "chosen", "worst"]
Difference = Literal["original", "noise-free"]
Rows = Literal["differences", "levels"]

MOST_SHOWN = 12
LARGEST: dict[Way, float] = {"add": 2.0, "blend": 1.0, "power": 0.3}
"""Where the slider of the noise on codes ends: well beyond what the reports tried; a blend of 1 is all noise."""
LARGEST_ON_INPUT = 2.0
POINTS = 9
"""Strengths of noise at which a robustness curve is computed."""


class CompareSettings(QObject):
    """Pure state: compares, sets, then announces."""

    settings_changed = Signal()
    """``conditions``, ``difference``, ``rows``, ``show``, ``number`` or ``chosen``."""
    moves_changed = Signal()
    cursor_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._conditions = Conditions()
        self._difference: Difference = "original"
        self._rows: Rows = "differences"
        self._show: Show = "class"
        self._number = 10
        self._chosen: tuple[int, ...] = ()
        self._moves: NumberMoves | None = None
        self._cursor: int | None = None

    @property
    def conditions(self) -> Conditions:
        """The noise."""
        return self._conditions

    def set_conditions(self, conditions: Conditions) -> None:
        """Put other noise on."""
        if conditions != self._conditions:
            self._conditions = conditions
            self.settings_changed.emit()

    @property
    def strengths(self) -> tuple[float, ...]:
        """Strengths of the noise on codes, from 0 to the end of its slider, at which curves have points."""
        return tuple(np.linspace(0, LARGEST[self._conditions.code.way], POINTS).tolist())

    @property
    def difference(self) -> Difference:
        """What pictures are compared with: the original image, or the picture without noise."""
        return self._difference

    @difference.setter
    def difference(self, difference: Difference) -> None:
        if difference != self._difference:
            self._difference = difference
            self.settings_changed.emit()

    @property
    def rows(self) -> Rows:
        """What is shown of each model: its pictures and how far they are off, or pictures at several strengths."""
        return self._rows

    @rows.setter
    def rows(self, rows: Rows) -> None:
        if rows != self._rows:
            self._rows = rows
            self.settings_changed.emit()

    @property
    def levels(self) -> tuple[float, ...]:
        """The strengths of the noise on codes that are shown besides the one that is set."""
        return PRESETS[self._conditions.code.way] if self._rows == "levels" else ()

    @property
    def show(self) -> Show:
        """Which images: of every class, the first held-out ones, ``chosen`` ones, or those that fare worst."""
        return self._show

    @show.setter
    def show(self, show: Show) -> None:
        if show != self._show:
            self._show = show
            self.settings_changed.emit()

    @property
    def number(self) -> int:
        """How many images are shown at most, 1 to 12."""
        return self._number

    @number.setter
    def number(self, number: int) -> None:
        number = min(max(int(number), 1), MOST_SHOWN)
        if number != self._number:
            self._number = number
            self.settings_changed.emit()

    @property
    def chosen(self) -> tuple[int, ...]:
        """Numbers of images that were chosen to be shown."""
        return self._chosen

    @chosen.setter
    def chosen(self, chosen: tuple[int, ...]) -> None:
        chosen = tuple(chosen)
        if chosen != self._chosen:
            self._chosen = chosen
            self.settings_changed.emit()

    @property
    def moves(self) -> NumberMoves | None:
        """By how much every shown code is moved before there is noise on it; figures over many images are without."""
        return self._moves

    @moves.setter
    def moves(self, moves: NumberMoves | None) -> None:
        if moves is not self._moves:
            self._moves = moves
            self.moves_changed.emit()

    @property
    def cursor(self) -> int | None:
        """Number of the image that is pointed at, on any map or in any row."""
        return self._cursor

    @cursor.setter
    def cursor(self, image: int | None) -> None:
        if image != self._cursor:
            self._cursor = image
            self.cursor_changed.emit()
