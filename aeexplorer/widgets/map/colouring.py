"""What the colours of the points say: the class, training or held out, the reconstruction error, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from aeexplorer.theme import Theme, mixed
from aeexplorer.widgets.figures import figure

By = Literal["class", "split", "error", "none"]
SHADES = 24
MOST = 98
"""Percentile of the errors at which the scale ends: a few failures must not make all others look alike."""


@dataclass(frozen=True, eq=False)
class Colouring:
    """A colour for every point.

    Attributes:
        palette: (k, 3) uint8.
        of: (n,) which of them each point has; None: its class's.
        swatches: colours and what they stand for.
        scale: what is measured, and the words at both ends of the palette; empty where there is no scale.
    """

    palette: NDArray[np.uint8]
    of: NDArray[np.int64] | None
    swatches: tuple[tuple[str, str], ...] = ()
    scale: tuple[str, str, str] | tuple[()] = field(default=())


def _tr(text: str) -> str:
    return QCoreApplication.translate("LatentMap", text)


def by_class(theme: Theme) -> Colouring:
    """Every class its own colour: the legend above the map says which."""
    return Colouring(_rgb(*theme.classes), None)


def by_nothing(theme: Theme, count: int) -> Colouring:
    """All alike."""
    return Colouring(_rgb(theme.accent), np.zeros(count, np.int64))


def by_coming_error(theme: Theme, count: int) -> Colouring:
    """Errors are not known yet."""
    alike = by_nothing(theme, count)
    return Colouring(_rgb(theme.control), alike.of, ((theme.control, _tr("errors are being measured")),))


def by_split(theme: Theme, held_out: NDArray[np.bool_]) -> Colouring:
    """Images that the model learns from are grey, the others stand out."""
    colours = theme.control, theme.accent
    words = _tr("training"), _tr("held out")
    return Colouring(_rgb(*colours), held_out.astype(np.int64), tuple(zip(colours, words, strict=True)))


def by_error(theme: Theme, errors: NDArray[np.float64]) -> Colouring:
    """The worse an image is rebuilt, the further its colour is from the ground's; errors (n,) are at least 0."""
    finite = errors[np.isfinite(errors)]
    low, high = (float(finite.min()), float(np.percentile(finite, MOST))) if len(finite) else (0.0, 1.0)
    share = (np.nan_to_num(errors, nan=high, posinf=high) - low) / max(high - low, 1e-12)
    of = np.clip(np.rint(share * (SHADES - 1)), 0, SHADES - 1).astype(np.int64)
    ends = figure(low), _tr("{error} and more").format(error=figure(high))
    return Colouring(_rgb(*error_shades(theme)), of, (), (_tr("Reconstruction error, MSE"), *ends))


def error_shades(theme: Theme) -> tuple[str, ...]:
    """From what lies quietly on the panel to what is seen first."""
    dark = (theme.histogram, "#D65C34", "#F7A85C", "#FDE2B8")
    stops = dark if theme.dark else (theme.histogram, "#F7A85C", "#D65C34", "#861E32")
    places = np.linspace(0, len(stops) - 1, SHADES)
    return tuple(
        mixed(stops[int(place)], stops[min(int(place) + 1, len(stops) - 1)], float(place % 1)) for place in places
    )


def _rgb(*colours: str) -> NDArray[np.uint8]:
    return np.array([list(bytes.fromhex(colour[1:])) for colour in colours], np.uint8)
