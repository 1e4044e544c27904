"""The sentences of the map, apart from where they stand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.map.plane import Plane

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _tr(text: str) -> str:
    return QCoreApplication.translate("LatentMap", text)


def axis_names(plane: Plane) -> tuple[str, str]:
    """Names of the map's axes."""
    if plane.size == 1:
        return "z₁", ""
    return ("z₁", "z₂") if plane.is_exact else (_tr("axis 1"), _tr("axis 2"))


def counted(codes: int, held_out: int, left_out: int, chosen: int = 0) -> str:
    """How many codes there are, how many are held out, or chosen if any are, and how many could not be drawn."""
    parts = [_tr("{n} codes").format(n=figure(codes, 0))]
    if chosen:
        # No longer than without: the classes beside it keep their places.
        parts = [_tr("{n} of {all} chosen").format(n=figure(chosen, 0), all=figure(codes, 0))]
    elif held_out == codes:
        parts = [_tr("{n} held-out codes").format(n=figure(codes, 0))]
    elif held_out:
        parts.append(_tr("{n} held out").format(n=figure(held_out, 0)))
    if left_out:
        parts.append(_tr("{n} left out (not finite)").format(n=figure(left_out, 0)))
    return ", ".join(parts)


def how_shown(plane: Plane) -> str:
    """How codes that are not two numbers come to lie on a plane."""
    if plane.size == 1:
        return _tr("1 number, on a line")
    if plane.share is None:
        return ""
    return _tr("{n} numbers, two best axes (PCA), {share} % of the spread").format(
        n=figure(plane.size, 0), share=f"{100 * plane.share:.0f}"
    )


def how_shown_briefly(plane: Plane) -> str:
    """The same, where there is little room."""
    numbers = _tr("1 number") if plane.size == 1 else _tr("{n} numbers").format(n=figure(plane.size, 0))
    if plane.share is None:
        return numbers
    return _tr("{numbers}, PCA {share} % of the spread").format(numbers=numbers, share=f"{100 * plane.share:.0f}")


def coordinates(code: NDArray[np.float32]) -> tuple[str, ...]:
    """The numbers of a code, one a line."""
    return tuple(f"z{str(k + 1).translate(SUBSCRIPTS)} {figure(float(value), 2)}" for k, value in enumerate(code))


def with_article(name: str) -> str:
    """``a 7``, ``an 8``, ``an ankle boot``: an example of a class."""
    spoken_with_vowel = name[:1].lower() in "aeiou8" or name in ("11", "18")
    return (_tr("an {name}") if spoken_with_vowel and name else _tr("a {name}")).format(name=name)
