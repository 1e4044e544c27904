"""Ticks of a table's rows: the cell with the box, and which rows are ticked, so many at most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from aeexplorer.theme import appearance, px

SIDE = 18
HOOK = ((3.5, 8.5), (6.5, 11.5), (12.5, 5.0))
"""In a box of 16, as in the form's boxes."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A box, pale where it cannot be ticked."""

    ticked: bool
    can: bool = True

    @property
    def text(self) -> str:
        tr = QCoreApplication.translate
        return tr("RowTicks", "ticked") if self.ticked else tr("RowTicks", "not ticked")

    def paint(self, painter: QPainter, room: QRectF) -> None:
        theme = appearance().theme
        side = px(SIDE)
        box = QRectF(round(room.left()), round(room.center().y() - side / 2), side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent if self.ticked else theme.control if self.can else theme.line), 1))
        painter.setBrush(QColor(theme.accent if self.ticked else theme.panel))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        if self.ticked:
            hook = [box.topLeft() + QPointF(x, y) * (side / 16) for x, y in HOOK]
            painter.setBrush(Qt.BrushStyle.NoBrush)
            round_ends = (Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
            painter.setPen(QPen(QColor(theme.on_accent), 1.8 * side / 16, *round_ends))
            painter.drawPolyline(QPolygonF(hook))


class RowTicks(QObject):
    """Which rows, known by a name, are ticked: ``most`` at most."""

    changed = Signal()
    refused = Signal()
    """One more was wanted than there may be."""

    def __init__(self, most: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.most = most
        self._ticked: frozenset[str] = frozenset()

    def __contains__(self, name: str) -> bool:
        return name in self._ticked

    def __len__(self) -> int:
        return len(self._ticked)

    @property
    def full(self) -> bool:
        """Whether no more can be ticked."""
        return len(self._ticked) >= self.most

    def toggle(self, name: str) -> bool:
        """Tick a row, or take its tick away; False, and ``refused``, where all ticks are given."""
        if name not in self._ticked and self.full:
            self.refused.emit()
            return False
        self._ticked ^= {name}
        self.changed.emit()
        return True

    def keep(self, names: Iterable[str]) -> None:
        """Take the ticks of all other rows away."""
        kept = self._ticked.intersection(names)
        if kept != self._ticked:
            self._ticked = kept
            self.changed.emit()
