"""From numbers to pixels in a plot of curves, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPolygonF

from aeexplorer.widgets.curve_range import CurveRange
from aeexplorer.widgets.curve_thinning import Floats, thin

FAR = 4
"""Points further off than so many heights of the plot are drawn there: a painter's pixels are not endless."""


@dataclass(frozen=True, slots=True)
class CurveScale:
    """``rect`` holds ``first`` to ``last`` across, and upwards the values of ``values``."""

    rect: QRectF
    first: float
    last: float
    values: CurveRange

    def x_of(self, x: float) -> float:
        """How far right a place on the axis stands."""
        return self.rect.left() + self.rect.width() * (x - self.first) / (self.last - self.first)

    def y_of(self, value: float) -> float:
        """How far down a value stands."""
        return self.rect.bottom() - float(self.values.share(np.array([value]))[0]) * self.rect.height()

    def at(self, across: float) -> float:
        """The place on the axis at ``across`` px from the left, held within the axis."""
        share = min(max((across - self.rect.left()) / max(self.rect.width(), 1.0), 0.0), 1.0)
        return self.first + share * (self.last - self.first)

    def line(self, x: Floats, y: Floats) -> QPolygonF:
        """The line through points ``x`` (n,), sorted, and ``y`` (n,), thinned to the pixels that there are."""
        rect = self.rect
        x, y = thin(x, y, self.first, self.last, max(int(rect.width()), 1))
        across = rect.left() + (x - self.first) * (rect.width() / (self.last - self.first))
        far = FAR * rect.height()
        down = np.clip(rect.bottom() - self.values.share(y) * rect.height(), rect.top() - far, rect.bottom() + far)
        return QPolygonF([QPointF(a, b) for a, b in zip(across.tolist(), down.tolist(), strict=True)])
