"""MarksLayer: codes of a damaged image, of its original and of each step of a restoration, on the map."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.map.layer import MapLayer

BEADS = 12
"""Steps of the path that are marked, at most."""
GAP = 14
"""Between a mark and its words, in px."""
NOWHERE = np.empty((0, 2))


class MarksLayer(MapLayer):
    """○ the damaged image, ◇ the true code, ● the code that a restoration is decoded from, and the way there."""

    def __init__(self, view: Any, z: float = 26) -> None:
        super().__init__(view, z)
        self._damaged = self._true = self._path = NOWHERE
        self._step = 0
        self.setVisible(False)
        self.words: tuple[str, str, str] = ("", "", "")
        """Written at the damaged image, the true code, the restoration's."""

    @property
    def has_path(self) -> bool:
        """Whether a path is drawn."""
        return len(self._path) > 1

    def set_marks(
        self, damaged: ArrayLike, true: ArrayLike, path: ArrayLike, step: int, words: tuple[str, str, str]
    ) -> None:
        """Show points (1, 2) or (0, 2), the path (m, 2) up to row ``step`` and what to write at damaged, true, step.

        A path of one row is a code without a way there.
        """
        self._damaged, self._true, self._path = (_finite(points) for points in (damaged, true, path))
        self._step = min(step, max(len(self._path) - 1, 0))
        self.words = words
        self.setVisible(len(self._damaged) > 0)
        self.update()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Draw path, marks, words."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = appearance().theme
        ink, ground, accent = QColor(theme.text1), QColor(theme.panel), QColor(theme.accent)
        way = [QPointF(x, y) for x, y in self.to_screen(self._path[: self._step + 1])]
        if len(way) > 1:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((ground, px(5)), (accent, px(2))):
                painter.setPen(
                    QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
                )
                painter.drawPolyline(QPolygonF(way))
            painter.setPen(QPen(accent, px(1.5)))
            painter.setBrush(ground)
            for bead in np.unique(np.linspace(1, len(way) - 1, BEADS).astype(int))[:-1]:
                painter.drawEllipse(way[bead], px(3.5), px(3.5))
        start = self._place(self._damaged)
        marks: list[tuple[QPointF, str]] = [(start, self.words[0])]
        painter.setPen(QPen(ground, px(6)))
        painter.setBrush(ground)
        painter.drawEllipse(start, px(7), px(7))
        painter.setPen(QPen(accent, px(2.5)))
        painter.drawEllipse(start, px(7), px(7))
        if len(self._true):
            true = self._place(self._true)
            marks.append((true, self.words[1]))
            for colour, width in ((ground, px(6)), (ink, px(2))):
                painter.setPen(QPen(colour, width))
                painter.drawPolygon(_diamond(true, px(9)))
        if way:
            marks.append((way[-1], self.words[2]))
            painter.setPen(QPen(ground, px(2)))
            painter.setBrush(accent)
            # One pass decodes the damaged image's own code: then the dot lies within that ring, and both are seen.
            radius = px(4 if QLineF(start, way[-1]).length() < px(4) else 8)
            painter.drawEllipse(way[-1], radius, radius)
        self._write(painter, marks)

    def _place(self, points: NDArray[np.float64]) -> QPointF:
        ((x, y),) = self.to_screen(points[:1])
        return QPointF(x, y)

    def _write(self, painter: QPainter, marks: list[tuple[QPointF, str]]) -> None:
        """Words beside their marks, on the first side where they cover neither a mark nor other words."""
        theme = appearance().theme
        letters = QFontMetricsF(font(13, 600))
        painter.setFont(font(13, 600))
        taken = [QRectF(at.x() - px(9), at.y() - px(9), 2 * px(9), 2 * px(9)) for at, _ in marks]
        inside = self.boundingRect().adjusted(2, 2, -2, -2)
        for at, words in marks:
            if not words:
                continue
            width, height = letters.horizontalAdvance(words) + 2 * px(8), letters.height() + px(6)
            gap = px(GAP)
            corners = (
                QPointF(at.x() + gap, at.y() - height / 2),
                QPointF(at.x() - gap - width, at.y() - height / 2),
                QPointF(at.x() - width / 2, at.y() + gap),
                QPointF(at.x() - width / 2, at.y() - gap - height),
                QPointF(at.x() + gap, at.y() + gap),
                QPointF(at.x() - gap - width, at.y() + gap),
                QPointF(at.x() + gap, at.y() - gap - height),
                QPointF(at.x() - gap - width, at.y() - gap - height),
            )
            boxes = [QRectF(corner.x(), corner.y(), width, height) for corner in corners]
            free = [box for box in boxes if inside.contains(box) and not any(box.intersects(one) for one in taken)]
            box = (free or boxes)[0]
            taken.append(box)
            painter.setPen(QPen(QColor(theme.control), 1))
            painter.setBrush(QColor(theme.panel))
            painter.drawRoundedRect(box, px(4), px(4))
            painter.setPen(QColor(theme.text1))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _finite(points: ArrayLike) -> NDArray[np.float64]:
    found = np.asarray(points, np.float64).reshape(-1, 2)
    return found[np.isfinite(found).all(1)]


def _diamond(at: QPointF, reach: float) -> QPolygonF:
    return QPolygonF([at + QPointF(*side) for side in ((0, -reach), (reach, 0), (0, reach), (-reach, 0))])
