"""The table of compared models: a measure a row, a model a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QStyle, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.columns import Column
from aeexplorer.widgets.member_heading import MemberHeading
from aeexplorer.widgets.members_model import MembersModel, Row
from aeexplorer.widgets.rows_table import EDGE, MARGIN, RowsTable

HEADING, ROW = 30, 29
Detail = Literal["spread", "unit", "number", "tight"]
FIGURE: dict[Detail, int] = {"spread": 132, "unit": 92, "number": 68, "tight": 50}
"""Px of the design that a figure takes with unit and ±, with its unit, alone, or alone with a small ◆."""
NAME: dict[Detail, int] = {"spread": 150, "unit": 120, "number": 88, "tight": 66}
"""What names of measures get at least."""
WIDEST_FIGURE, NAME_READ = 180, 164
"""The most that a figure gets, and what a name gets before figures get more than they need."""


class MembersTable(RowsTable):
    """Shows a ``MembersModel``; a row that is clicked is ``opened``."""

    resized = Signal()
    """There may be room for more, or for less."""

    def __init__(self, model: MembersModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, ROW, parent)
        self.headings.height_wanted = HEADING
        self._model = model
        self.sorter.setSourceModel(model)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(240), px(90))

    def detail(self, members: int) -> Detail:
        """How much of the figures of that many models there is room for."""
        return detail(self._width(), members)

    def _width(self) -> int:
        """Of what is shown, in px of the design; whether or not it is rolled."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        return round((self.width() - bar) / appearance().scale)

    def has_room_for(self, names: Sequence[str], members: int) -> bool:
        """Whether names of measures can be read whole, beside figures of that many models."""
        columns = tuple(Column("", "", 0) for _ in range(1 + members))
        room = px(shared(columns, self._width())[0].width) - px(EDGE) - px(MARGIN)
        metrics = QFontMetricsF(font(13))
        return all(metrics.horizontalAdvance(name) <= room for name in names)

    def show_rows(self, title: str, members: Sequence[MemberHeading], rows: Sequence[Row]) -> None:
        """Show other rows."""
        if self._model.set_rows(title, members, rows):
            self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()
        self.resized.emit()

    def _share_width(self) -> None:
        """Figures get the same room each, and the names what is left."""
        if self._model.columns:
            self.set_columns(shared(self._model.columns, self._width()))


def detail(width: int, members: int) -> Detail:
    """How much of the figures of ``members`` models fits in a table ``width`` px of the design wide."""
    for found in ("spread", "unit", "number"):
        if width >= NAME[found] + members * FIGURE[found] + EDGE - MARGIN:
            return found
    return "tight"


def shared(columns: tuple[Column, ...], width: int) -> tuple[Column, ...]:
    """``columns`` in a table ``width`` px of the design wide: the first of names, the others of figures."""
    name, *figures = columns
    n, found = max(len(figures), 1), detail(width, len(figures))
    # The last one also keeps the table's edge free.
    edge = EDGE - MARGIN
    read = min(max(width - edge - n * FIGURE[found], NAME[found]), NAME_READ)
    each = min(max((width - edge - read) // n, FIGURE[found]), WIDEST_FIGURE)
    widths = [each] * (len(figures) - 1) + [each + edge]
    name = replace(name, width=max(width - sum(widths), NAME[found]))
    return (name, *(replace(column, width=own) for column, own in zip(figures, widths, strict=True)))
