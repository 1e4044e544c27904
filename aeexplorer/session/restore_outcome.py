"""What one way to restore has come to, and how near that is to the original."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """How near a picture is to the original, on the whole and within the damage (NaN where nothing is hidden)."""

    mse: float
    psnr: float
    ssim: float
    hole_mse: float
    hole_psnr: float
    hole_ssim: float


NOT_MEASURED = Measured(*[math.nan] * 6)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What one way has come to.

    Attributes:
        pixels: the best picture so far, (C, H, W).
        measured: of that picture.
        pictures: of every step, (C, H, W) each.
        codes: of every step, (d,) each; none for a way without codes.
        about: what has to be said of the hole, in sentences; the same for all ways.
        remark: what has to be said of this way, in sentences.
        done: whether there are no more steps to come.
        error: why it failed, or "".
    """

    pixels: Pixels | None
    measured: Measured = NOT_MEASURED
    pictures: tuple[Pixels, ...] = ()
    codes: tuple[NDArray[np.float32], ...] = ()
    about: str = ""
    remark: str = ""
    done: bool = False
    error: str = ""

    @property
    def note(self) -> str:
        """All that has to be said; may be empty."""
        return " ".join(filter(None, (self.about, self.remark)))
