"""A row of columns to look through, one for each image: the image, and below it what models make of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from aeexplorer.theme import appearance, font, px
from aeexplorer.widgets.figures import figure
from aeexplorer.widgets.image_column import BELOW, BETWEEN, LINE, Column, paint_column
from aeexplorer.widgets.telling import Telling

SMALLEST, LEGIBLE, LARGEST = 24, 32, 112
"""Px of a picture's height."""
GAP = 6
"""Px between columns."""
TRACK = 3
ROOM_BELOW = BELOW + TRACK + 1
"""Px under the pictures."""


class ImageBrowser(Telling):
    """Arrow keys, Page up and down, Home and End go through them, the wheel rolls them by, a click chooses one."""

    chosen = Signal(int)
    """The place that keyboard or mouse went to."""
    pointed = Signal(object)
    """The place under the mouse, or None."""
    rolled = Signal()
    """Other columns are visible."""

    def __init__(self, column: Callable[[int], Column], name: str, parent: QWidget | None = None) -> None:
        """``column`` says what is shown at a place, whenever it is painted."""
        super().__init__(parent)
        self._column = column
        self._names: list[str] = []
        self._caption = ""
        self._count = self._first = 0
        self._at: int | None = None
        self._aspect = 1.0
        self._widest = ""
        self._pointed: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        appearance().changed.connect(self._dress)

    def set_rows(self, names: Sequence[str]) -> None:
        """What the pictures of a column are, from top to bottom; said at the left."""
        if list(names) != self._names:
            self._names = list(names)
            self.update()
            self.rolled.emit()

    def set_caption_name(self, name: str) -> None:
        """What the captions are, with their unit; said at their left."""
        if name != self._caption:
            self._caption = name
            self.update()
            self.rolled.emit()

    @property
    def caption_name(self) -> str:
        """What the captions are."""
        return self._caption

    def set_count(self, count: int) -> None:
        """How many images there are."""
        if count != self._count:
            self._count = count
            self._roll_to(self._first)
        if self._at is not None and self._at >= count:
            self._at = None
        self.update()

    def set_aspect(self, aspect: float) -> None:
        """Height of an image over its width."""
        if aspect != self._aspect:
            self._aspect = aspect
            self.update()

    def set_widest(self, caption: str) -> None:
        """The longest caption that is to be expected: columns are at least as wide."""
        if caption != self._widest:
            self._widest = caption
            self.update()

    @property
    def rows(self) -> int:
        """Pictures in a column."""
        return len(self._names)

    def has_room_for(self, rows: int) -> bool:
        """Whether so many pictures fit below each other and can still be made out."""
        return self.height() >= rows * px(LEGIBLE + BETWEEN) + px(ROOM_BELOW)

    @property
    def count(self) -> int:
        """How many images there are."""
        return self._count

    @property
    def at(self) -> int | None:
        """The place where the keyboard stands."""
        return self._at

    def go_to(self, place: int | None) -> None:
        """Stand at a place, and have it in sight; without a signal."""
        self._at = place
        if place is not None:
            self._show(place)
        self._describe()
        self.update()

    def show_first(self) -> None:
        """Roll back to the beginning."""
        self._roll_to(0)

    @property
    def visible_places(self) -> range:
        """The places in sight."""
        return range(self._first, min(self._first + self._columns(), self._count))

    # Where things stand

    def sizeHint(self) -> QSize:
        rows = max(len(self._names), 2)
        return QSize(px(360), rows * px(48) + px(ROOM_BELOW))

    def minimumSizeHint(self) -> QSize:
        rows = max(len(self._names), 2)
        return QSize(px(160), rows * px(SMALLEST) + px(ROOM_BELOW))

    def _left(self) -> float:
        """Room for the names of the rows."""
        metrics = QFontMetricsF(font(12))
        widest = max((metrics.horizontalAdvance(name) for name in (*self._names, self._caption)), default=0.0)
        return min(widest + px(8), 0.3 * self.width())

    def _height(self) -> float:
        """Of one picture."""
        rows = max(len(self._names), 1)
        room = self.height() - px(ROOM_BELOW) - (rows - 1) * px(BETWEEN)
        return min(max(room / rows, px(SMALLEST)), px(LARGEST))

    def _stride(self) -> float:
        caption = QFontMetricsF(font(12, 600)).horizontalAdvance(self._widest)
        return max(self._height() / self._aspect, caption) + px(GAP)

    def _columns(self) -> int:
        return max(int((self.width() - self._left() + px(GAP)) // self._stride()), 1)

    def column_rect(self, place: int) -> QRectF:
        """Where a column in sight stands, caption included."""
        left = self._left() + (place - self._first) * self._stride()
        rows = max(len(self._names), 1)
        height = rows * self._height() + (rows - 1) * px(BETWEEN) + px(BELOW)
        return QRectF(left, 1, self._stride() - px(GAP), height)

    def _place_at(self, point: QPointF) -> int | None:
        if point.x() < self._left():
            return None
        place = self._first + int((point.x() - self._left()) // self._stride())
        return place if place in self.visible_places else None

    def _show(self, place: int) -> None:
        if place < self._first:
            self._roll_to(place)
        elif place >= self._first + self._columns():
            self._roll_to(place - self._columns() + 1)

    def _roll_to(self, first: int) -> None:
        inside = min(max(first, 0), max(self._count - self._columns(), 0))
        changed = inside != self._first
        self._first = inside
        self.update()
        if changed:
            self.rolled.emit()

    # Hands

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place is not None:
            self._choose(place)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    def _point(self, place: int | None) -> None:
        if place != self._pointed:
            self._pointed = place
            self.pointed.emit(place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self._roll_to(self._first + (-1 if turned > 0 else 1) * max(self._columns() // 3, 1))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at, last = self._at, self._count - 1
        before, after = (-1, 0) if at is None else (at - 1, at + 1)
        goals = {
            Qt.Key.Key_Left: before,
            Qt.Key.Key_Up: before,
            Qt.Key.Key_Right: after,
            Qt.Key.Key_Down: after,
            Qt.Key.Key_PageUp: (at or 0) - self._columns(),
            Qt.Key.Key_PageDown: (at or 0) + self._columns(),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
            Qt.Key.Key_Return: at or 0,
        }
        goal = goals.get(Qt.Key(event.key()))
        if goal is None or last < 0:
            super().keyPressEvent(event)
        else:
            self._choose(min(max(goal, 0), last))

    def _choose(self, place: int) -> None:
        self.go_to(place)
        self.chosen.emit(place)

    def words_at(self, at: QPoint) -> str:
        place = self._place_at(QPointF(at))
        return "" if place is None else self._column(place).name

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._describe()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._roll_to(self._first)
        self.rolled.emit()

    def _describe(self) -> None:
        if self._at is not None and self._at < self._count:
            place = self.tr("{k} of {n}").format(k=figure(self._at + 1, 0), n=figure(self._count, 0))
            self.setAccessibleDescription(f"{place}: {self._column(self._at).name}")
        else:
            self.setAccessibleDescription("")

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(appearance().theme.text2))
        painter.setFont(font(12))
        height = self._height()
        boxes = [QRectF(0, 1 + row * (height + px(BETWEEN)), self._left() - px(8), height) for row in range(self.rows)]
        caption = QRectF(0, 1 + self.rows * height + (self.rows - 1) * px(BETWEEN), self._left() - px(8), px(BELOW))
        caption.adjust(0, px(LINE + 2), 0, px(2))
        for box, name in zip([*boxes, caption], [*self._names, self._caption], strict=True):
            words = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, round(box.width()) + 1)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        for place in self.visible_places:
            paint_column(painter, self.column_rect(place), self._column(place), height, self._aspect)
        self._paint_track(painter)
        painter.end()

    def _paint_track(self, painter: QPainter) -> None:
        """Where in the row the columns in sight stand."""
        shown = len(self.visible_places)
        if not shown or shown >= self._count:
            return
        theme = appearance().theme
        room = QRectF(self._left(), self.height() - px(TRACK), self.width() - self._left(), px(TRACK))
        painter.fillRect(room, QColor(theme.grid))
        width = max(room.width() * shown / self._count, px(16))
        left = room.left() + (room.width() - width) * self._first / max(self._count - shown, 1)
        painter.fillRect(QRectF(left, room.top(), width, room.height()), QColor(theme.control))

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()
        self.rolled.emit()
