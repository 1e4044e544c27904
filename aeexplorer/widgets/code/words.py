"""The sentences of the code view, apart from where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.latent_sliders import SUBSCRIPTS

if TYPE_CHECKING:
    from aeexplorer.session.number_moves import NumberMoves


def _tr(text: str) -> str:
    return QCoreApplication.translate("CodeView", text)


def slider_name(number: int, *, numbers: bool) -> str:
    """Such as z₁, or PC 1 for the first principal component."""
    if numbers:
        return f"z{str(number + 1).translate(SUBSCRIPTS)}"
    return _tr("PC {number}").format(number=number + 1)


def moved(moves: NumberMoves) -> str:
    """By how much numbers of all codes are moved, such as “z₂ +1.5 σ, z₃ −0.4 σ”."""
    names = [slider_name(number, numbers=moves.along == "numbers") for number, _ in moves.by]
    told = [f"{name} {'+' if by > 0 else ''}{figure(by, 1)} σ" for name, (_, by) in zip(names, moves.by, strict=True)]
    return ", ".join(told)


def linked(models: Sequence[str]) -> str:
    """Which models follow a slider."""
    *first, last = models
    return _tr("The sliders move {one} and {other} together, each by as much of its own spread.").format(
        one=", ".join(first), other=last
    )


def links(*, numbers: bool) -> str:
    """What is moved by the same slider in codes of several models."""
    if numbers:
        return _tr("Number by number: what number 2 is to one model, it need not be to another.")
    return _tr(
        "By rank: each model moves along its own principal component 1, 2 and so on. Neither what it shows nor where "
        "it points need be the same."
    )


def drawing(shape: tuple[int, ...], ends: tuple[float, float], *, moved: bool) -> str:
    """What is drawn of a code of ``shape``, on a scale between two ends."""
    low, high = (figure(value, 1) for value in ends)
    if len(shape) == 3:
        words = _tr("{maps} maps of {down} × {across}, from {low} (black) to {high} (white).")
        return words.format(maps=shape[0], down=shape[1], across=shape[2], low=low, high=high)
    if moved:
        return _tr("A bar for each number; the lines across are the image's own.")
    return _tr("A bar for each number; those of most images lie between {low} and {high}.").format(low=low, high=high)


def distribution(codes: int, *, along_axes: bool) -> str:
    """What the histograms of so many codes say."""
    what = _tr("{n} codes along their main directions") if along_axes else _tr("The numbers of {n} codes")
    return _tr(
        "{what}, and the Gaussian with the same mean and spread. The figure is their Kolmogorov-Smirnov distance, "
        "0 to 1: the smaller, the better does a Gaussian sampler meet the codes."
    ).format(what=what.format(n=figure(codes, 0)))
