"""Number moves: single numbers of every code moved by hand, in each compared run by as much of its own spread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from aeexplorer.session.code_axes import MOST_NUMBERS, CodeAxes, principal_axes

Along = Literal["numbers", "components"]
Codes = NDArray[np.float32]
NOTICED = 1e-2
"""Spreads up to which a number counts as not moved: rounding moves all others by a little, and no slider so little."""
ROUNDING = 1e-5
"""Part of the largest spread up to which codes do not vary."""


@dataclass(frozen=True, slots=True, eq=False)
class NumberMoves:
    """How far the code of every image is moved, whatever the run.

    Attributes:
        shape: of the codes at whose sliders it was done.
        axes: the principal components of these codes, if the sliders go along them; None if along numbers.
        by: (number, distance): counted from 0, in standard deviations of a run's own codes along it.
    """

    shape: tuple[int, ...]
    axes: CodeAxes | None
    by: tuple[tuple[int, float], ...]

    @property
    def along(self) -> Along:
        """What the sliders stand for."""
        return "numbers" if self.axes is None else "components"

    def missing(self, shape: tuple[int, ...]) -> tuple[int, ...]:
        """Those of the moved numbers, counted from 0, that codes of another ``shape`` do not have.

        Principal components are linked by their rank, whatever the shape. Numbers are linked by their index: number 3
        of a list is not number 3 of a stack of maps.
        """
        like = self.axes is not None or shape == self.shape or len(shape) == len(self.shape) == 1
        size = int(np.prod(shape)) if like else 0
        return tuple(number for number, _ in self.by if number >= size)


def moves(shape: tuple[int, ...], axes: CodeAxes | None, places: Codes, own: Codes, code: Codes) -> NumberMoves | None:
    """What takes a code from ``own`` (d,) to ``code`` (d,), with codes at ``places`` (n, k); None if nothing does."""
    by_hand = np.float64(code) - np.float64(own)
    distance = (by_hand if axes is None else axes.directions @ by_hand) / lengths(places)
    by = tuple((int(k), float(distance[k])) for k in np.flatnonzero(np.abs(distance) > NOTICED))
    return NumberMoves(shape, axes, by) if by else None


def lengths(places: Codes) -> Codes:
    """Standard deviation (k,) of places (n, k); 1 where they do not vary, or by rounding alone."""
    spread = places.std(0)
    return np.where(spread > ROUNDING * spread.max(), spread, 1).astype(np.float32)


class Shifts:
    """What the moves are to codes of each compared run; for the thread that answers: components take a while."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Codes, CodeAxes | None, Codes]] = {}

    def of(self, letter: str, codes: Codes, shape: tuple[int, ...], moves: NumberMoves) -> Codes:
        """What is added to every code of the member ``letter``, whose images have ``codes`` (n, d): (*shape)."""
        steps, missing = self._steps(letter, codes, moves), moves.missing(shape)
        shift = np.zeros(int(np.prod(shape)), np.float32)
        for number, distance in moves.by:
            if number not in missing and number < len(steps):
                shift += np.float32(distance) * steps[number]
        return shift.reshape(shape)

    def _steps(self, letter: str, codes: Codes, moves: NumberMoves) -> Codes:
        """One standard deviation along each number or component: (k, d)."""
        before, axes, steps = self._known.get(letter, (None, None, None))
        if steps is None or codes is not before or axes is not moves.axes:
            steps = _steps(codes[np.isfinite(codes).all(1)], moves.axes)
            self._known[letter] = codes, moves.axes, steps
        return steps


def _steps(codes: Codes, leading: CodeAxes | None) -> Codes:
    if not len(codes):
        return np.empty((0, codes.shape[1]), np.float32)
    if leading is None:
        first = codes[:, :MOST_NUMBERS]
        return np.eye(first.shape[1], codes.shape[1], dtype=np.float32) * lengths(first)[:, None]
    # Of the run at whose sliders it is done, the components point as they do there.
    axes = principal_axes(codes, leading, most=len(leading.directions))
    steps: Codes = axes.directions * lengths(axes.places(codes))[:, None]
    return steps
