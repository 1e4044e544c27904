"""Names and values in rows, right values under each other, the best of those compared marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.metric import BEST

ROW, INSET = 22, 6
NAMED = 128
"""Px from which on there is room for names beside values."""


@dataclass(frozen=True, slots=True)
class Score:
    """One row: ``note`` is what a screen reader adds, and the tooltip says."""

    name: str
    value: str
    best: bool = False
    note: str = ""


def after_value() -> int:
    """Px from where values end to the right edge of their rows: ◆ has its place there."""
    return px(INSET) + _diamond()


class ScoreRows(QWidget):
    """Keeps room for the ◆ of the best value, so that digits line up whether or not it is there.

    Where it is narrow, values have no names beside them: rows without values, at their left, name them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Score, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        appearance().changed.connect(self._dress)

    @property
    def rows(self) -> tuple[Score, ...]:
        """What is shown."""
        return self._rows

    def set_rows(self, rows: Sequence[Score]) -> None:
        """Show other rows."""
        if tuple(rows) != self._rows:
            if len(rows) != len(self._rows):
                self.updateGeometry()
            self._rows = tuple(rows)
            best = self.tr("{said}, the best")
            said = [f"{row.name} {row.value}".strip() for row in rows]
            self.setAccessibleName(
                "; ".join(best.format(said=text) if row.best else text for row, text in zip(rows, said, strict=True))
            )
            self.setToolTip("\n".join(row.note for row in rows if row.note))
            self.update()

    def sizeHint(self) -> QSize:
        bold = QFontMetrics(font(13, 700))
        widest = max((bold.horizontalAdvance(row.value) for row in self._rows), default=0)
        return QSize(max(px(110), px(INSET) + widest + after_value()), px(ROW) * max(len(self._rows), 1))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(84), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = appearance().theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        diamond = _diamond()
        for k, row in enumerate(self._rows):
            box = QRectF(0, k * px(ROW), self.width(), px(ROW))
            if row.best:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(theme.tint))
                painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), px(4), px(4))
            inside = box.adjusted(px(INSET), 0, -px(INSET), 0)
            painter.setPen(QColor(theme.text2))
            painter.setFont(font(12))
            if self.width() >= px(NAMED) or not row.value:
                painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, row.name)
            painter.setPen(QColor(theme.accent if row.best else theme.text1))
            painter.setFont(font(13, 700 if row.best else 400))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(inside.adjusted(0, 0, -diamond, 0), right, row.value)
            if row.best:
                painter.setFont(font(13))
                painter.drawText(inside, right, BEST)
        painter.end()

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()


def _diamond() -> int:
    return QFontMetrics(font(13)).horizontalAdvance(BEST) + px(4)
