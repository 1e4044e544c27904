"""A row of the histograms of errors: one class, or several in one row, with its bars and its name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from aeexplorer.theme import appearance, font, px

Floats = NDArray[np.float64]
BAR = 3
"""Px of a bar's width."""
FAINT = 0.45
"""Opacity of bars that the threshold does not reach."""


@dataclass(frozen=True, slots=True, eq=False)
class ErrorRow:
    """One class, or several that share a row.

    Attributes:
        name: at the left.
        parts: one or more classes: errors (n,) of its images, and its colour; their bars stand upon each other.
        strange: whether they count as the anomaly.
        label: the class's place among all; None for a row that stands for several.
    """

    name: str
    parts: tuple[tuple[Floats, str], ...]
    strange: bool
    label: int | None

    @property
    def errors(self) -> Floats:
        """(n,) of all its images."""
        return np.concatenate([errors for errors, _ in self.parts])

    def counts(self, bins: int, end: float) -> NDArray[np.int64]:
        """How many errors (parts, bins) there are from 0 to ``end``; those beyond it are in the last bin."""
        return np.array([_count(errors, bins, end) for errors, _ in self.parts])


def _count(errors: Floats, bins: int, end: float) -> NDArray[np.int64]:
    shares = errors[np.isfinite(errors)] / end
    return np.bincount((np.clip(shares, 0, 1 - 1e-9) * bins).astype(np.intp), minlength=bins)


def paint_row(painter: QPainter, row: ErrorRow, name: QRectF, bars: QRectF, *, end: float, called: float) -> None:
    """Paint a name at the left of bars from 0 to ``end``, those that end before the x ``called`` faintly."""
    theme = appearance().theme
    floor = round(bars.bottom())
    painter.fillRect(QRectF(bars.left(), floor - 1, bars.width(), 1), QColor(theme.grid))
    _paint_bars(painter, row, bars, end, called)
    painter.setFont(font(12, 600 if row.strange else 400))
    swatch = QRectF(px(2), floor - px(4) - px(8), px(8), px(8))
    colour = QColor(row.parts[0][1] if len(row.parts) == 1 else theme.control)
    if row.strange:
        painter.fillRect(swatch, colour)
    else:
        painter.setPen(QPen(colour, 1))
        painter.drawRect(swatch.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setPen(QColor(theme.text1 if row.strange else theme.text2))
    words = QRectF(px(14), floor - px(16), name.width() - px(20), px(16))
    text = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideRight, round(words.width()))
    painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _paint_bars(painter: QPainter, row: ErrorRow, bars: QRectF, end: float, called: float) -> None:
    floor = round(bars.bottom())
    counts = row.counts(max(int(bars.width() // px(BAR)), 1), end)
    heights = counts.cumsum(0) * ((bars.height() - 2) / max(int(counts.sum(0).max()), 1))
    for part, (_, colour) in enumerate(row.parts):
        strong, faint = QColor(colour), QColor(colour)
        faint.setAlphaF(FAINT)
        for k in np.flatnonzero(counts[part]).tolist():
            left = bars.left() + k * px(BAR)
            below = round(heights[part - 1, k]) if part else 0
            tall = max(round(heights[part, k]), 1) - below
            bar = QRectF(left, floor - 1 - below - tall, px(BAR) - 1, tall)
            painter.fillRect(bar, strong if left + px(BAR) > called else faint)
