"""Rows of pictures under each other, one column an image: what one sees at once is where models differ."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, px
from aeexplorer.widgets.compare.row_painting import Row, RowPainting
from aeexplorer.widgets.compare.row_places import RowPlaces
from aeexplorer.widgets.telling import Telling


class ImageRows(Telling):
    """A click or Return picks a column, arrow keys go along, and what the mouse is over is announced."""

    clicked = Signal(int)
    pointed = Signal(object)
    """The column under the mouse, or None."""

    def __init__(self, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._heads: tuple[str, ...] = ()
        self._names: tuple[str, ...] = ()
        self._places = RowPlaces()
        self._painting = RowPainting(self._places)
        self._pointed: int | None = None
        self._chosen: int | None = None
        self._at = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        appearance().changed.connect(self._dress)

    def set_rows(self, rows: Sequence[Row], heads: Sequence[str], names: Sequence[str]) -> None:
        """Show other pictures; every column has a head and a longer name."""
        changed = len(heads) != len(self._heads) or [(r.values == (), r.follows) for r in rows] != [
            (r.values == (), r.follows) for r in self._rows
        ]
        self._rows, self._heads, self._names = tuple(rows), tuple(heads), tuple(names)
        self._at = min(self._at, max(len(heads) - 1, 0))
        if changed or self._places.stale_for(self._aspect()):
            self._place()
        self._describe()
        self.update()

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    def set_pointed(self, column: int | None) -> None:
        """Show which column is pointed at, here or elsewhere."""
        if column != self._pointed:
            self._pointed = column
            self.update()

    def set_chosen(self, column: int | None) -> None:
        """Show which column is selected."""
        if column != self._chosen:
            self._chosen = column
            self.update()

    def tile(self, row: int, column: int) -> QRectF:
        """Where a picture is drawn, in this widget's pixels."""
        return self._places.tile(row, column)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(320), round(self._places.least_height))

    def sizeHint(self) -> QSize:
        return QSize(px(640), round(self._places.least_height))

    def _aspect(self) -> float:
        if not self._rows or not self._heads:
            return 1.0
        strip = self._rows[0].strip
        return strip.height() * len(self._heads) / max(strip.width(), 1)

    def _place(self) -> None:
        self._places.lay_out(
            QSize(self.width(), self.height()),
            len(self._heads),
            [(bool(row.values), row.follows) for row in self._rows],
            self._aspect(),
        )
        self._painting.forget()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    # Mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._places.column_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = self._places.column_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or column is None:
            event.ignore()
            return
        self._go(column)
        self.clicked.emit(column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._heads) - 1}
        key = Qt.Key(event.key())
        if key in steps:
            self._go(min(max(self._at + steps[key], 0), len(self._heads) - 1))
            self._point(self._at)
        elif key in ends:
            self._go(ends[key])
            self._point(self._at)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._heads:
            self.clicked.emit(self._at)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        sideways = (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in sideways:
            # The window's arrow keys go through epochs.
            event.accept()
            return True
        return super().event(event)

    def words_at(self, at: QPoint) -> str:
        column = self._places.column_at(QPointF(at))
        return "" if column is None else self._names[column]

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._describe()

    def _point(self, column: int | None) -> None:
        if column != self._pointed:
            self.set_pointed(column)
            self.pointed.emit(column)

    def _go(self, column: int) -> None:
        self._at = column
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self._names[self._at] if self._at < len(self._names) else "")

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._painting.paint(painter, self.size(), self.palette().window().color(), self._rows, self._heads)
        self._paint_frames(painter)
        painter.end()

    def _paint_frames(self, painter: QPainter) -> None:
        """Round the column that is pointed at and the one that is selected, in every row."""
        accent = QColor(appearance().theme.accent)
        focused = self._at if self.hasFocus() else None
        for column, width in ((self._pointed, 1.0), (focused, 1.0), (self._chosen, 2.0)):
            if column is None or column >= len(self._heads):
                continue
            painter.setPen(QPen(accent, width))
            painter.drawRects(self._places.borders[column :: len(self._heads)])

    @Slot()
    def _dress(self) -> None:
        self._place()
        self.update()
