"""Arrows on a map: where the codes of the compared images lie, and where noise moves them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, QSize, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.linked.dots import DotStamps, paint_dot
from aeexplorer.widgets.map.layer import MapLayer

NOWHERE = np.empty((0, 2))
SMALLER = 0.65


class ArrowsLayer(MapLayer):
    """A disc at each code, in the colour of its class, and a line to a ring where noise has moved it."""

    def __init__(self, view: Any, z: float = 25) -> None:
        super().__init__(view, z)
        self._codes: NDArray[np.float64] = NOWHERE
        self._moved: NDArray[np.float64] = NOWHERE
        self._colours: tuple[str, ...] = ()
        self._scale = 1.0
        self._dots = DotStamps()
        self.setVisible(False)

    @property
    def codes(self) -> NDArray[np.float64]:
        """Places (n, 2) of the codes."""
        return self._codes

    @property
    def moved(self) -> NDArray[np.float64]:
        """Places (n, 2) of the noisy codes."""
        return self._moved

    def set_arrows(self, codes: ArrayLike, moved: ArrayLike, colours: Sequence[str]) -> None:
        """Lead from ``codes`` (n, 2) to ``moved`` (n, 2); ``colours``: one for each. Not-finite ones are left out."""
        start = np.asarray(codes, np.float64).reshape(-1, 2)
        end = np.asarray(moved, np.float64).reshape(-1, 2)
        finite = np.asarray(np.isfinite(np.concatenate([start, end], 1)).all(1))
        self._codes, self._moved = start[finite], end[finite]
        self._colours = tuple(colour for colour, kept in zip(colours, finite, strict=True) if kept)
        self.setVisible(len(self._codes) > 0)
        self.update()

    def set_small(self, small: bool) -> None:
        """Draw smaller discs, for a small map."""
        self._scale = SMALLER if small else 1.0
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.set_arrows(NOWHERE, NOWHERE, ())

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw all lines first, so that none crosses a disc."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pairs = [
            (QPointF(*start), QPointF(*end))
            for start, end in zip(self.to_screen(self._codes), self.to_screen(self._moved), strict=True)
        ]
        for start, end in pairs:
            paint_line(painter, start, end)
        dots: list[tuple[QPointF, str | None]] = []
        for (start, end), colour in zip(pairs, self._colours, strict=True):
            if start != end:
                dots.append((end, None))
            dots.append((start, colour))
        self._dots.stamp(painter, dots, self._scale)


class ArrowKey(QWidget):
    """The sign that explains the arrows, for a legend."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        appearance().changed.connect(self._dress)
        self._dress()

    def sizeHint(self) -> QSize:
        return QSize(px(44), px(16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        start, end = QPointF(px(7), middle), QPointF(self.width() - px(7), middle)
        paint_line(painter, start, end)
        paint_dot(painter, end, None)
        paint_dot(painter, start, appearance().theme.text1)
        painter.end()

    @Slot()
    def _dress(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()


def paint_line(painter: QPainter, start: QPointF, end: QPointF) -> None:
    """A line of ink on a band of the ground's colour."""
    theme = appearance().theme
    for colour, width in ((theme.panel, 4.0), (theme.text1, 1.5)):
        painter.setPen(QPen(QColor(colour), px(width)))
        painter.drawLine(start, end)
