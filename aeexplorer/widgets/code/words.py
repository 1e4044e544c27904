"""The sentences of the code view, apart from where they stand."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.latent_sliders import SUBSCRIPTS


def _tr(text: str) -> str:
    return QCoreApplication.translate("CodeView", text)


def slider_name(number: int, *, numbers: bool) -> str:
    """Such as z₁, or PC 1 for the first principal component."""
    if numbers:
        return f"z{str(number + 1).translate(SUBSCRIPTS)}"
    return _tr("PC {number}").format(number=number + 1)


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
